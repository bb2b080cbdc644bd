"""Values that Python has no word for."""


class Null:
    """JavaScript's `null`, which is not its `undefined`. There is one: `polytarget.null`."""

    __slots__ = ()
    _only = None

    def __new__(cls):
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self):
        return False

    def __repr__(self):
        return "null"

    def __reduce__(self):
        return Null, ()


null = Null()
