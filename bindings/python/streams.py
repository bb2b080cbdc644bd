"""`sys.stdout` and `sys.stderr`: through the host, so that all languages' lines keep their order."""

import io

from polytarget import _native


class Outlet(io.TextIOBase):
    """One of the host's two streams as a text file."""

    encoding = "utf-8"
    errors = "replace"
    mode = "w"

    def __init__(self, stream, name):
        self._stream = stream
        self.name = name
        self.buffer = Bytes(stream)

    def write(self, text):
        return _native.write(self._stream, text)

    def flush(self):
        _native.flush()

    def writable(self):
        return True

    def isatty(self):
        return _native.is_terminal(self._stream)

    def fileno(self):
        if not self.isatty():
            raise io.UnsupportedOperation("the host's stream need not be a file")
        return self._stream + 1

    def reconfigure(self, **_settings):
        """Accept what programs ask of a standard stream: the host decides."""


class Bytes(io.RawIOBase):
    """The same stream for those who write bytes."""

    def __init__(self, stream):
        self._stream = stream

    def write(self, data):
        data = bytes(data)
        _native.write(self._stream, data.decode("utf-8", "replace"))
        return len(data)

    def writable(self):
        return True
