"""What Python sees of the other languages of its process."""

from collections.abc import Callable, Iterable
from typing import Any, Final, Literal

version: Final[str]

class Proxy:
    """An object of another language, which stays where it was made.

    Members, items, calls, iteration, comparison and arithmetic go to the
    object. `C.new(...)` makes an instance of a foreign class. A foreign array
    of numbers has the buffer protocol: `memoryview(o)` and `numpy.asarray(o)`
    share its memory.
    """

    def __getattr__(self, name: str) -> Any: ...
    def __setattr__(self, name: str, value: Any) -> None: ...
    def __delattr__(self, name: str) -> None: ...
    def __getitem__(self, key: Any) -> Any: ...
    def __setitem__(self, key: Any, value: Any) -> None: ...
    def __delitem__(self, key: Any) -> None: ...
    def __contains__(self, value: object) -> bool: ...
    def __iter__(self) -> Any: ...
    def __len__(self) -> int: ...
    def __bool__(self) -> bool: ...
    def __bytes__(self) -> bytes: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __call__(self, *args: Any, **named: Any) -> Any: ...
    def new(self, *args: Any, **named: Any) -> Any: ...

class Instance(Proxy):
    """A running language. Its globals are attributes."""

    globals: Proxy
    def eval(self, code: str) -> Any: ...
    def signature(callable: Any) -> str | None:
    """Return the parameters of a callable as its language writes them; `inspect.signature` works as well."""

def doc(object: Any) -> str | None:
    """Return what is written down about an object."""

def keys(object: Any) -> Iterable[Any]:
    """Return the keys of a mapping, else the names of the members."""

def dir(object: Any) -> Iterable[str]:
    """Return the names of the members, as the object's language lists them."""

def own(object: Any) -> Any:
    """Return the members of a foreign object as its owner has them: `own(array).pop()` is JavaScript's."""

def json_default(value: Any) -> Any:
    """For `json.dumps(o, default=polytarget.json_default)`."""

def import_(self, module: str, base: str | None = None) -> Any: ...
    def stop(self) -> None: ...
    def restart(self) -> None: ...

py: Instance
js: Instance
rhai: Instance
lisp: Instance
hy: Instance
sibilant: Instance

refs: Proxy
"""The table of named objects that all languages share: `refs["df"] = df`."""

Target = Literal["py", "js", "rhai", "lisp", "hy", "sibilant"] | str

def eval(target: Target, code: str) -> Any:
    """Evaluate code in the main instance of a language."""

class Runtime(Instance):
    """A REPL that somebody started, e.g. `#<runtime js 1>`."""

    name: str
    alive: bool
    def send(self, code: str) -> Any:
        """Evaluate code as a line at the prompt, and return the last value."""
    def assess(self, code: str) -> Literal["complete", "incomplete", "invalid"]:
        """Return whether the code is a whole program."""
    def kill(self) -> bool:
        """Stop it; False when it was stopped before."""

def spawn(program: str, *flags: str) -> Runtime:
    """Start a REPL inside this process, as `spawn("node", "--interactive")` would start a program elsewhere."""

def start(target: Target) -> Runtime:
    """Start a further instance, with globals of its own."""

def targets() -> Iterable[str]:
    """Return the names that `eval` takes."""

def import_(specifier: str, base: str | None = None) -> Any:
    """Return a module of another language, e.g. `import_("js:./lib.mjs")`."""

def reload(module: Any, base: str | None = None) -> Any:
    """Load a module of any language anew and return it: the same object where it is Python's.

    What was taken from a foreign module before stays as it is; `import` gives the new one.
    """

def on_host(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call a function on the host thread, where all languages run, and return what it returns."""

def set_patience(seconds: float) -> None:
    """Say how long other threads wait until the host thread answers, before that is a RuntimeError."""

class Collected(Proxy):
    """What a collection has done."""

    py: int
    """How many handles to objects of Python were let go of."""
    js: int
    """How many handles to objects of JavaScript were let go of."""
    swept: int
    finalized: int
    rounds: int
    handles: int
    kept: Iterable[Proxy]
    """What stays on purpose: `what`, `why`, and the `path` that leads round."""

def collect() -> Collected:
    """Collect cycles, also those that go round through Python and JavaScript."""

class Handle(Proxy):
    """An object that a language other than its own holds."""

    owner: str
    type: str
    holder: str
    age: float
    crossed: int
    place: str | None
    object: Any
    """The object itself; `None` once the handle is gone."""

def handles() -> Iterable[Handle]:
    """List the live handles of Python and JavaScript. The list keeps none of them alive."""

def trace_handles(on: bool) -> None:
    """Say whether the places are recorded in which handles are made."""

def to_native(value: Any, depth: int = -1, *, converter: Callable[[Proxy], Any] | None = None) -> Any:
    """Return a deep copy as objects of Python's own, as far as Python has the like.

    `converter` is asked first about every foreign object; NotImplemented leaves it to be copied.
    """

def to_js(
    value: Any,
    *,
    depth: int = -1,
    dict_converter: Callable[[Proxy], Any] | None = None,
    default_converter: Callable[[Any, Callable[[Any], Any], Callable[[Any, Any], Any]], Any] | None = None,
) -> Any:
    """Return a deep copy as objects of JavaScript's own, as far as JavaScript has the like."""

class Null:
    """JavaScript's `null`: false, and printed as `null`."""

    def __bool__(self) -> Literal[False]: ...

null: Final[Null]

class ForeignError(Exception):
    """An error of another language. What members it has there, it has here."""

    @property
    def name(self) -> str | None:
        """The class of the error in its own language."""

    @property
    def message(self) -> str | None:
        """The message without the class."""

    @property
    def value(self) -> Any:
        """What was thrown: the exception itself when it stands for an error object."""

    @property
    def stack(self) -> str | None:
        """The calls between the place of the error and here, in all languages."""

    def __getattr__(self, name: str) -> Any: ...

class JsError(ForeignError): ...
class RhaiError(ForeignError): ...
class LispError(ForeignError): ...
class RustError(ForeignError): ...
