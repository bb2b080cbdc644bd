import sys

import polytarget


def work(turns):
    for number in range(turns):
        polytarget.eval("rhai", f"{number} + 2")


work(int(sys.argv[1]))
