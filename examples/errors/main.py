"""An exception passes through three other languages and comes home as the object it was.

    polytarget examples/errors/main.py
"""

import traceback
from pathlib import Path

from polytarget.js.carry import carry


class LostAtSea(Exception):
    pass


cargo = LostAtSea("the cargo is lost")


def sink():
    raise cargo


try:
    carry(sink)
except LostAtSea as error:
    print("caught", repr(error))
    print("the same object:", error is cargo)
    for frame in traceback.extract_tb(error.__traceback__):
        print(f"  {frame.name} in {Path(frame.filename).name}")
