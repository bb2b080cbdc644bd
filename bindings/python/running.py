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


def import_path(path):
    """Return the module in a file; the same file is loaded once."""
    import importlib.util
    import os

    path = os.path.realpath(path)
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == path:
            return module
    name = os.path.splitext(os.path.basename(path))[0]
    if name in sys.modules:
        name = path
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or not os.path.exists(path):
        raise ModuleNotFoundError(f"no Python module at {path}", name=name, path=path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    return sys.modules[name]


def import_name(name):
    """Return a module by its dotted name."""
    import importlib

    return importlib.import_module(name)


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
