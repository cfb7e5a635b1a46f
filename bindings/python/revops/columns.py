"""Columns in: the library reads what numpy, pandas and buffers hold, where it lies.

A column becomes a descriptor: address, stride, type tag, validity bits. Only what has no integers
yet is converted, once per batch, and revops.copies() counts it: texts, dates, Python lists, nulls
that pandas keeps as bytes.
"""
import struct
import sys
from array import array

from . import units
from .errors import Invalid
from .native import ffi
from .shapes import TYPE, UNIT

DESCRIPTOR = struct.Struct("@PPqqII")  # revops_column
MOST = 2**64 - 1
_TAGS = {("i", 1): TYPE.INT8, ("i", 2): TYPE.INT16, ("i", 4): TYPE.INT32, ("i", 8): TYPE.INT64,
         ("u", 1): TYPE.UINT8, ("u", 2): TYPE.UINT16, ("u", 4): TYPE.UINT32,
         ("u", 8): TYPE.UINT64, ("f", 8): TYPE.DOUBLE}
_ORDER = "<" if sys.byteorder == "little" else ">"
_NATIVE = {f"{_ORDER if size > 1 else '|'}{kind}{size}": (type_, size)
           for (kind, size), type_ in _TAGS.items() if kind != "f"}
_TEXTS = (UNIT.KEY, UNIT.CURRENCY, UNIT.ENUM, UNIT.FLAG, UNIT.DAY, UNIT.MONTH, UNIT.NS)
DAY_NS = 86_400_000_000_000

copied = 0  # columns that were converted since the import


def copies():
    """How many columns could not be read where they lay, and were converted, since the import."""
    return copied


def _count_copy():
    global copied  # pylint: disable=global-statement
    copied += 1


class Column:
    """Where a column lies. count is None for a value that stands for all rows."""
    __slots__ = ("data", "stride", "type", "validity", "offset", "count", "keep")

    def __init__(self, data, stride, type_, count, keep, validity=0, offset=0):
        self.data, self.stride, self.type, self.count = data, stride, type_, count
        self.validity, self.offset, self.keep = validity, offset, keep

    def pack_into(self, buffer, at):
        DESCRIPTOR.pack_into(buffer, at, self.data, self.validity, self.stride, self.offset,
                             self.type, 0)


def address(memory):
    return int(ffi.cast("uintptr_t", ffi.from_buffer(memory)))


def column(field, value, keys=units.key):
    """The column that a value stands for."""
    if isinstance(value, (str, int)) or value is None:
        return from_scalar(field, value, keys)
    if type(value).__name__ == "ndarray" and value.ndim:
        return from_numpy(field, value, keys)
    if isinstance(value, (list, tuple)):
        return from_list(field, value, keys)
    kind = type(value).__module__.partition(".")[0]
    if kind == "pandas" and hasattr(value, "dtype"):
        from .frames import from_pandas
        return from_pandas(field, value, keys)
    if hasattr(value, "__array_interface__") and getattr(value, "ndim", 1) != 0:
        return from_numpy(field, value, keys)
    try:
        view = memoryview(value)
    except TypeError:
        if hasattr(value, "__iter__") and not isinstance(value, (set, frozenset)):
            return from_list(field, list(value), keys)
        return from_scalar(field, value, keys)
    return from_buffer(field, view)


def from_scalar(field, value, keys):
    """One value for all rows: stride 0."""
    if value is None:
        return None
    number = units.encode(field, value, keys)
    if field.number_type == TYPE.DOUBLE:
        made = ffi.new("double *", number)
        return Column(int(ffi.cast("uintptr_t", made)), 0, TYPE.DOUBLE, None, made)
    if not -2**63 <= number <= MOST:
        units.refuse(field, "an integer of 64 bits", value)
    made = ffi.new("int64_t *" if number < 2**63 else "uint64_t *", number)
    return Column(int(ffi.cast("uintptr_t", made)), 0,
                  TYPE.INT64 if number < 2**63 else TYPE.UINT64, None, made)


