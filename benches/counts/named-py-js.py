import sys

import polytarget

thing = polytarget.eval("js", "({ k }) => k")


def work(turns):
    for _ in range(turns):
        thing(k=1)


work(int(sys.argv[1]))
