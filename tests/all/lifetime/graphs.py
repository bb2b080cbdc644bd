"""Random graphs over the heaps of Python and two instances of JavaScript, against a model.

The model knows which node leads to which, and so which must be alive. Nodes hold others in
many ways; collections are forced in between, and in the middle of calls. What the model
reaches must be there, and what it does not reach must be gone after a collection.
"""

import functools
import gc
import random
import threading
import weakref

import polytarget as pt


class Node:
    """A node of Python. Nothing but `Graph.roots` and other nodes hold it."""

    def __init__(self, number):
        self.number = number
        self.hold = None


class Failure(Exception):
    pass


class Box:
    def __init__(self, inside):
        self.inside = inside

    def get(self):
        return self.inside


class Slots:
    __slots__ = ("inside",)

    def __init__(self, inside):
        self.inside = inside


COMPLAINTS = []


class Finalized:
    """Uses all that it holds when it dies: nothing of that may be gone by then."""

    def __init__(self, inside):
        self.inside = inside

    def __del__(self):
        use(self.inside)


def use(inside):
    for node in inside:
        try:
            node.number
        except BaseException as error:
            COMPLAINTS.append(repr(error))


class Never:
    def __await__(self):
        yield


def suspended(inside):
    try:
        yield
    finally:
        use(inside)


async def waiting(inside):
    await Never()
    return inside


async def streaming(inside):
    yield 1
    yield inside


def started(iterator):
    next(iterator)
    return iterator


def begun(coroutine):
    coroutine.send(None)
    return coroutine


def streamed(inside):
    stream = streaming(inside)
    try:
        stream.__anext__().send(None)
    except StopIteration:
        pass
    return stream


def raised(inside):
    try:
        raise Failure
    except Failure as failure:
        return failure


def made(inside):
    class Made:
        held = inside

    return Made


FOREVER = Box(None)

# Each way: how it holds, and how that is read again, where it can be.
WAYS = {
    "list": (lambda inside: inside, lambda hold: hold),
    "tuple": (tuple, list),
    "dict": (lambda inside: dict(enumerate(inside)), lambda hold: list(hold.values())),
    "closure": (lambda inside: lambda: inside, lambda hold: hold()),
    "box": (Box, lambda hold: hold.inside),
    "slots": (Slots, lambda hold: hold.inside),
    "method": (lambda inside: Box(inside).get, lambda hold: hold()),
    "partial": (lambda inside: functools.partial(list, inside), lambda hold: hold()),
    "default": (lambda inside: lambda inside=inside: inside, lambda hold: hold()),
    "class": (made, lambda hold: hold.held),
    "generator": (lambda inside: started(suspended(inside)), None),
    "coroutine": (lambda inside: begun(waiting(inside)), None),
    "stream": (streamed, None),
    "exception": (raised, lambda hold: hold.__traceback__.tb_frame.f_locals["inside"]),
    "finalizer": (Finalized, lambda hold: hold.inside),
    "callback": (lambda inside: weakref.ref(FOREVER, lambda _: inside), None),
    "iterator": (iter, None),
    "bound": (lambda inside: [getattr(node, "self", node) for node in inside], None),
    "foreign": (None, None),
}


def fail():
    raise ValueError("inside")


