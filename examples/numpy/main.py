"""One array, two languages, no copy: JavaScript computes on NumPy's memory, and NumPy on JavaScript's.

Run it with `polytarget examples/numpy/main.py`.
"""

import sys

import polytarget as pt

try:
    import numpy as np
except ImportError:
    sys.exit(f"This example needs NumPy. Install it with:\n  {sys.executable} -m pip install numpy")

# A million numbers of NumPy's, scaled in place by JavaScript.
ours = np.arange(1_000_000, dtype=np.float64)
total = ours.sum()
js = pt.import_("js:./vectors.mjs")

view = js.view(ours)
print(f"NumPy's array in JavaScript: {js.describe(view)}")
print(f"the same address: {np.asarray(view).ctypes.data == ours.ctypes.data}")

js.scale(view, 2)
print(f"NumPy sees twice the sum: {ours.sum() == 2 * total}")
ours[0] = 42
print(f"JavaScript sees NumPy's write: {view[0] == 42}")

# A Float64Array of JavaScript's, filled in place by NumPy.
theirs = js.zeros(1_000_000)
array = np.asarray(theirs)
print(f"JavaScript's array in NumPy: {array.dtype}, {array.shape}, writable: {array.flags.writeable}")
print(f"the same address: {array.ctypes.data == np.asarray(theirs).ctypes.data}")

np.sqrt(ours, out=array)
print(f"JavaScript's sum is NumPy's: {np.isclose(js.sum(theirs), array.sum())}")
js.scale(theirs, 0)
print(f"NumPy sees JavaScript's write: {array.sum() == 0}")

# While NumPy looks at it, its memory stays where it is.
try:
    js.transfer(theirs)
except BufferError as error:
    print(f"refused: {error}")
