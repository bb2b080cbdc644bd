import sys

import polytarget

things = polytarget.eval("js", "Array.from({ length: 1000 }, (_, i) => i)")


def work(turns):
    for _ in range(turns // 1000):
        for _ in things:
            pass


work(int(sys.argv[1]))
