"""What the conformance kit asks of Python: objects to hand out, and ways to use those of others."""

def identity(value):
    return value


def kind(value):
    """How a scalar arrives: its native type and its text."""
    return f"{type(value).__name__} {value!r}"


def add(a, b):
    return a + b


def make_counter():
    count = 0

    def counter(step):
        nonlocal count
        count += step
        return count

    return counter


class Point:
    def __init__(self, x, y=2):
        self.x = x
        self.y = y

    def sum(self):
        return self.x + self.y


def make_class():
    return Point


def make_point():
    return Point(1, 2)


def make_list():
    return [10, 20, 30]


def make_map():
    return {"a": 1, "b": 2}


def make_holder(payload):
    """An object that keeps another one alive, and nothing else does."""
    point = Point(1)
    point.payload = payload
    return point


def call(f, *args):
    return f(*args)


stored = None


def store(f):
    global stored
    stored = f


def call_stored(x):
    return stored(x)


def forget():
    global stored
    stored = None


def get_x(o):
    return o.x


def set_x(o, value):
    o.x = value


def has_x(o):
    return hasattr(o, "x")


def delete_x(o):
    del o.x


def call_sum(o):
    return o.sum()


def get_item(o, key):
    return o[key]


def set_item(o, key, value):
    o[key] = value


def delete_item(o, key):
    del o[key]


def length(o):
    return len(o)


def total(o):
    """The sum of the items, by the language's own iteration."""
    return sum(item for item in o)


def construct(c, x):
    return c(x)


def show(o):
    return str(o)


def listing(o):
    """The names of the members, joined."""
    return " ".join(sorted(name for name in dir(o) if not name.startswith("_")))


def equal(a, b):
    return a == b


def same(a, b):
    return a is b


def find(key, probe):
    """What a native table says that was keyed by the object."""
    return {key: "found"}.get(probe, "lost")


def fail(message):
    raise ValueError(message)


def attempt(f, *args):
    """The message of what the call raises."""
    try:
        f(*args)
    except Exception as error:
        return getattr(error, "message", str(error))
    return "no error"


def catch(f, *args):
    """What the call raises, as this language caught it."""
    try:
        f(*args)
    except Exception as error:
        return error
    return None


def rethrow(f, *args):
    """Catches what the call raises, and raises it again."""
    try:
        f(*args)
    except Exception as error:
        raise error


def comes_home(foreign_rethrow):
    """Whether an error that another language caught and raised again is still the same object."""
    error = KeyError("home")

    def thrower():
        raise error

    try:
        foreign_rethrow(thrower)
    except KeyError as caught:
        return caught is error
    return False


def descend(peer, me, depth):
    """Goes down `depth` levels, a level in each language in turn."""
    return 0 if depth == 0 else 1 + peer(me, peer, depth - 1)


def forever(peer, me):
    return 1 + peer(me, peer)


def churn(make, rounds):
    """Makes and drops an object of another language, over and over."""
    for number in range(rounds):
        make(number)


def through(f, *args):
    """A frame of this language between two others."""
    return f(*args)


def new_list():
    return []


def new_map():
    return {}


def append(o, value):
    o.append(value)


def remove_at(o, index):
    del o[index]


def has_item(o, value):
    return value in o


def count(o):
    """The number of entries."""
    return len(o)


def visit(o, f):
    """Calls the function with each item, by the language's own iteration."""
    for item in o:
        f(item)


def copy(o):
    """A deep copy in objects of this language."""
    return polytarget.to_native(o)


def read_member(o, name):
    return getattr(o, name)


def write_member(o, name, value):
    setattr(o, name, value)


def seen_as(value):
    """What a program takes the value for: its type, or what a foreign one acts as."""
    from collections import abc

    if not isinstance(value, (polytarget.Proxy, polytarget.ForeignError)):
        return f"`{type(value).__name__}`"
    kinds = (abc.MutableSequence, abc.MutableMapping, abc.Set, abc.Iterator, abc.Iterable, abc.Awaitable, Exception)
    acts = [kind.__name__ for kind in kinds if isinstance(value, kind)]
    if "Iterable" in acts and len(acts) > 1:
        acts.remove("Iterable")
    return ", ".join(f"`{act}`" for act in acts + ["Callable"] * callable(value)) or "object"
