"""What makes a foreign array feel like a list, and a foreign map like a dict.

A proxy has the methods of the classes here that fit its object. A member that
the object itself has under the same name comes first: `pop` of a JavaScript
array is JavaScript's.
"""

from collections import abc

from polytarget import _native


class Sequence:
    """The methods of a list."""

    count = abc.Sequence.count
    extend = abc.MutableSequence.extend
    index = abc.Sequence.index
    pop = abc.MutableSequence.pop
    remove = abc.MutableSequence.remove
    reverse = abc.MutableSequence.reverse
    __iadd__ = abc.MutableSequence.__iadd__
    __reversed__ = abc.Sequence.__reversed__

    def append(self, value):
        _native.append(self, value)

    def clear(self):
        # Not by `pop`, which may be the object's own and never fail.
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
        for place, item in enumerate(sorted(self, key=key, reverse=reverse)):
            self[place] = item

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


class Mapping:
    """The methods of a dict."""

    clear = abc.MutableMapping.clear
    get = abc.Mapping.get
    items = abc.Mapping.items
    keys = abc.Mapping.keys
    popitem = abc.MutableMapping.popitem
    setdefault = abc.MutableMapping.setdefault
    update = abc.MutableMapping.update
    values = abc.Mapping.values

    def copy(self):
        return dict(self.items())

    def pop(self, key, *default):
        try:
            value = self[key]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[key]
        return value


class Awaitable:
    """`await`, for what calls back through a method `then`."""

    def __await__(self):
        import asyncio

        future = asyncio.get_running_loop().create_future()

        def settle(setter):
            return lambda outcome=None: future.done() or setter(outcome)

        def fail(reason):
            from polytarget.errors import ForeignError

            future.set_exception(reason if isinstance(reason, BaseException) else ForeignError(str(reason)))

        self.then(settle(future.set_result), settle(fail))
        return (yield from future)


_METHODS = {"sequence": Sequence, "mapping": Mapping, "awaitable": Awaitable}
_ABSTRACT = {"sequence": abc.MutableSequence, "mapping": abc.MutableMapping, "set": abc.Set}
_NO_METHODS = {"__dict__", "__doc__", "__module__", "__qualname__", "__weakref__"}


def equip(cls, traits):
    """Give a new type of proxies its methods, and make `isinstance` say what they are.

    The methods are copied: a type that derived from the classes would be one
    for the cyclic collector to look after, which slows every proxy down.
    """
    for trait in traits:
        if trait in _METHODS:
            for name in vars(_METHODS[trait]).keys() - _NO_METHODS:
                setattr(cls, name, vars(_METHODS[trait])[name])
        if trait in _ABSTRACT:
            _ABSTRACT[trait].register(cls)
