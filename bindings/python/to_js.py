"""Deep copies of Python's objects as JavaScript's own."""

from collections import abc
from datetime import datetime

from polytarget import _native
from polytarget._native import Proxy


def to_js(value, *, depth=-1, dict_converter=None, default_converter=None):
    """Return a deep copy of `value` as objects of JavaScript's own, as far as JavaScript has the like.

    Lists and tuples become arrays, sets `Set`, dicts plain objects where all keys are strings and `Map` elsewhere,
    dates `Date`, bytes and other buffers typed arrays. What JavaScript has already stays what it is, and so
    does what has no like, and what is nested deeper than `depth`. An object that occurs twice, or within itself,
    is copied once.

    `dict_converter` makes what stands for a dict, of a JavaScript array of its entries: `to_js(d,
    dict_converter=polytarget.js.Object.fromEntries)`. `default_converter(value, convert, keep)` is called with
    what has no like, and returns what stands for it; it may `convert` what is within, and `keep(value, copy)`
    before it does, where that may lead back.
    """
    return _Js(dict_converter, default_converter).of(value, depth)


class _Js:
    """A copy in the making."""

    _make = None

    def __init__(self, dict_converter, default_converter):
        self._dict_converter = dict_converter
        self._default_converter = default_converter
        self._known = {}
        if _Js._make is None or _Js._make.is_gone():
            _Js._make = _Makers()

    def of(self, value, depth):
        if value is None or depth == 0 or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, Proxy) and _native.language(value) == "js":
            return value
        if id(value) in self._known:
            return self._known[id(value)][0]
        return self._copy(value, depth)

    def _keep(self, value, copy):
        # The value is kept too, or another one could get its id.
        self._known[id(value)] = copy, value
        return copy

    def _copy(self, value, depth):
        make = _Js._make
        if isinstance(value, abc.Mapping):
            return self._dict(value, depth)
        if isinstance(value, (abc.Set, list, tuple, range)) or (
            isinstance(value, Proxy) and isinstance(value, abc.Sequence)
        ):
            copy = self._keep(value, make.set() if isinstance(value, abc.Set) else make.array())
            add = make.add(copy)
            for item in value:
                add(self.of(item, depth - 1))
            return copy
        if isinstance(value, datetime):
            return self._keep(value, make.date(value.timestamp() * 1000))
        if _has_memory(value):
            return self._keep(value, make.numbers(value))
        if self._default_converter is None:
            return value
        return self._keep(
            value, self._default_converter(value, lambda inner: self.of(inner, depth - 1), self._keep)
        )

    def _dict(self, value, depth):
        make = _Js._make
        if self._dict_converter is not None:
            pairs = make.array()
            add = make.add(pairs)
            for key, item in value.items():
                add(make.pair(self.of(key, depth - 1), self.of(item, depth - 1)))
            return self._keep(value, self._dict_converter(pairs))
        copy = self._keep(value, make.object() if all(isinstance(key, str) for key in value) else make.map())
        put = make.put(copy)
        for key, item in value.items():
            put(self.of(key, depth - 1), self.of(item, depth - 1))
        return copy


class _Makers:
    """What makes JavaScript's objects: functions of its main instance."""

    TEXT = """({
        array: () => [], object: () => ({}), map: () => new Map(), set: () => new Set(),
        pair: (key, value) => [key, value],
        date: (instant) => new Date(instant),
        numbers: (memory) => polytarget.toNative(memory),
        add: (to) => (value) => { Array.isArray(to) ? to.push(value) : to.add(value) },
        put: (to) => (key, value) => {
            if (to instanceof Map) to.set(key, value);
            else Object.defineProperty(to, key, { value, writable: true, enumerable: true, configurable: true });
        },
    })"""

    def __init__(self):
        made = _native.module().js.eval(self.TEXT)
        for name in ("array", "object", "map", "set", "pair", "date", "numbers", "add", "put"):
            setattr(self, name, _native.member(made, name))

    def is_gone(self):
        """Return whether that instance has been stopped since."""
        try:
            self.array()
        except RuntimeError:
            return True
        return False


def _has_memory(value):
    try:
        memoryview(value).release()
    except (TypeError, BufferError):
        return False
    return True