class Graph:
    def __init__(self, seed, kits):
        self.random = random.Random(seed)
        self.kits = kits
        self.home = {}  # number -> None for Python, else the kit
        self.weak = {}  # number -> weak reference
        self.roots = {}
        self.edges = {}
        self.rooted = set()
        self.died = []

    # The model.

    def live(self):
        found, stack = set(), list(self.rooted)
        while stack:
            number = stack.pop()
            if number not in found:
                found.add(number)
                stack.extend(self.edges[number])
        return sorted(found)

    # The nodes.

    def find(self, number):
        kit = self.home[number]
        node = self.weak[number]() if kit is None else kit.find(number)
        assert node is not None, f"node {number} was freed while something leads to it"
        return node

    def make(self):
        number = len(self.home)
        kit = self.home[number] = self.random.choice([None, None, *self.kits])
        self.edges[number] = []
        if kit is not None:
            kit.make(number, True)
        else:
            node = Node(number)
            self.weak[number] = weakref.ref(node, lambda _: self.died.append(number))
            if self.random.random() < 0.5:
                self.roots[number] = node
            else:
                self.kits[0].rootThis(number, node)
        self.rooted.add(number)
        self.rewire(number)

    def rewire(self, number):
        live = self.live()
        chosen = self.random.sample(live, min(len(live), self.random.choice([0, 1, 1, 2, 3])))
        self.edges[number] = chosen
        inside = [self.find(other) for other in chosen]
        kit = self.home[number]
        if kit is not None:
            return kit.rewire(number, self.random.choice(WAYS_OF_JS), fail, *inside)
        node = self.find(number)
        node.way = self.random.choice(list(WAYS))
        if node.way == "foreign":
            node.hold = self.random.choice(self.kits).holder(self.random.choice(PLAIN_WAYS_OF_JS), *inside)
        else:
            node.hold = WAYS[node.way][0](inside)

    def unroot(self):
        if self.rooted:
            number = self.random.choice(sorted(self.rooted))
            self.rooted.discard(number)
            self.roots.pop(number, None)
            for kit in self.kits:
                kit.unroot(number)

    def root(self):
        live = self.live()
        if live:
            number = self.random.choice(live)
            if self.random.random() < 0.5:
                self.roots[number] = self.find(number)
            else:
                self.random.choice(self.kits).rootThis(number, self.find(number))
            self.rooted.add(number)

    # What may happen at any time.

    def meanwhile(self):
        """Collects while a call of JavaScript has the only count of a node."""
        number = len(self.home)
        kit = self.home[number] = self.random.choice(self.kits)
        self.edges[number] = []
        live = self.live()
        other = self.random.choice(live) if live else None

        def call(node):
            node.hold = None if other is None else [self.find(other), node]
            self.disturb()
            assert node.number == number

        assert kit.meanwhile(call, number), f"node {number} was freed in the middle of a call"

    def on_thread(self):
        """Drops a proxy on a thread that may not use it."""
        live = self.live()
        box = [self.find(number) for number in self.random.sample(live, min(3, len(live)))]
        thread = threading.Thread(target=box.clear)
        thread.start()
        thread.join()

    def disturb(self):
        self.random.choice([pt.collect, gc.collect, self.random.choice(self.kits).churn])()

    def step(self):
        choice = self.random.random()
        if choice < 0.3 or not self.rooted:
            self.make()
        elif choice < 0.55:
            self.rewire(self.random.choice(self.live()))
        elif choice < 0.75:
            self.unroot()
        elif choice < 0.82:
            self.root()
        elif choice < 0.88:
            self.meanwhile()
        elif choice < 0.92:
            self.on_thread()
        else:
            self.disturb()

    # What must be true.

    def check(self):
        for number in self.live():
            node = self.find(number)
            assert node.number == number
            kit = self.home[number]
            if kit is not None:
                inside = kit.read(number)
                inside = None if inside is None else list(inside)
            else:
                read = node.hold is not None and WAYS[node.way][1]
                inside = [other.number for other in read(node.hold)] if read else None
            assert inside is None or inside == self.edges[number], f"node {number} holds {inside}"

    def check_dead(self):
        live = set(self.live())
        left = [number for number, weak in self.weak.items() if number not in live and weak() is not None]
        for kit in self.kits:
            left += [number for number in kit.alive() if number not in live]
        assert not left, f"left: {left}"
        assert len(self.died) == len(set(self.died)) == len(self.weak) - sum(weak() is not None for weak in self.weak.values())

    def run(self, steps):
        for _ in range(steps):
            self.step()
            self.check()
        pt.collect()
        self.check()
        self.check_dead()
        while self.rooted:
            self.unroot()
        pt.collect()
        self.check_dead()
        for kit in self.kits:
            kit.reset()


def run(first, count, kit):
    kits = [pt.js.eval(kit), pt.start("js").eval(kit)]
    global WAYS_OF_JS, PLAIN_WAYS_OF_JS
    WAYS_OF_JS = list(kits[0].ways)
    PLAIN_WAYS_OF_JS = [way for way in WAYS_OF_JS if way != "caught"]
    kits = list(kits)
    before = None
    for seed in range(first, first + count):
        try:
            Graph(seed, kits).run(30)
            assert not COMPLAINTS, COMPLAINTS
            after = (pt.collect().handles, len(gc.get_objects()))
            # The first graph fills caches.
            before = before or after
            assert after[0] <= before[0], f"{after[0]} handles, {before[0]} before"
        except BaseException as error:
            raise AssertionError(f"seed {seed}: {error!r}") from error
    assert after[1] < before[1] + 500, f"{after[1]} objects, {before[1]} before"
    return f"{count} graphs"
