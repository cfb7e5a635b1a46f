"""Rows out: the library writes into one buffer; numpy, pandas, records and Arrow look at it."""
import struct
from collections import namedtuple

from . import units
from .native import ffi
from .shapes import HIDDEN, TYPE, UNIT, Shape

# C type by tag: letter of struct, numpy name.
NUMBERS = {
    TYPE.INT8: ("b", "i1"), TYPE.INT16: ("h", "i2"), TYPE.INT32: ("i", "i4"),
    TYPE.INT64: ("q", "i8"), TYPE.UINT8: ("B", "u1"), TYPE.UINT16: ("H", "u2"),
    TYPE.UINT32: ("I", "u4"), TYPE.UINT64: ("Q", "u8"), TYPE.DOUBLE: ("d", "f8"),
    TYPE.POINTER: ("P", "u8"),
}
RATIO = [("numerator", "<i8"), ("denominator", "<i8"), ("status", "<i4"), ("reserved0", "<u4")]
COLUMN_SIZE = ffi.sizeof("revops_column")
NAT_DAYS = 106751  # days that datetime64[ns] can hold, on both sides of 1970


class Codec:
    """How the records of one shape are read: a struct format, and a converter for each field."""

    def __init__(self, shape):
        letters, self.readers, names, place, at = [], [], [], 0, 0
        for field in sorted(shape.fields, key=lambda one: one.offset):
            letters.append(f"{field.offset - at}x")
            if field.type == TYPE.RATIO:
                letter, size, taken = "qqi4x", 24, 3
            elif field.type in (TYPE.BYTES, TYPE.COLUMN):
                size, taken = (field.length, 1) if field.type == TYPE.BYTES else (COLUMN_SIZE, 1)
                letter = f"{size}s"
            else:
                letter = NUMBERS[field.type][0]
                size, taken = struct.calcsize("=" + letter.replace("P", "Q")) * field.length, field.length
                letter *= field.length
            letters.append(letter)
            at = field.offset + size
            if field.unit not in HIDDEN:
                names.append(field.name)
                self.readers.append((field, place, taken))
            place += taken
        letters.append(f"{shape.size - at}x")
        self.format = struct.Struct("=" + "".join(letters).replace("P", "Q"))
        self.record = namedtuple(shape.name, names, rename=True, module="revops")
        self.record.__doc__ = shape.about

    def reader(self, names=None):
        """A function from unpacked numbers to a record."""
        steps = [self.step(*one, names) for one in self.readers]
        record = self.record
        return lambda numbers: record._make([step(numbers) for step in steps])

    def step(self, field, place, taken, names):
        if field.type == TYPE.RATIO:
            return lambda n: units.to_ratio(*n[place:place + 3])
        if field.type == TYPE.BYTES:
            if field.unit == UNIT.DIGEST:
                return lambda n: n[place]
            return lambda n: n[place].split(b"\0", 1)[0].decode("utf-8", "replace")
        if field.type == TYPE.COLUMN:
            return lambda n: None  # borrowed memory that is gone
        if field.type == TYPE.POINTER:
            if field.unit == UNIT.TEXT:
                return lambda n: ffi.string(ffi.cast("char *", n[place])).decode() if n[place] else None
            return lambda n: n[place] or None
        convert = units.decoder(field)
        if field.unit == UNIT.KEY and names is not None:
            convert = names.text
        if taken > 1:
            one = convert or (lambda number: number)
            return lambda n: tuple(map(one, n[place:place + taken]))
        if convert:
            return lambda n: convert(n[place])
        return lambda n: n[place]


def codec(shape):
    if shape.codec is None:
        shape.codec = Codec(shape)
    return shape.codec


def record(shape, memory, names=None):
    """One record from memory that holds it."""
    made = codec(shape)
    return made.reader(names)(made.format.unpack(memory))


def dtype(shape):
    """The numpy dtype of a record: its fields where they lie, padding included."""
    import numpy
    names, formats, offsets = [], [], []
    for field in shape.shown:
        if field.type == TYPE.RATIO:
            one = numpy.dtype(RATIO)
        elif field.type == TYPE.BYTES:
            one = numpy.dtype(f"V{field.length}" if field.unit == UNIT.DIGEST else f"S{field.length}")
        else:
            one = numpy.dtype("=" + NUMBERS[field.type][1])
        if field.length > 1 and field.type != TYPE.BYTES:
            one = numpy.dtype((one, (field.length,)))
        names.append(field.name)
        formats.append(one)
        offsets.append(field.offset)
    return numpy.dtype({"names": names, "formats": formats, "offsets": offsets,
                        "itemsize": shape.size})


