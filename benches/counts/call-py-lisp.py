import sys

import polytarget

thing = polytarget.eval("lisp", "(lambda (x) x)")


def work(turns):
    for _ in range(turns):
        thing(1)


work(int(sys.argv[1]))
