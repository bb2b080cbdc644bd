"""What makes a foreign set feel like a set, and what all containers have."""

import operator
from collections import abc

from polytarget import _native
from polytarget._native import Proxy


class Own:
    """The members of a foreign object as its owner has them, and nothing of Python's."""

    __slots__ = ("_object",)

    def __init__(self, value):
        if not isinstance(value, Proxy):
            raise TypeError(f"own() needs an object of another language, not {type(value).__name__}")
        object.__setattr__(self, "_object", value)

    def __getattr__(self, name):
        return _native.member(self._object, name)

    def __dir__(self):
        return _native.members(self._object)

    def __repr__(self):
        return f"<own members of {self._object!r}>"


class Container:
    """What all containers have."""

    def __getattr_of(language):
        def own(self):
            if _native.language(self) != language:
                raise AttributeError(language)
            return Own(self)

        return property(own, doc=f"The members as {language} itself has them.")

    js, rhai, lisp = map(__getattr_of, ("js", "rhai", "lisp"))
    del __getattr_of


ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def _sets(method):
    """Return a method of sets that goes by the values of both."""
    return lambda self, *others: getattr(set(self), method)(*map(set, others))


def _set_operator(operate, reflected=False):
    def apply(self, other):
        if not isinstance(other, abc.Set):
            return NotImplemented
        return operate(set(other), set(self)) if reflected else operate(set(self), set(other))

    return apply


class Set(Container):
    """The methods of a set. What makes a new set makes one of Python's."""

    union, intersection, difference, symmetric_difference, isdisjoint, issubset, issuperset = map(
        _sets,
        ("union", "intersection", "difference", "symmetric_difference", "isdisjoint", "issubset", "issuperset"),
    )
    __or__, __and__, __sub__, __xor__ = map(
        _set_operator, (operator.or_, operator.and_, operator.sub, operator.xor)
    )
    __ror__, __rand__, __rsub__, __rxor__ = (
        _set_operator(operate, True) for operate in (operator.or_, operator.and_, operator.sub, operator.xor)
    )

    def add(self, value):
        if value not in self:
            _native.member(self, "add")(value)

    def discard(self, value):
        if value in self:
            _native.delete(self, value)

    def remove(self, value):
        if value not in self:
            raise KeyError(value)
        _native.delete(self, value)

    def pop(self):
        for value in self:
            _native.delete(self, value)
            return value
        raise KeyError("pop from an empty set")

    def clear(self):
        for value in list(self):
            _native.delete(self, value)

    def copy(self):
        return set(self)

    def update(self, *others):
        for value in [value for other in others for value in other]:
            Set.add(self, value)

    def difference_update(self, *others):
        for value in [value for other in others for value in other]:
            Set.discard(self, value)

    def intersection_update(self, *others):
        kept = set(self).intersection(*map(set, others))
        Set.difference_update(self, set(self) - kept)

    def symmetric_difference_update(self, other):
        for value in set(other):
            (Set.discard if value in self else Set.add)(self, value)

    def __ior__(self, other):
        Set.update(self, other)
        return self

    def __iand__(self, other):
        Set.intersection_update(self, other)
        return self

    def __isub__(self, other):
        Set.difference_update(self, other)
        return self

    def __ixor__(self, other):
        Set.symmetric_difference_update(self, other)
        return self

    def _same(self, other):
        return set(self) == set(other) if isinstance(other, abc.Set) else NotImplemented

    def _order(self, symbol, other):
        return ORDER[symbol](set(self), set(other)) if isinstance(other, abc.Set) else NotImplemented