class Rows:
    """The answer of a report: a sequence of records over one buffer.

    rows[0].net_minor          a record: dates, words, codes, Fractions, int money
    rows["net_minor"]          a numpy column, without a copy
    rows.array                 the structured numpy array that the library wrote into
    rows.to_pandas()           a frame
    rows.write("csv")          as the library's writers print it
    """
    __slots__ = ("shape", "memory", "count", "names", "_array", "_keep")

    def __init__(self, shape, memory, count, names=None):
        self.shape, self.memory, self.count, self.names = shape, memory, count, names
        self._array = None

    @classmethod
    def of(cls, shape, records, names=None):
        """Rows of your own: dictionaries or records of a shape, given by itself or its name."""
        from .structs import packed
        shape = Shape.take(shape)
        memory, filled = packed(shape, records, names.add if names is not None else units.key)
        made = cls(shape, memory, len(filled), names)
        made._keep = filled
        return made

    def __len__(self):
        return self.count

    def __iter__(self):
        made = codec(self.shape)
        read = made.reader(self.names)
        used = memoryview(self.memory)[:self.count * self.shape.size]
        return map(read, made.format.iter_unpack(used))

    def __getitem__(self, item):
        if isinstance(item, str):
            return self.array[item]
        if isinstance(item, slice):
            return [self[i] for i in range(*item.indices(self.count))]
        place = item + self.count if item < 0 else item
        if not 0 <= place < self.count:
            raise IndexError(f"row {item} of {self.count}")
        size = self.shape.size
        return record(self.shape, memoryview(self.memory)[place * size:(place + 1) * size], self.names)

    def __repr__(self):
        return f"<{self.count} rows of {self.shape.name}: {', '.join(self.shape.by_name)}>"

    @property
    def array(self):
        if self._array is None:
            import numpy
            self._array = numpy.frombuffer(self.memory, dtype(self.shape), self.count)
        return self._array

    def __array__(self, *arguments, **keywords):
        import numpy
        return numpy.asarray(self.array, *arguments, **keywords)

    def to_pandas(self, exact=True):
        """A frame: days as datetime64[ns] (dates when one lies outside its range), words, codes.

        Ratios are Fractions or None; with exact=False they are floats, for plots.
        """
        import pandas
        return pandas.DataFrame({field.name if part is None else f"{field.name}_{part}": column
                                 for field in self.shape.shown
                                 for part, column in self._columns(field, exact)})

    def _columns(self, field, exact):
        values = self.array[field.name]
        if values.ndim == 1:
            yield None, self._column(field, values, exact)
            return
        for part in range(values.shape[1]):
            yield part, self._column(field, values[:, part], exact)

    def _column(self, field, values, exact):
        import numpy
        if field.type == TYPE.RATIO:
            made = [units.to_ratio(*map(int, row)) for row in
                    zip(values["numerator"], values["denominator"], values["status"])]
            if exact:
                return _objects(made)
            return numpy.array([float("nan") if one is None else float(one) for one in made])
        if field.type == TYPE.BYTES:
            if field.unit == UNIT.DIGEST:
                return _objects([bytes(one) for one in values])
            return _objects([one.decode("utf-8", "replace") for one in values.tolist()])
        if field.unit == UNIT.DAY:
            return _days(values)
        if field.unit == UNIT.NS:
            return values.astype("datetime64[ns]")
        convert = units.decoder(field)
        if field.unit == UNIT.KEY and self.names is not None:
            convert = self.names.text
        if convert is None:
            return values
        if convert is bool:
            return values.astype(bool)
        # Few different values, many rows: convert each once.
        known, places = numpy.unique(values, return_inverse=True)
        return _objects([convert(one) for one in known.tolist()])[places]

    def write(self, format="json", sink=None, **options):  # pylint: disable=redefined-builtin
        """As JSON, CSV, Markdown, ASCII, HTML or plain text; the options are those of Writer."""
        from . import Writer
        if self.names is not None:
            options.setdefault("resolver", self.names)
        with Writer(self.shape, format=format, sink=sink, **options) as writer:
            writer.rows(self)
            return writer.end()

    # --- Arrow ---

    def __arrow_c_array__(self, requested_schema=None):
        from .arrow import arrow_export
        return arrow_export(self)

    def __arrow_c_stream__(self, requested_schema=None):
        from .arrow import arrow_export_stream
        return arrow_export_stream(self)


def _objects(values):
    import numpy
    made = numpy.empty(len(values), dtype=object)
    made[:] = values
    return made


def _days(values):
    import numpy
    if len(values) and (values.min() < -NAT_DAYS or values.max() > NAT_DAYS):
        return _objects([units.to_day(one) for one in values.tolist()])
    return values.astype("datetime64[D]").astype("datetime64[ns]")
