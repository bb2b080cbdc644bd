"""A session of Hy, the Lisp that becomes Python: what `spawn("hy")` talks to.

The value of this program makes a session. Each has a module of its own, where its globals and macros are; forms are
read and run one by one, so that a macro, also one for the reader, is known to the form after it.
"""

import collections
import importlib.util
import linecache
import os
import sys
import types
import weakref


def load():
    """Return Hy's package, or say how it is installed."""
    if importlib.util.find_spec("hy") is None:
        python = sys.executable or "python3"
        message = f"Hy is not installed for {python}; run `{python} -m pip install hy`"
        raise ModuleNotFoundError(message, name="hy")
    import hy

    if not hasattr(hy, "PrematureEndOfInput"):
        raise ImportError(f"Hy {getattr(hy, '__version__', '?')} is too old; 1.0 is needed", name="hy")
    return hy


class Session:
    """One REPL of Hy."""

    last = 0
    kept = 256

    def __init__(self, hy):
        self._hy = hy
        self._own = (os.path.dirname(hy.__file__) + os.sep, "<polytarget/")
        Session.last += 1
        self._module = types.ModuleType(f"hy_{Session.last}")
        self._reader = hy.HyReader()
        # Compiled code refers to it, and so do people.
        self._module.hy = hy
        self._module.polytarget = sys.modules["polytarget"]
        self._module.__builtins__ = sys.modules["builtins"]
        # The reader of this session looks for reader macros by the name of a module.
        sys.modules[self._module.__name__] = self._module
        weakref.finalize(self, sys.modules.pop, self._module.__name__, None).atexit = False
        self._initial = set(vars(self._module))
        self._shown = collections.deque()

    def eval(self, text, name):
        """Run a text form by form and return the last value."""
        hy, value = self._hy, None
        self._show(text, name)
        try:
            for form in hy.read_many(text, filename=name, reader=self._reader):
                # Hy takes the file of a traceback from the form.
                form.filename, form.source = name, text
                value = hy.eval(form, module=self._module)
        except BaseException as error:
            self._trim(error, set())
            if isinstance(error, SystemExit) and isinstance(error.code, str):
                # As Python does at its exit: the reason is for whoever reads.
                print(error.code, file=sys.stderr)
            raise
        return value

    def _show(self, text, name):
        """Make the lines of a text known to whoever prints a traceback, and those of the oldest unknown."""
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        self._shown.append(name)
        if len(self._shown) > Session.kept:
            linecache.cache.pop(self._shown.popleft(), None)

    def _trim(self, error, done):
        """Leave the frames of Hy itself out of the tracebacks of an exception and of those that led to it."""
        if error is None or id(error) in done:
            return
        done.add(id(error))
        kept = None
        for entry in reversed(list(self._entries(error.__traceback__))):
            if not entry.tb_frame.f_code.co_filename.startswith(self._own):
                kept = types.TracebackType(kept, entry.tb_frame, entry.tb_lasti, entry.tb_lineno)
        error.__traceback__ = kept
        self._trim(error.__cause__, done)
        self._trim(error.__context__, done)

    def _entries(self, traceback):
        while traceback is not None:
            yield traceback
            traceback = traceback.tb_next

    def assess(self, text):
        """Return whether a text is `complete`, `incomplete` or `invalid`."""
        hy = self._hy
        reader = hy.HyReader()
        # Macros of the reader that the session knows decide how a text is read.
        reader.reader_macros.update(self._reader.reader_macros)
        try:
            for _ in hy.read_many(text, filename="<input>", reader=reader):
                pass
        except hy.PrematureEndOfInput:
            return "incomplete"
        except SyntaxError as error:
            # One that only the text itself defines is not known before it runs.
            return "complete" if "eader macro" in str(error) and "defreader" in text else "invalid"
        except Exception:
            return "invalid"
        return "complete"

    def complete(self, text):
        """Return the names that may stand at the end of a text."""
        from hy.completer import Completer

        word = text[max(text.rfind(end) for end in "()[]{}\"';`~, \n\t") + 1 :]
        found, completer = [], Completer(vars(self._module))
        while (name := completer.complete(word, len(found))) is not None:
            found.append(name)
        return sorted(set(found))

    def render(self, value):
        """Return a value as Hy writes it."""
        return self._hy.repr(value)

    def lookup(self, name):
        """Return the value of a global in a list, which is empty where there is none."""
        name = self._mangled(name)
        for names in (vars(self._module), vars(sys.modules["builtins"])):
            if name in names:
                return [names[name]]
        return []

    def assign(self, name, value):
        """Write a global."""
        name = self._mangled(name)
        setattr(self._module, name, value)

    def names(self):
        """Return the globals that the user made."""
        names = (name for name in vars(self._module) if name not in self._initial)
        return [self._hy.unmangle(name) for name in names if not name.startswith("_")]

    def _mangled(self, name):
        return self._hy.mangle(name) if name else name


lambda run, read, found: Session(load())
