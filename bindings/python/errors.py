"""Errors of the other languages, as exceptions.

`name`, `message`, `value` and `stack` come from their base; so does every
member that the error has in its own language.
"""

from polytarget._native import ForeignError

__all__ = ["ForeignError", "JsError", "LispError", "RhaiError", "RustError"]


class JsError(ForeignError):
    """What JavaScript code threw."""

    __module__ = "polytarget"


class RhaiError(ForeignError):
    """What Rhai code threw."""

    __module__ = "polytarget"


class LispError(ForeignError):
    """What Lisp code raised."""

    __module__ = "polytarget"


class RustError(ForeignError):
    """What the program around the languages reported."""

    __module__ = "polytarget"
