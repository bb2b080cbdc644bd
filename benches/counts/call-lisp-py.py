import sys

import polytarget

work = polytarget.eval("lisp", "(lambda (f n) (let loop ([i 0]) (when (< i n) (f 1) (loop (+ i 1)))))")
thing = polytarget.eval("py", "lambda x: x")
work(thing, int(sys.argv[1]))
