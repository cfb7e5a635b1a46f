"""The host's callables, called by the library.

One trampoline for each callback type. A callable gets what goes in and returns what comes out; what
it raises is kept, the library is told that the host failed, and errors.check raises it again.
"""
from . import columns
from ._generated import CALLBACKS, CONSTANTS
from .errors import Host
from .native import ffi, function, trampoline
from .rows import Rows

MORE, END = CONSTANTS["MORE"], CONSTANTS["END"]


class Callback:
    """A callable behind the user pointer of one call or handle."""

    def __init__(self, name, callable_, shape=None, names=None):
        if not callable(callable_):
            raise TypeError(f"{name}: expected a callable, got {type(callable_).__name__}")
        self.name, self.callable, self.shape, self.names = name, callable_, shape, names
        self.error = None
        self.user = ffi.new_handle(self)

    @property
    def pointer(self):
        return POINTERS[self.name]

    def answer(self, arguments):
        values = dict(zip(PARAMS[self.name], arguments))
        given, outs = [], []
        for name, type_, role, count, written in CALLBACKS_PARAMS[self.name]:
            if role == "in":
                given.append(values[name])
            elif role == "in_array":
                given.append(self.incoming(values[name], values[count]))
            elif role in ("out", "out_array") and name != "written":
                outs.append((name, type_, role, values.get(count, count), written))
        result = self.callable(*given)
        if not outs:
            return END if result is False else MORE
        results = result if isinstance(result, tuple) else (result,)
        if len(results) != len(outs):
            raise Host(f"{self.name}: expected {len(outs)} results, got {result!r}")
        for (name, type_, role, room, written), value in zip(outs, results):
            target = values[name]
            if role == "out":
                self.scalar(target, name, value)
            else:
                size = self.copy(target, type_, room, value)
                if written:
                    values[written][0] = size
        return MORE

    def incoming(self, data, count):
        """Records as one sequence, anything else as bytes."""
        if self.shape is None:
            return bytes(ffi.buffer(data, count))
        return Rows(self.shape, bytes(ffi.buffer(data, count * self.shape.size)), count, self.names)

    def scalar(self, target, name, value):
        try:
            target[0] = value
        except (TypeError, OverflowError):
            raise Host(f"{self.name}: expected {name}, got {value!r}") from None

    def copy(self, target, type_, room, value):
        """Text gets its NUL; bytes of a fixed size have that size."""
        is_text = type_.startswith("char")
        if is_text and isinstance(value, str):
            value = value.encode("utf-8")
        if not isinstance(value, (bytes, bytearray)):
            raise Host(f"{self.name}: expected {'a text' if is_text else 'bytes'}, got {value!r}")
        if isinstance(room, int) and (len(value) + is_text > room
                                      or ("[" in type_ and len(value) != room)):
            raise Host(f"{self.name}: expected {room} bytes, got {len(value)}")
        ffi.memmove(target, value + b"\0" if is_text else value, len(value) + is_text)
        return len(value)


class Source(Callback):
    """An iterable of batches: frames, dictionaries of columns, Arrow objects."""

    def __init__(self, batches, shape, keys, strict=False, options=None):
        self.batches = iter(batches)
        super().__init__("source", self.batches.__next__)
        self.layout = columns.layout(shape)
        self.shape, self.keys, self.strict, self.options = shape, keys, strict, options or {}
        self.held = self.reader = None

    def answer(self, arguments):
        batch = arguments[0]
        while True:
            if self.reader is not None:
                answer = self.reader.fill(batch)
                if answer != END:
                    return answer
                self.reader.close()
                self.reader = None
            try:
                data = next(self.batches)
            except StopIteration:
                self.held = None
                return END
            if data is None or isinstance(data, (int, float)):
                raise Host(f"source: expected a batch, got {data!r}")
            if not (hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")):
                break
            from .arrow import reader_of
            self.reader = reader_of(data, self.shape, **self.options)
        # The library reads the memory until it asks again.
        self.held = (data, self.layout.fill(ffi.buffer(batch, self.layout.size), data, self.keys,
                                            self.strict))
        return MORE


def _run(user, *arguments):
    return ffi.from_handle(user).answer(arguments)


CALLBACKS_PARAMS = {name: [one for one in params if one[2] != "user"]
                    for name, (_, params) in CALLBACKS.items()}
PARAMS = {name: [one[0] for one in params] for name, params in CALLBACKS_PARAMS.items()}
POINTERS = {name: trampoline(name, _run) for name in CALLBACKS}

_host_init = function("revops_host_init")


def host(progress=None, max_bytes=0, max_rows=0):
    """A revops_host of choices, and the callbacks that have to live as long as its handle."""
    if progress is None and not max_bytes and not max_rows:
        return ffi.NULL, ()
    made = ffi.new("revops_host *")
    _host_init(made)
    made.max_bytes, made.max_rows = max_bytes, max_rows
    if progress is None:
        return made, ()
    kept = Callback("host_progress", progress)
    made.progress, made.user = kept.pointer, kept.user
    return made, (kept,)


__all__ = ["Callback", "Source", "END", "MORE", "host"]
