"""Whether the host thread may answer other threads in the middle of what it does."""

import sys


def is_waiting(frame, answer):
    """Return whether the thread whose innermost frame this is waits for another one, holding no lock of its own wait.

    Where an event loop runs instead, it is asked to call `answer` at its next turn.
    """
    threading = sys.modules.get("threading")
    if threading is not None and frame.f_code.co_filename == threading.__file__:
        name = frame.f_code.co_name
        if name in ("join", "_wait_for_tstate_lock"):
            return True
        if name == "wait":
            return _has_let_go(frame, threading)
    loop = _loop(frame)
    if loop is not None:
        loop.call_soon_threadsafe(answer)
    return False


_lines = None


def _has_let_go(frame, threading):
    """Return whether a condition has let go of its lock in order to wait, and has not taken it again."""
    names = frame.f_locals
    condition = names.get("self")
    if not isinstance(condition, threading.Condition) or "saved_state" not in names:
        return False
    global _lines
    if _lines is None:
        import linecache

        _lines = linecache.getlines(threading.__file__)
    if not _lines:
        return not condition._is_owned()
    # Who else has the lock does not matter, and may be the one who wants an answer.
    return "waiter.acquire(" in _lines[frame.f_lineno - 1]


def _loop(frame):
    """Return the event loop that runs in the frames from this one outwards."""
    events = sys.modules.get("asyncio.base_events")
    if events is None:
        return None
    run = events.BaseEventLoop.run_forever.__code__
    while frame is not None:
        if frame.f_code is run:
            return frame.f_locals["self"]
        frame = frame.f_back
    return None
