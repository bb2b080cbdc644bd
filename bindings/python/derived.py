"""Classes that derive across languages.

`class P(JsClass)` makes a class of Python's, and one of JavaScript's that
extends `JsClass` and whose methods call those of `P`: so JavaScript's own code
finds them too. An instance of `P` stands for an object of that class. What is
written to it is written there, so that nothing is lost when Python lets go of it.
"""

import types

from polytarget import _native


class Inherited:
    """A member that the foreign class has: what `super().name` reads."""

    def __init__(self, base, name):
        self._base = base
        self._name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return getattr(self._base, self._name)
        return _native.inherited(self._base, instance, self._name)


class Class(type):
    """The class of such classes."""

    def __init__(cls, name, bases, namespace, **named):
        super().__init__(name, bases, namespace, **named)
        if "__foreign__" in namespace or name == "Object":
            return
        methods = {}
        getters = {}
        for key, value in namespace.items():
            if key.startswith("__"):
                continue
            if isinstance(value, property):
                getters[key] = _getter(cls, key)
            elif isinstance(value, types.FunctionType):
                methods[key] = _method(cls, key)
        cls.__foreign_bases__ = (*cls.__foreign_bases__, cls.__foreign__)
        cls.__foreign__ = _native.derive(cls.__foreign__, name, methods, getters)

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")
        return getattr(cls.__foreign__, name)

    def __instancecheck__(cls, value):
        if type.__instancecheck__(cls, value):
            return True
        return isinstance(value, _native.Proxy) and "__foreign__" in vars(cls) and _native.is_instance(cls.__foreign__, value)


class Object(_native.Derived, metaclass=Class):
    """An instance."""

    __foreign__ = None
    __foreign_bases__ = ()

    def __init__(self, *args, **named):
        _native.construct(self, type(self).__foreign__, args, named)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return _native.member(self, name)

    def __setattr__(self, name, value):
        if name.startswith("__") or _is_data(type(self), name):
            object.__setattr__(self, name, value)
        else:
            _native.set_member(self, name, value)

    def __delattr__(self, name):
        if name.startswith("__") or _is_data(type(self), name):
            object.__delattr__(self, name)
        elif not _native.delete_member(self, name):
            raise AttributeError(name)

    def __dir__(self):
        return sorted({*type.__dir__(type(self)), *_native.members(self)})


def _is_data(cls, name):
    for holder in cls.__mro__:
        if name in vars(holder):
            return hasattr(type(vars(holder)[name]), "__set__")
    return False


def _view(cls, this):
    """Return the instance that stands for an object, made anew where Python has let go of it."""
    if isinstance(this, cls) and isinstance(this, _native.Derived):
        return this
    instance = cls.__new__(cls)
    _native.stand_for(instance, this)
    return instance


def _method(cls, name):
    return lambda this, *args: getattr(_view(cls, this), name)(*args)


def _getter(cls, name):
    return lambda this: getattr(_view(cls, this), name)


def base(foreign):
    """Return the class that stands for a foreign one among the bases of a class."""
    names = _native.inherited_members(foreign)
    namespace = {name: Inherited(foreign, name) for name in names}
    namespace["__foreign__"] = foreign
    namespace["__foreign_bases__"] = (foreign,)
    return Class(_native.member(foreign, "name"), (Object,), namespace)


def derive(cls, name, methods, getters):
    """Return a class that derives from `cls`, with functions of another language for its methods."""
    namespace = {key: _forward(key, function) for key, function in methods.items()}
    namespace.update((key, property(_forward(key, function))) for key, function in getters.items())
    return types.new_class(name or "Derived", (cls,), {}, lambda body: body.update(namespace))


def _forward(name, function):
    def method(self, *args, **named):
        return function(self, *args, **named)

    method.__name__ = name
    return method


def inherited(cls, receiver, name):
    """Return a tuple of the member that `cls` has under a name, bound to `receiver`; an empty one if it has none."""
    for holder in cls.__mro__:
        if name in vars(holder):
            found = vars(holder)[name]
            get = getattr(type(found), "__get__", None)
            return (found if get is None else get(found, receiver, type(receiver)),)
    return ()
