"""Arrow in and out by PyCapsules, without pyarrow."""
import ctypes

from . import columns
from .callbacks import END, host
from .errors import check
from .handles import Resource
from .native import ffi, function
from .shapes import Shape

_NAMES = {"ArrowSchema": b"arrow_schema", "ArrowArray": b"arrow_array",
          "ArrowArrayStream": b"arrow_array_stream"}
_python = ctypes.pythonapi
_new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(
    ("PyCapsule_New", _python))
_pointer_of = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", _python))
_pointer_at = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", _python))
_name_at = ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(("PyCapsule_GetName", _python))
_alive = {}


@ctypes.PYFUNCTYPE(None, ctypes.c_void_p)
def _free(capsule):
    """The destructor of a capsule: what nobody took is released here."""
    made = _alive.pop(_pointer_at(capsule, _name_at(capsule)), None)
    if made is not None and made.release:
        made.release(made)


def capsule(made):
    """A capsule that owns a struct of the library."""
    name = _NAMES[ffi.typeof(made).item.cname.rpartition(" ")[2]]
    address = int(ffi.cast("uintptr_t", made))
    _alive[address] = made
    return _new(address, name, ctypes.cast(_free, ctypes.c_void_p))


def opened(capsule_, type_):
    """The struct behind a capsule of somebody else."""
    return ffi.cast(f"struct {type_} *", _pointer_of(capsule_, _NAMES[type_]))


# --- in ---


class ArrowReader(Resource):
    """Reads an Arrow stream as the batches of a shape. A feed's add and read make one by themselves."""

    def __init__(self, data, shape, **options):
        self.shape = Shape.take(shape)
        if hasattr(data, "__arrow_c_stream__"):
            source = data.__arrow_c_stream__()
            made = self._made("revops_arrow_reader_create", options,
                              opened(source, "ArrowArrayStream"))
        else:
            source = data.__arrow_c_array__()
            made = self._made("revops_arrow_reader_create_array", options,
                              opened(source[0], "ArrowSchema"), opened(source[1], "ArrowArray"))
        self._source = source  # arrays are borrowed
        self._own(*made)

    @classmethod
    def create_array(cls, data, shape, **options):
        """A reader of one array."""
        return cls(_ArrayOnly(data), shape, **options)

    def _made(self, name, options, *given):
        from .structs import fill
        limits = {key: options.pop(key) for key in ("progress", "max_bytes", "max_rows")
                  if key in options}
        host_, callbacks = host(**limits)
        self._options = fill(Shape.find("arrow_options"), options)
        out, err = ffi.new("revops_arrow_reader **"), ffi.new("revops_error *")
        check(function(name)(out, *given, self.shape.pointer, self._options.pointer, host_, err),
              err, callbacks)
        return out[0], function("revops_arrow_reader_destroy"), callbacks

    def fill(self, batch):
        """The next batch into memory of the library: MORE or END."""
        with self._using() as pointer:
            answer = function("revops_arrow_next")(pointer, batch)
        if answer < 0:
            self.error()
        return answer

    def next(self):
        """The next batch, to be given to a feed before the next call; None at the end."""
        batch = columns.Batch(self.shape)
        if self.fill(batch.pointer) == END:
            return None
        batch.keep = self
        return batch

    def error(self):
        """Raise what made the reader fail; nothing when it did not."""
        err = ffi.new("revops_error *")
        with self._using(shared=True) as pointer:
            status = function("revops_arrow_reader_error")(pointer, err)
        check(status, err)


class _ArrayOnly:
    def __init__(self, data):
        self.__arrow_c_array__ = data.__arrow_c_array__


def reader_of(data, shape, **options):
    return ArrowReader(data, shape, **options)


def arrow_bind(shape, data):
    """Point the columns of a batch at an Arrow array, without a copy."""
    schema, array = data.__arrow_c_array__()
    batch, err = columns.Batch(Shape.take(shape)), ffi.new("revops_error *")
    check(function("revops_arrow_bind")(batch.pointer, batch.shape.pointer,
                                        opened(schema, "ArrowSchema"), opened(array, "ArrowArray"),
                                        err), err)
    batch.keep = (schema, array)
    return batch


# --- out ---


def _options(rows, options):
    from .structs import fill
    if rows.names is not None:
        options.setdefault("names", rows.names)
    return fill(Shape.find("arrow_options"), options)


def arrow_export(rows, **options):
    """Rows as a pair of capsules, schema and array."""
    schema, array = ffi.new("struct ArrowSchema *"), ffi.new("struct ArrowArray *")
    err, chosen = ffi.new("revops_error *"), _options(rows, options)
    check(function("revops_arrow_export")(schema, array, rows.shape.pointer,
                                          ffi.from_buffer(rows.memory), len(rows), chosen.pointer,
                                          ffi.NULL, err), err, chosen.callbacks)
    return capsule(schema), capsule(array)


def arrow_export_stream(rows, **options):
    """Rows as a capsule of a stream."""
    stream = ffi.new("struct ArrowArrayStream *")
    err, chosen = ffi.new("revops_error *"), _options(rows, options)
    check(function("revops_arrow_export_stream")(stream, rows.shape.pointer,
                                                 ffi.from_buffer(rows.memory), len(rows),
                                                 chosen.pointer, ffi.NULL, err),
          err, chosen.callbacks)
    return capsule(stream)


__all__ = ["ArrowReader", "arrow_bind", "arrow_export", "arrow_export_stream"]
