"""An exception passes through three other languages and comes home as the object it was.

    polytarget examples/errors/main.py
"""

import traceback

from polytarget.js.carry import carry


class LostAtSea(Exception):
    pass


def sink():
    raise LostAtSea("the cargo is lost")


try:
    carry(sink)
except LostAtSea as error:
    print("caught", repr(error))
    traceback.print_exception(error)
