"""What makes a foreign array feel like a list, a foreign map like a dict, and so on.

A proxy has the methods of the classes here that fit its object. Where Python's
own type has a method of that name, it is Python's: `pop(0)` of a JavaScript
array is a list's, `get(key, default)` of a `Map` a dict's. The owner's own is
reached by `o.js` (`o.rhai`, `o.lisp`), or by `polytarget.own(o)` for any object.
In an object whose entries are its members (`{items: 3}`) the entry comes first.
"""

from collections import abc

from polytarget import _native
from polytarget._native import Proxy
from polytarget.sets import ORDER, Container, Own, Set


def _is_list(value):
    return isinstance(value, list) or (isinstance(value, Proxy) and isinstance(value, abc.MutableSequence))


class Sequence(Container):
    """The methods of a list."""

    count = abc.Sequence.count
    index = abc.Sequence.index
    remove = abc.MutableSequence.remove
    __reversed__ = abc.Sequence.__reversed__

    def append(self, value):
        _native.append(self, value)

    def extend(self, values):
        for value in list(values) if values is self else values:
            _native.append(self, value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def reverse(self):
        self._become(list(self)[::-1])

    def clear(self):
        self._become([])

    def copy(self):
        return list(self)

    def insert(self, index, value):
        end = len(self)
        index = max(index + end, 0) if index < 0 else min(index, end)
        _native.append(self, value)
        for place in range(end, index, -1):
            self[place] = self[place - 1]
        self[index] = value

    def sort(self, *, key=None, reverse=False):
        self._become(sorted(self, key=key, reverse=reverse))

    def __add__(self, other):
        return [*self, *other] if _is_list(other) else NotImplemented

    def __radd__(self, other):
        return [*other, *self] if _is_list(other) else NotImplemented

    def __iadd__(self, values):
        Sequence.extend(self, values)
        return self

    def __mul__(self, count):
        return list(self) * count

    __rmul__ = __mul__

    def __imul__(self, count):
        self._become(list(self) * count)
        return self

    def _same(self, other):
        if not isinstance(other, list):
            return NotImplemented
        return len(self) == len(other) and all(one is two or one == two for one, two in zip(self, other))

    def _order(self, symbol, other):
        return ORDER[symbol](list(self), list(other)) if _is_list(other) else NotImplemented

    def _assign_slice(self, where, values):
        items = list(self)
        items[where] = values
        self._become(items)

    def _delete_slice(self, where):
        items = list(self)
        del items[where]
        self._become(items)

    def _become(self, items):
        for _ in range(len(self) - len(items)):
            del self[-1]
        for place, item in enumerate(items):
            if place < len(self):
                self[place] = item
            else:
                _native.append(self, item)


class View:
    """What the views of a dict have beside what the abstract ones have."""

    @classmethod
    def _from_iterable(cls, values):
        return set(values)

    def __reversed__(self):
        return reversed(list(self))

    def __repr__(self):
        return f"dict_{type(self).__name__.lower()}({list(self)!r})"


class Keys(View, abc.KeysView):
    """`o.keys()`"""


class Items(View, abc.ItemsView):
    """`o.items()`"""


class Values(View, abc.ValuesView):
    """`o.values()`"""


_MISSING = object()


def _plain(mapping):
    return {key: mapping[key] for key in mapping}


class Mapping:
    """The methods of a dict. None of them counts on another: the object may have entries of those names."""

    __or__ = lambda self, other: {**_plain(self), **other} if isinstance(other, abc.Mapping) else NotImplemented
    __ror__ = lambda self, other: {**other, **_plain(self)} if isinstance(other, abc.Mapping) else NotImplemented

    def __ior__(self, other):
        Mapping.update(self, other)
        return self

    def __reversed__(self):
        return reversed(list(self))

    def keys(self):
        return Keys(self)

    def items(self):
        return Items(self)

    def values(self):
        return Values(self)

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default

    def update(self, other=(), /, **named):
        if isinstance(other, abc.Mapping):
            other = [(key, other[key]) for key in other]
        elif hasattr(other, "keys"):
            other = [(key, other[key]) for key in other.keys()]
        for key, value in other:
            self[key] = value
        for key, value in named.items():
            self[key] = value

    def pop(self, key, default=_MISSING):
        try:
            value = self[key]
        except KeyError:
            if default is not _MISSING:
                return default
            raise
        del self[key]
        return value

    def popitem(self):
        for key in reversed(list(self)):
            value = self[key]
            del self[key]
            return key, value
        raise KeyError("popitem(): dictionary is empty")

    def clear(self):
        for key in list(self):
            del self[key]

    def copy(self):
        return _plain(self)

    def _same(self, other):
        if not isinstance(other, abc.Mapping):
            return NotImplemented
        return _plain(self) == {key: other[key] for key in other}

    def _order(self, symbol, other):
        return NotImplemented


class Table(Container):
    """What a mapping has besides when its entries are no members of it."""


class Generator(Container):
    """The methods of a generator, for a suspended function of another language."""

    def send(self, value):
        return _native.resume(self, "send", value)

    def throw(self, kind, value=None, traceback=None):
        if isinstance(kind, type):
            kind = value if isinstance(value, kind) else kind() if value is None else kind(value)
        return _native.resume(self, "throw", kind)

    def close(self):
        try:
            _native.resume(self, "return", None)
        except StopIteration:
            return
        raise RuntimeError("generator ignored its end")


class Awaitable:
    """`await`, for what calls back."""

    def __await__(self):
        return _native.load("polytarget.running").wait_for(self).__await__()


class Asynchronous:
    """`async for`"""

    def __aiter__(self):
        return _native.load("polytarget.running").Items(self)


class Callable:
    """What a class has besides: `isinstance`, and that classes of Python's may derive from it."""

    def __instancecheck__(self, value):
        return _native.is_instance(self, value)

    def __subclasscheck__(self, value):
        return value is self or self in getattr(value, "__foreign_bases__", ())

    def __mro_entries__(self, bases):
        return (_native.load("polytarget.derived").base(self),)


class Common:
    """What every foreign object has: documentation, and a way out of a `with` block."""

    def __enter__(self):
        if not _native.is_disposable(self):
            kind = "'polytarget.Proxy' object does not support the context manager protocol"
            raise TypeError(f"{kind}: {_native.describe(self)} has neither Symbol.dispose nor dispose() nor close()")
        return self

    def __exit__(self, *exception):
        _native.dispose(self)

    async def __aenter__(self):
        return Common.__enter__(self)

    async def __aexit__(self, *exception):
        outcome = _native.dispose(self)
        if isinstance(outcome, abc.Awaitable):
            await outcome


_METHODS = {
    "sequence": Sequence,
    "mapping": Mapping,
    "table": Table,
    "set": Set,
    "generator": Generator,
    "awaitable": Awaitable,
    "async_iterable": Asynchronous,
    "callable": Callable,
    "constructible": Callable,
}
_ABSTRACT = {
    "sequence": abc.MutableSequence,
    "mapping": abc.MutableMapping,
    "set": abc.MutableSet,
    "generator": abc.Generator,
}
_NO_METHODS = {"__dict__", "__doc__", "__module__", "__qualname__", "__weakref__", "__firstlineno__", "__static_attributes__"}


def _copy(cls, methods):
    for holder in reversed(methods.__mro__[:-1]):
        for name in vars(holder).keys() - _NO_METHODS:
            setattr(cls, name, vars(holder)[name])


def equip(cls, traits):
    """Give a new type of proxies its methods, and make `isinstance` say what they are.

    The methods are copied: a type that derived from the classes would be one
    for the cyclic collector to look after, which slows every proxy down.
    """
    if cls is Proxy:
        _copy(cls, Common)
    cls.__doc__ = property(_native.doc)
    for trait in traits:
        if trait in _METHODS:
            _copy(cls, _METHODS[trait])
        if trait in _ABSTRACT:
            _ABSTRACT[trait].register(cls)


equip(Proxy, ())
