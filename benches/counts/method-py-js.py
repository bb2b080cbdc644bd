import sys

import polytarget

thing = polytarget.eval("js", "({ m: x => x })")


def work(turns):
    for _ in range(turns):
        thing.m(1)


work(int(sys.argv[1]))
