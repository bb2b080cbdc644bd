import sys

import polytarget

through = polytarget.eval("js", "f => f()")


def fail():
    raise ValueError("no")


def work(turns):
    for _ in range(turns):
        try:
            through(fail)
        except ValueError:
            pass


work(int(sys.argv[1]))
