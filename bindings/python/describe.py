"""What Python's tools ask of a callable: its name and its parameters."""

import ast
import inspect
import re

from polytarget import _native

_NAME = re.compile(r"[A-Za-z_]\w*$")


def special(value, name):
    """Return what `o.__name__` and its like are for a foreign callable, or NotImplemented."""
    if name in ("__name__", "__qualname__"):
        try:
            found = _native.member(value, "name")
        except AttributeError:
            found = None
        return found if isinstance(found, str) and found else NotImplemented
    if name == "__signature__":
        text = _native.signature(value)
        found = None if text is None else parse(text)
        return NotImplemented if found is None else found
    return NotImplemented


class Source:
    """A default value, as its language writes it."""

    def __init__(self, text):
        self._text = text

    def __repr__(self):
        return self._text


def parse(text):
    """Return the signature that a text in parentheses means, or None where Python could not have one like it."""
    parameters = []
    for place, part in enumerate(split(text.strip()[1:-1])):
        name, _, default = (piece.strip() for piece in part.partition("="))
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        if name.startswith("..."):
            name, kind = name[3:], inspect.Parameter.VAR_POSITIONAL
        name = name if _NAME.match(name) else f"argument{place}"
        had_default = parameters and parameters[-1].default is not inspect.Parameter.empty
        if default or (had_default and kind is inspect.Parameter.POSITIONAL_OR_KEYWORD):
            value = _literal(default or "undefined")
            parameters.append(inspect.Parameter(name, kind, default=value))
        else:
            parameters.append(inspect.Parameter(name, kind))
    try:
        return inspect.Signature(parameters)
    except ValueError:
        return None


def _literal(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return Source(text)


def split(text):
    """Split at the commas that are in no brackets and no quotes."""
    parts, depth, start, quote = [], 0, 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote and text[place - 1] != "\\" else quote
        elif letter in "\"'`":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter == "," and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]
