"""`from polytarget.js import Math`, `import polytarget.rhai.rules`.

A name below a language is a global of its main instance, else a module that
the instance imports.
"""

import sys
import types
from importlib.machinery import ModuleSpec

from polytarget import _native

LANGUAGES = ("py", "js", "rhai", "lisp", "hy", "sibilant")


class Peer(types.ModuleType):
    """An instance as a package, which is what the import statement needs."""

    def __init__(self, name):
        super().__init__(name, f"The globals of {name}.")
        self.__path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_instance(self), name)

    def __setattr__(self, name, value):
        if name.startswith("__"):
            super().__setattr__(name, value)
        elif getattr(_instance(self), name, self) is not value:
            setattr(_instance(self), name, value)

    def __dir__(self):
        return dir(_instance(self))


def _instance(peer):
    return getattr(_native.module(), peer.__name__.rpartition(".")[2])


class Finder:
    """Finds what is below `polytarget`."""

    def find_spec(self, name, path=None, target=None):
        package, _, rest = name.partition(".")
        if name == "linecache":
            return _linecache_spec(self)
        if package != "polytarget" or rest.partition(".")[0] not in LANGUAGES:
            return None
        return ModuleSpec(name, Loader(), origin=name, is_package="." not in rest)


class Loader:
    """Loads a language, or what is below it."""

    def create_module(self, spec):
        return Peer(spec.name) if spec.submodule_search_locations is not None else None

    def exec_module(self, module):
        if isinstance(module, Peer):
            return
        parent, _, name = module.__name__.rpartition(".")
        instance = _instance(sys.modules[parent])
        found = getattr(instance, name, module)
        if found is module:
            found = getattr(instance, "import_")(name, sys.path[0] or None)
        # The import statement takes what it finds here.
        sys.modules[module.__name__] = found


def rebind(module, fresh):
    """Have the import statement find `fresh` where it found `module`."""
    for name, known in list(sys.modules.items()):
        if known is module:
            sys.modules[name] = fresh
            parent, _, last = name.rpartition(".")
            package = sys.modules.get(parent)
            if isinstance(package, Peer) and getattr(package, last, None) is module:
                setattr(package, last, fresh)


def _linecache_spec(finder):
    """Load `linecache` as ever, then tell it the texts that were evaluated before."""
    import importlib.util

    sys.meta_path.remove(finder)
    try:
        spec = importlib.util.find_spec("linecache")
    finally:
        sys.meta_path.insert(0, finder)
    load = spec.loader.exec_module

    def exec_module(module):
        load(module)
        for file, text in _native.sources():
            module.cache[file] = (len(text), None, text.splitlines(True), file)

    spec.loader.exec_module = exec_module
    return spec
