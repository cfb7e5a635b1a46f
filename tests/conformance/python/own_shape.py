"""A record that is none of the library's: a host may describe rows of its own to the writer."""
import numpy
import revops
from revops import units
from revops.native import ffi
from revops.rows import dtype
from revops.shapes import TYPE, UNIT
from values import integer

# How each unit of a case lies in memory.
KINDS = {"minor": (TYPE.INT64, UNIT.MINOR), "count": (TYPE.UINT64, UNIT.COUNT),
         "int": (TYPE.INT64, UNIT.NONE), "key": (TYPE.UINT64, UNIT.KEY),
         "currency": (TYPE.UINT32, UNIT.CURRENCY), "day": (TYPE.INT32, UNIT.DAY),
         "month": (TYPE.INT32, UNIT.MONTH), "ratio": (TYPE.RATIO, UNIT.RATIO),
         "double": (TYPE.DOUBLE, UNIT.NONE), "flag": (TYPE.INT32, UNIT.FLAG)}


class OwnShape:
    def __init__(self, fields):
        self.keep = []
        described, size = ffi.new("revops_field[]", len(fields)), 0
        for field, given in zip(described, fields):
            field.name, field.about, field.length = self.text(given["name"]), self.text(""), 1
            field.type, field.unit = KINDS[given["unit"]]
            field.offset = size
            size += 24 if field.type == TYPE.RATIO else 8
        shape = ffi.new("revops_shape *", {
            "name": self.text("conformance_row"), "about": self.text(""), "fields": described,
            "field_count": len(fields), "field_size": ffi.sizeof("revops_field"), "size": size,
            "kind": revops.SHAPE_RECORD})
        self.keep += [described, shape]
        self.shape = revops.Shape(shape)

    def text(self, value):
        self.keep.append(ffi.new("char[]", value.encode("utf-8")))
        return self.keep[-1]

    def records(self, given, names):
        """Rows of a case as the memory that the writer reads. A ratio that is not there is undefined."""
        made = numpy.zeros(len(given), dtype(self.shape))
        for row, values in zip(made, given):
            for field in self.shape.shown:
                value = values.get(field.name)
                if field.type == TYPE.RATIO:
                    row[field.name] = (*units.ratio(field, value), 0)
                elif value is not None:
                    number = field.unit in (UNIT.MINOR, UNIT.COUNT, UNIT.NONE)
                    value = integer(value) if number and isinstance(value, str) else value
                    row[field.name] = units.encode(field, value, names.add)
        return made

    def written(self, records, step, options):
        """What a writer makes of the records, some at a time."""
        with revops.Writer(self.shape, **options) as writer:
            for first in range(0, len(records), max(step, 1)):
                writer.rows(records[first:first + max(step, 1)])
            return writer.end()
