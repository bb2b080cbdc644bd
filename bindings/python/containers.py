"""What makes a foreign array feel like a list, and a foreign map like a dict.

A proxy derives from the classes here that fit its object. A member that the
object itself has under the same name comes first: `pop` of a JavaScript array
is JavaScript's.
"""

from collections import abc

from polytarget import _native


class Proxy:
    """An object of another language. It stays where it was made; this sends it messages."""

    __slots__ = ()
    __module__ = "polytarget"


class Sequence:
    """The methods of a list."""

    __slots__ = ()

    append = _native.append
    clear = abc.MutableSequence.clear
    count = abc.Sequence.count
    extend = abc.MutableSequence.extend
    index = abc.Sequence.index
    pop = abc.MutableSequence.pop
    remove = abc.MutableSequence.remove
    reverse = abc.MutableSequence.reverse
    __iadd__ = abc.MutableSequence.__iadd__
    __reversed__ = abc.Sequence.__reversed__

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

    __slots__ = ()

    clear = abc.MutableMapping.clear
    get = abc.Mapping.get
    items = abc.Mapping.items
    keys = abc.Mapping.keys
    pop = abc.MutableMapping.pop
    popitem = abc.MutableMapping.popitem
    setdefault = abc.MutableMapping.setdefault
    update = abc.MutableMapping.update
    values = abc.Mapping.values

    def copy(self):
        return dict(self.items())


class Awaitable:
    """`await`, for what calls back through a method `then`."""

    __slots__ = ()

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


def bases(traits):
    """Return the classes that a proxy with these traits derives from."""
    return (Proxy, *(_METHODS[trait] for trait in traits if trait in _METHODS))


def register(cls, traits):
    """Make `isinstance` say what the proxies of this class are."""
    for trait in traits:
        if trait in _ABSTRACT:
            _ABSTRACT[trait].register(cls)
