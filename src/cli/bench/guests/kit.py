# What the bench calls in Python: loops to be timed, and things for the loops of other languages.

def call(f, n):
    for _ in range(n):
        f(1)

def call_none(f, n):
    for _ in range(n):
        f()

def call_two(f, n):
    for _ in range(n):
        f(1, 2)

def call_three(f, n):
    for _ in range(n):
        f(1, 2, 3)

def call_named(f, n):
    for _ in range(n):
        f(k=1)

def method(o, n):
    for _ in range(n):
        o.m(1)

def construct(C, n):
    for _ in range(n):
        C()

def member(o, n):
    for _ in range(n):
        o.x

def set_member(o, n):
    for i in range(n):
        o.y = i

def index(items, n):
    for _ in range(n):
        items[1]

def set_index(items, n):
    for _ in range(n):
        items[1] = 1

def iterate(items, n):
    for _ in range(n):
        for _ in items:
            pass

def raise_(f, n):
    for _ in range(n):
        try:
            f()
        except ValueError:
            pass

def thrower():
    raise ValueError("no")

class Thing:
    def __init__(self):
        self.x = 1

    def m(self, x):
        return x

class Empty:
    pass

{
    "call": call, "call_none": call_none, "call_two": call_two, "call_three": call_three, "call_named": call_named,
    "method": method, "construct": construct, "member": member, "set_member": set_member, "index": index,
    "set_index": set_index, "iterate": iterate, "raise": raise_, "crowd": lambda make, n: [make() for _ in range(n)],
    "callee": lambda x: x, "none": lambda: 1, "two": lambda x, y: x, "three": lambda x, y, z: x, "named": lambda k: k,
    "class": Empty, "thing": Thing(), "items": list(range(1000)), "thrower": thrower,
    "through": lambda f: lambda: f(), "make": Empty,
}