def tag(field, kind, size, order="="):
    """The type tag of a number, or a refusal with the field's name."""
    if order not in ("=", "|", _ORDER) and size > 1:
        raise Invalid("expected numbers in the byte order of this machine, got swapped ones",
                      field=field.name)
    if kind == "b" and field.unit == UNIT.FLAG:
        kind = "u"
    is_double = field.number_type == TYPE.DOUBLE
    found = _TAGS.get((kind, size))
    if found is None or (found == TYPE.DOUBLE) != is_double:
        name = {"f": "float", "b": "bool", "O": "object", "c": "complex", "i": "int",
                "u": "uint"}.get(kind, kind)
        raise Invalid(f"expected {'doubles' if is_double else 'integers'}, "
                      f"got {name}{size * 8 if kind in 'fiuc' else ''}"
                      + ("; integers with gaps are Int64 in pandas" if kind == "f" else ""),
                      field=field.name)
    return found


def from_numpy(field, values, keys, validity=None):
    """An array of numpy, or of whoever speaks its interface; strides are kept."""
    if validity is None and type(values).__name__ == "MaskedArray":
        from .frames import bits_of
        validity, values = bits_of(values.mask, len(values)), values.data
    interface = values.__array_interface__
    shape, typestr, strides = interface["shape"], interface["typestr"], interface["strides"]
    if len(shape) != 1:
        raise Invalid(f"expected one dimension, got {len(shape)}", field=field.name)
    if typestr in _NATIVE and field.number_type != TYPE.DOUBLE:
        type_, size = _NATIVE[typestr]
    else:
        order, kind = typestr[0], typestr[1]
        if kind in "USOMm":
            from .frames import from_array
            return from_array(field, values, kind, keys)
        size = int(typestr[2:])
        type_ = tag(field, kind, size, order)
    made = Column(interface["data"][0], strides[0] if strides else size, type_, shape[0], values)
    if validity is not None:
        made.validity, made.keep = address(validity), (values, validity)
    return made


