import sys

import polytarget

work = polytarget.eval("rhai", "|f, n| { for i in 0..n { f.call(1); } }")
thing = polytarget.eval("js", "x => x")
work(thing, int(sys.argv[1]))
