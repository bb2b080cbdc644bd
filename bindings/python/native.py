"""Deep copies of foreign objects."""

from collections import abc
from datetime import datetime, timezone

from polytarget._native import Proxy
from polytarget.values import null


def to_native(value, depth=-1, *, converter=None):
    """Return `value` as objects of Python's own, as far as Python has the like.

    Arrays become lists, maps and plain objects dicts, sets sets, dates
    `datetime`, bytes `bytes`, other typed arrays `array.array`, `null` None.
    What has no like (a function) stays a proxy, and so does what is nested
    deeper than `depth`. An object that occurs twice, or within itself, is
    copied once.

    `converter` is asked first about every foreign object: it returns what is to
    stand for it, or NotImplemented to have it copied as above.
    """
    return _copy(value, depth, {}, converter)


def json_default(value):
    """What `json.dumps(o, default=polytarget.json_default)` writes for foreign objects.

    Arrays and sets become arrays, maps and plain objects objects, dates their
    ISO form, `null` null. A big number or a function is refused as JSON refuses it.
    """
    if value is null:
        return None
    if isinstance(value, Proxy):
        if isinstance(value, (abc.MutableSequence, abc.Set)):
            return list(value)
        if _is_date(value):
            return value.toISOString()
        if isinstance(value, abc.MutableMapping) and not callable(value):
            return {key: value[key] for key in value}
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def _copy(value, depth, known, converter):
    if value is null:
        return None
    if depth == 0 or not isinstance(value, Proxy):
        return value
    if id(value) in known:
        return known[id(value)][0]

    def keep(copy):
        # The proxy is kept too, or another one could get its id.
        known[id(value)] = copy, value
        return copy

    if converter is not None:
        made = converter(value)
        if made is not NotImplemented:
            return keep(made)
    numbers = _numbers(value)
    if numbers is not None:
        return keep(numbers)
    if isinstance(value, abc.MutableSequence):
        copy = keep([])
        copy.extend(_copy(item, depth - 1, known, converter) for item in value)
    elif isinstance(value, abc.Set):
        copy = keep(set())
        copy.update(_copy(item, depth - 1, known, converter) for item in value)
    elif _is_date(value):
        copy = keep(datetime.fromtimestamp(value.getTime() / 1000, timezone.utc))
    elif callable(value):
        copy = value
    elif isinstance(value, abc.MutableMapping):
        copy = keep({})
        for key in value:
            copy[_copy(key, depth - 1, known, converter)] = _copy(value[key], depth - 1, known, converter)
    else:
        copy = value
    return copy


def _is_date(value):
    return hasattr(value, "getTime") and hasattr(value, "toISOString")


def _numbers(value):
    """Return a copy of memory that holds bytes or numbers, or None for what is no such thing."""
    try:
        view = memoryview(value)
    except TypeError:
        return None
    except BufferError:
        # It has bytes, and does not share them.
        return bytes(value)
    if view.format == "B":
        return bytes(view)
    from array import array, typecodes

    if view.format not in typecodes:
        return None
    return array(view.format, view.tobytes())
