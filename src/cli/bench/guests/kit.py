# What the bench calls in Python: loops to be timed, and things for the loops of other languages.

def empty(n):
    for _ in range(n):
        pass

def call(f, n):
    for _ in range(n):
        f(1)

def member(o, n):
    for _ in range(n):
        o.x

def iterate(items, n):
    for _ in range(n):
        for _ in items:
            pass

class Thing:
    def __init__(self):
        self.x = 1

{
    "empty": empty, "call": call, "member": member, "iterate": iterate,
    "callee": lambda x: x, "thing": Thing(), "items": list(range(1000)),
}
