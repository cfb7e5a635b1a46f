"""Columns of numpy and pandas that are not plain integers: texts, instants, categories, nulls."""
import numpy

from . import columns, units
from .columns import address, from_numpy, from_objects
from .errors import Invalid
from .shapes import UNIT

_PER_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": columns.DAY_NS}


def bits_of(mask, count):
    """A validity bitmap from bytes that say which rows are null; None when none is."""
    mask = numpy.broadcast_to(mask, (count,))
    if not mask.any():
        return None
    return numpy.packbits(~mask, bitorder="little")


def with_nulls(made, mask):
    bits = bits_of(mask, made.count)
    if bits is not None:
        columns._count_copy()
        made.validity, made.keep = address(bits), (made.keep, bits)
    return made


def from_array(field, values, kind, keys):
    """An array of texts (U, S), objects (O) or instants (M)."""
    if kind == "M":
        return from_instants(field, values)
    if kind == "m" or (kind != "O" and field.unit not in columns._TEXTS):
        raise Invalid(f"expected integers, got {values.dtype}", field=field.name)
    if kind == "O":
        if field.unit not in columns._TEXTS:
            raise Invalid("expected integers, got objects", field=field.name)
        columns._count_copy()
        return from_objects(field, values.tolist(), keys)
    columns._count_copy()
    known, places = numpy.unique(values, return_inverse=True)
    texts = [one.decode("utf-8") if kind == "S" else one for one in known.tolist()]
    return from_categories(field, texts, places, keys)


def from_categories(field, texts, places, keys):
    """Each different value once; a place below 0 is a null."""
    numbers = []
    for text in texts:
        try:
            numbers.append(units.encode(field, text, keys))
        except Invalid as error:
            error.row = int(numpy.nonzero(places == len(numbers))[0][0]) if len(places) else None
            raise
    large = max(numbers, default=0) >= 2**63
    table = numpy.array(numbers or [0], dtype="u8" if large else "i8")
    made = from_numpy(field, table[places], keys)
    return with_nulls(made, places < 0)


def from_instants(field, values):
    """datetime64 as days (when it holds no time of day) or nanoseconds, by the field's unit."""
    unit = numpy.datetime_data(values.dtype)[0]
    numbers = values.view("i8")
    gaps = numpy.isnat(values)
    if field.unit == UNIT.DAY:
        if unit != "D":
            columns._count_copy()
            if unit not in _PER_DAY:
                numbers = values.astype("datetime64[D]").view("i8")
            else:
                days, rest = numpy.divmod(numbers, _PER_DAY[unit])
                rest[gaps] = 0
                days[gaps] = 0
                if rest.any():
                    row = int(numpy.nonzero(rest)[0][0])
                    raise Invalid(f"expected days without a time of day, got {values[row]}",
                                  field=field.name, row=row)
                numbers = days
    elif field.unit == UNIT.NS:
        if unit != "ns":
            columns._count_copy()
            numbers = values.astype("datetime64[ns]").view("i8")
    else:
        raise Invalid(f"expected integers, got {values.dtype}", field=field.name)
    return with_nulls(from_numpy(field, numbers, None), gaps)


def from_pandas(field, series, keys):
    """A column of a frame, by what pandas keeps it in."""
    values = getattr(series, "array", series)
    name = type(values).__name__
    if name == "Categorical":
        columns._count_copy()
        return from_categories(field, values.categories.tolist(), numpy.asarray(values.codes), keys)
    if hasattr(values, "_data") and hasattr(values, "_mask"):  # Int64, boolean
        return with_nulls(from_numpy(field, values._data, keys), values._mask)
    if getattr(series.dtype, "tz", None) is not None:
        # A day is one of the business's zone, an instant is the same in all.
        local = series.dt.tz_localize(None) if field.unit == UNIT.DAY else series.dt.tz_convert(None)
        return from_instants(field, local.to_numpy())
    if isinstance(series.dtype, numpy.dtype):
        return from_numpy(field, series.to_numpy(copy=False), keys)
    if field.unit not in columns._TEXTS:
        raise Invalid(f"expected integers, got {series.dtype}", field=field.name)
    columns._count_copy()
    return from_objects(field, series.to_numpy(dtype=object).tolist(), keys)
