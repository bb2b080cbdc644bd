import sys

import polytarget

thing = polytarget.eval("js", "({ x: 1 })")


def work(turns):
    for _ in range(turns):
        thing.x


work(int(sys.argv[1]))