def from_buffer(field, view):
    """Anything with the buffer protocol: array.array, bytes of numbers, mmap."""
    if view.ndim != 1:
        raise Invalid(f"expected one dimension, got {view.ndim}", field=field.name)
    letter = view.format.lstrip("@=<>!")
    kind = ("i" if letter in "bhilqn" else "u" if letter in "BHILQN" else
            "f" if letter in "fd" else "b" if letter == "?" else letter)
    order = view.format[0] if view.format[0] in "<>" else "="
    type_ = tag(field, kind, view.itemsize, order)
    if len(view) and not view.contiguous:
        _count_copy()
        view = memoryview(view.tobytes()).cast("B")
        return Column(address(view), view.nbytes and tag_size(type_), type_,
                      len(view) // tag_size(type_), view)
    return Column(address(view) if len(view) else address(b"\0"), view.itemsize, type_, len(view), view)


def tag_size(type_):
    return next(size for (_, size), one in _TAGS.items() if one == type_)


def is_null(value):
    """None, NaN, and the nulls of pandas, without importing it."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or (
        isinstance(value, float) and value != value)


def from_list(field, values, keys=units.key):
    """A Python sequence: integers, dates, texts, None for nulls. It is packed once."""
    _count_copy()
    if field.number_type != TYPE.DOUBLE and field.unit not in (UNIT.FLAG,):
        try:
            packed = array("q", values)
            if not any(type(one) is bool for one in values):
                return packed_column(packed, TYPE.INT64)
        except (TypeError, OverflowError):
            pass
    return from_objects(field, values, keys)


def packed_column(packed, type_, validity=None, keep=()):
    memory = packed if len(packed) else b"\0" * 8
    made = Column(address(memory), packed.itemsize, type_, len(packed), (memory, validity, keep))
    if validity is not None:
        made.validity = address(validity)
    return made


def from_objects(field, values, keys):
    """Value by value, with nulls; texts are looked up once each."""
    known, numbers, gaps = {}, [], None
    for row, value in enumerate(values):
        if is_null(value):
            gaps = gaps or bytearray(b"\xff" * ((len(values) + 7) // 8))
            gaps[row >> 3] &= ~(1 << (row & 7)) & 0xff
            numbers.append(0)
            continue
        try:
            number = known.get(value) if isinstance(value, str) else None
            if number is None:
                number = units.encode(field, value, keys)
                if isinstance(value, str):
                    known[value] = number
        except Invalid as error:
            error.row = row
            raise
        numbers.append(number)
    if field.number_type == TYPE.DOUBLE:
        return packed_column(array("d", numbers), TYPE.DOUBLE, gaps)
    low, high = min(numbers, default=0), max(numbers, default=0)
    if low < -2**63 or high > MOST or (low < 0 and high >= 2**63):
        row = next(place for place, one in enumerate(numbers)
                   if not -2**63 <= one < 2**63)
        units.refuse(field, "an integer of 64 bits", numbers[row], row)
    unsigned = high >= 2**63
    return packed_column(array("Q" if unsigned else "q", numbers),
                         TYPE.UINT64 if unsigned else TYPE.INT64, gaps)


# --- batches ---


class Layout:
    """Where the columns of a batch shape lie."""

    def __init__(self, shape):
        self.shape, self.size = shape, shape.size
        self.columns = {field.name: field for field in shape.fields if field.type == TYPE.COLUMN}
        self.count_at = next(field.offset for field in shape.fields
                             if field.unit == UNIT.COUNT and field.type == TYPE.UINT64)

    def fill(self, buffer, data, keys=units.key, strict=False):
        """Write a batch; gives what has to stay alive while it is borrowed."""
        buffer[:] = bytes(self.size)
        struct.pack_into("@N", buffer, 0, self.size)
        count, first, keep = None, None, []
        for name, value in items(data):
            field = self.columns.get(name)
            if field is None:
                if name == "count" and not hasattr(value, "__len__"):
                    count, first = int(value), name
                elif strict:
                    raise Invalid(f"expected a column of {self.shape.name}, got {name!r}",
                                  field=str(name))
                continue
            made = column(field, value, keys)
            if made is None:
                continue
            made.pack_into(buffer, field.offset)
            keep.append(made)
            if made.count is not None and first != "count":
                if count is not None and count != made.count:
                    raise Invalid(f"expected {count} rows as in {first}, got {made.count}",
                                  field=name)
                count, first = made.count, name
        if count is None:
            count = 1 if keep else 0
        struct.pack_into("@Q", buffer, self.count_at, count & MOST)
        return keep


_layouts = {}


def layout(shape):
    if shape.name not in _layouts:
        _layouts[shape.name] = Layout(shape)
    return _layouts[shape.name]


def items(data):
    """Pairs of name and column of whatever holds columns."""
    if isinstance(data, dict):
        return data.items()
    if hasattr(data, "memory") and hasattr(data, "array"):  # Rows
        data = data.array
    names = getattr(getattr(data, "dtype", None), "names", None)
    if names:  # a structured array
        return [(name, data[name]) for name in names]
    if hasattr(data, "columns") and hasattr(data, "__getitem__"):
        return [(name, data[name]) for name in data.columns]
    if isinstance(data, (list, tuple)) and all(hasattr(row, "keys") for row in data):
        names = {name: None for row in data for name in row.keys()}
        return [(name, [row.get(name) for row in data]) for name in names]
    raise TypeError(f"expected columns by name, got {type(data).__name__}")


class Batch:
    """A batch in memory of its own, with all that it borrows."""

    def __init__(self, shape, data=None, keys=units.key, strict=False):
        self.shape = shape
        self.memory = bytearray(shape.size)
        self.pointer = ffi.from_buffer(self.memory)
        self.keep = layout(shape).fill(self.memory, data, keys, strict) if data is not None else None
        if data is None:
            struct.pack_into("@N", self.memory, 0, shape.size)

    @property
    def count(self):
        return struct.unpack_from("@Q", self.memory, layout(self.shape).count_at)[0]

    def __len__(self):
        return self.count


__all__ = ["Batch", "Column", "column", "copies", "layout"]
