import sys

import polytarget

thing = polytarget.eval("js", "[1, 2, 3]")


def work(turns):
    for _ in range(turns):
        thing[1]


work(int(sys.argv[1]))
