"""What a prompt asks of Python: is this input whole, and what can follow it?"""

import builtins
import codeop
import keyword
import re
import warnings
from _ast import PyCF_ALLOW_TOP_LEVEL_AWAIT

_compile = codeop.CommandCompiler()
_compile.compiler.flags |= PyCF_ALLOW_TOP_LEVEL_AWAIT


def assess(text):
    """Return whether the input is `complete`, `incomplete` or `invalid`.

    As at Python's own prompt, a compound statement ends with an empty line.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if _compile(text, "<input>", "exec") is None:
                return "incomplete"
        except (SyntaxError, OverflowError, ValueError):
            return "invalid"
        try:
            whole = _compile(text, "<input>", "single") is not None
        except (SyntaxError, OverflowError, ValueError):
            # More than one statement. The last one is open as long as its lines are indented.
            whole = not text.splitlines()[-1][:1].isspace() or text.endswith("\n")
    return "complete" if whole else "incomplete"


_END = re.compile(r"(?:((?:\w+\.)*\w+)\.)?(\w*)$")


def complete(text, namespace):
    """Return the names that may stand at the end of the input."""
    path, start = _END.search(text).groups()
    if path is None:
        names = [*namespace, *vars(builtins), *keyword.kwlist] if start else [*namespace]
    else:
        first, *rest = path.split(".")
        try:
            value = namespace[first] if first in namespace else getattr(builtins, first)
            for name in rest:
                value = getattr(value, name)
            names = dir(value)
        except Exception:
            return []
    hidden = not start.startswith("_")
    names = (name for name in names if isinstance(name, str) and name.startswith(start))
    return sorted({name for name in names if not (hidden and name.startswith("_"))})
