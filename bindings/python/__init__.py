"""The other languages of this process, and what Python shares with them.

>>> import polytarget as pt
>>> pt.eval("js", "[1, 2, 3].map(x => x * 2)")[-1]
6
>>> pt.refs["answer"] = 42          # every language reads refs.answer
>>> from polytarget.js import Math  # a global of JavaScript's
>>> Math.max(1, 2)
2

`py`, `js`, `rhai` and `lisp` are the languages' main instances: what is a
global there is an attribute here. `eval`, `refs`, `targets`, `start` and
`version` come from the host, which puts them here when it starts.
"""

import importlib
import sys
import types

from polytarget import _native
from polytarget._native import Proxy, on_host, set_patience
from polytarget.containers import Own as own
from polytarget.errors import ForeignError, JsError, LispError, RhaiError, RustError
from polytarget.importer import Finder, Peer, rebind
from polytarget.streams import Outlet
from polytarget.values import null

__all__ = [
    "ForeignError", "JsError", "LispError", "Proxy", "RhaiError", "RustError", "collect", "dir", "doc", "eval",
    "handles", "import_", "js", "json_default", "keys", "lisp", "null", "on_host", "own", "py", "refs",
    "reload", "rhai", "set_patience", "signature", "start", "targets", "to_js", "to_native", "trace_handles",
    "version",
]


class Package(types.ModuleType):
    """This module. `import polytarget.js` must not put a module where the instance is."""

    def __setattr__(self, name, value):
        if not isinstance(value, Peer):
            super().__setattr__(name, value)


def import_(specifier, base=None):
    """Return a module of another language, e.g. `import_("js:./lib.mjs")`.

    A relative path starts at the folder `base`, else at that of the calling file.
    """
    if base is None:
        # Another language may be the caller; then there is no frame.
        caller = sys._getframe().f_back
        base = _native.folder(caller and caller.f_globals.get("__file__"))
    return _native.import_module(specifier, base)


def reload(module, base=None):
    """Load a module of any language anew and return it: the same object where it is Python's.

    What was taken from a foreign module before stays as it is; `import` gives the new one. A module may also be
    named as for `import_`.
    """
    if isinstance(module, str):
        caller = sys._getframe().f_back
        base = base or _native.folder(caller and caller.f_globals.get("__file__"))
        module = _native.import_module(module, base)
    fresh = _native.module().reload(module)
    if fresh is not module:
        rebind(module, fresh)
    return fresh


def _reload_any(module, _reload=importlib.reload):
    """Reload the module and return it."""
    return reload(module) if isinstance(module, Proxy) else _reload(module)


# Loaded when first used: a start pays for what every program needs only.
_LATER = {"json_default": "polytarget.native", "to_native": "polytarget.native", "to_js": "polytarget.to_js"}


def __getattr__(name):
    if name in _LATER:
        globals()[name] = getattr(_native.load(_LATER[name]), name)
        return globals()[name]
    raise AttributeError(f"module 'polytarget' has no attribute {name!r}")


sys.modules[__name__].__class__ = Package
sys.meta_path.insert(0, Finder())
importlib.reload = _reload_any
sys.stdout = Outlet(0, "<stdout>")
sys.stderr = Outlet(1, "<stderr>")
if "" not in sys.path:
    sys.path.insert(0, "")
