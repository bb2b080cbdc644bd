"""Compiling cells, loading files, and what happens at the end."""

import sys
from _ast import PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_ONLY_AST, Expr, Expression

_loop = None


def compile_cell(text, file):
    """Return the code of a cell in two parts: all but a last expression, and that. Either may be None.

    A part that has `await` at its top level makes a coroutine when it is run.
    """
    tree = compile(text, file, "exec", PyCF_ONLY_AST | PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    last = None
    if tree.body and isinstance(tree.body[-1], Expr):
        last = Expression(tree.body.pop().value)
        last = compile(last, file, "eval", PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    body = compile(tree, file, "exec", PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True) if tree.body else None
    return body, last


def wait(coroutine):
    """Return what a cell's coroutine returns. All cells share a loop, so tasks go on from cell to cell."""
    global _loop
    import asyncio

    if _loop is None or _loop.is_closed():
        _loop = asyncio.new_event_loop()
    return _loop.run_until_complete(coroutine)


# The import system does not know how to find these again.
_by_path = {}


def import_path(path):
    """Return the module in a file, or the package in a folder; the same file is loaded once."""
    import importlib.util
    import os

    path = os.path.realpath(path)
    folder, path = path, os.path.join(path, "__init__.py")
    if not os.path.isfile(path):
        folder, path = None, folder
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == path:
            return module
    name = os.path.splitext(os.path.basename(folder or path))[0]
    if name in sys.modules:
        name = path
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=[folder] if folder else None)
    if spec is None or not os.path.exists(path):
        raise ModuleNotFoundError(f"no Python module at {path}", name=name, path=path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = _by_path[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        _by_path.pop(name, None)
        raise
    return sys.modules[name]


def import_name(name):
    """Return a module by its dotted name."""
    import importlib

    return importlib.import_module(name)


_reloading = []


def reload(module):
    """Run a module's code again in the module, which keeps what it had and the new code does not say."""
    import importlib

    name = module.__name__
    if _by_path.get(name) is not module or sys.modules.get(name) is not module:
        return importlib.reload(module)
    if module not in _reloading:
        _reloading.append(module)
        try:
            module.__spec__.loader.exec_module(module)
        finally:
            _reloading.remove(module)
    return sys.modules.get(name, module)


def finish():
    """Do what Python does at its exit: wait for threads, call what was registered."""
    threading = sys.modules.get("threading")
    if threading is not None:
        here = threading.current_thread()
        for thread in threading.enumerate():
            if thread is not here and thread is not threading.main_thread() and not thread.daemon:
                thread.join()
    import atexit

    atexit._run_exitfuncs()
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            stream.flush()


class Outcome:
    """What a step of an asynchronous iterator gives other languages."""

    __slots__ = ("done", "value")

    def __init__(self, done, value=None):
        self.done = done
        self.value = value


class AsyncItems:
    """An asynchronous iterator of Python's, as other languages ask it."""

    def __init__(self, iterable):
        self._iterator = aiter(iterable)

    async def next(self):
        try:
            return Outcome(False, await anext(self._iterator))
        except StopAsyncIteration:
            return Outcome(True)


class Items:
    """An asynchronous iterator of another language, as Python asks it."""

    def __init__(self, iterable):
        from polytarget import _native

        self._iterator = _native.iterate_async(iterable)

    def __aiter__(self):
        return self

    async def __anext__(self):
        from polytarget import _native

        outcome = _native.member(self._iterator, "next")()
        if not isinstance(outcome, (Outcome, dict)) and hasattr(type(outcome), "__await__"):
            outcome = await outcome
        if not isinstance(outcome, _native.Proxy):
            raise TypeError(f"an asynchronous iterator's next() gave {outcome!r}, which is no object")
        if outcome.done:
            raise StopAsyncIteration
        return outcome.value


async def wait_for(promise):
    """Wait for what calls back."""
    import asyncio

    from polytarget import _native

    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def settle(setter):
        def done(outcome=None):
            if not future.done():
                setter(outcome)
            pump(loop)

        return done

    def fail(reason):
        future.set_exception(as_exception(reason))

    _native.settle(promise, settle(future.set_result), settle(fail))
    return await future


def as_exception(reason):
    """Return what `await` raises when a promise was rejected for this reason."""
    from polytarget.errors import ForeignError

    if isinstance(reason, StopIteration):
        return RuntimeError(f"a promise was rejected with {reason!r}")
    return reason if isinstance(reason, BaseException) else ForeignError(str(reason))


_tasks = set()


def settle(awaitable, resolve, reject):
    """Call back when an awaitable is done.

    Without a running event loop it runs at once, on the loop that all cells
    share, as far as that loop can bring it.
    """
    global _loop
    import asyncio

    async def run():
        try:
            value = await awaitable
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            reject(error)
        else:
            resolve(value)

    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        if _loop is None or _loop.is_closed():
            _loop = asyncio.new_event_loop()
        loop = _loop
    task = loop.create_task(run())
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    pump(loop)


def pump(loop):
    """Let the cells' loop go on, unless it runs already, until it waits for nothing that it could bring itself."""
    if loop is not _loop or loop.is_running() or loop.is_closed():
        return
    import asyncio

    if asyncio._get_running_loop() is not None:
        return
    while loop._ready or loop._scheduled or len(loop._selector.get_map()) > 1:
        if not _tasks and not loop._ready:
            return
        if not loop._ready:
            _wait_once(loop)
        loop.call_soon(loop.stop)
        loop.run_forever()


def _wait_once(loop):
    """Wait until the loop's next timer or event is due."""
    delay = max(0, loop._scheduled[0]._when - loop.time()) if loop._scheduled else None
    loop._process_events(loop._selector.select(delay))


def signature(value):
    """Return the parameters of a callable as text, or None."""
    import inspect

    try:
        return str(inspect.signature(value))
    except (TypeError, ValueError):
        return None


def takes(value, count):
    """Return whether a callable takes so many positional arguments, or None where that cannot be told."""
    import inspect

    try:
        parameters = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    try:
        parameters.bind(*[None] * count)
    except TypeError:
        return False
    return True


def doc(value):
    """Return the documentation of an object, or None. That of its class counts for classes and functions only."""
    import inspect

    text = inspect.getdoc(value)
    if text is None or (not callable(value) and text == inspect.getdoc(type(value))):
        return None if not callable(value) else text
    return text
