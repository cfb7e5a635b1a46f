"""What the library refuses, as exceptions: one class per status, each a fitting built-in too."""
from ._generated import CONSTANTS
from .native import ffi

NONE = CONSTANTS["NONE"]

_BUILT_IN = {
    "Invalid": ValueError, "Overflow": ArithmeticError, "Nomem": MemoryError,
    "Missing": LookupError, "Unsupported": NotImplementedError,
}


class Error(Exception):
    """A call was refused and changed nothing.

    status: number of the status; row: place in the batches or the answer, from 0, or None;
    field: name of a column or argument, or None; offset: byte of a text or state, or None;
    host_code: what a failing callback answered, else 0.
    """
    status = 0

    def __init__(self, message, row=None, field=None, offset=None, host_code=0):
        super().__init__(message)
        self.message, self.row, self.field = message, row, field
        self.offset, self.host_code = offset, host_code

    def __str__(self):
        place = [] if self.row is None else [f"row {self.row}"]
        place += [self.field] if self.field else []
        place += [] if self.offset is None else [f"offset {self.offset}"]
        return ": ".join(filter(None, (type(self).__name__.lower(), ", ".join(place),
                                       self.message)))

    def __reduce__(self):
        return type(self), (self.message, self.row, self.field, self.offset, self.host_code)


BY_STATUS = {}
for _name, _status in CONSTANTS.items():
    if _name.startswith("E_"):
        _class = _name[2:].capitalize()
        _bases = (Error, _BUILT_IN[_class]) if _class in _BUILT_IN else (Error,)
        BY_STATUS[_status] = globals()[_class] = type(
            _class, _bases, {"status": _status, "__module__": __name__,
                             "__doc__": f"Status {_name[2:].lower()}."})

__all__ = ["Error", *(made.__name__ for made in BY_STATUS.values())]


def from_record(err):
    """The exception that a revops_error record stands for."""
    return BY_STATUS.get(err.status, Error)(
        ffi.string(err.message).decode("utf-8", "replace"),
        None if err.row == NONE else err.row,
        ffi.string(err.field).decode("utf-8", "replace") or None,
        None if err.offset == NONE else err.offset, err.host_code)


def check(status, err, callbacks=()):
    """Raise what a callback raised, else what the library said."""
    if status == 0:
        return
    for callback in callbacks:
        error, callback.error = callback.error, None
        if error is not None:
            raise error
    raise from_record(err)
