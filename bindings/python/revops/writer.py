"""The library's writers of rows."""
from .functions import Function, created
from .handles import Resource
from .native import function
from .rows import Rows
from .shapes import Shape


class Writer(Resource):
    """Rows of a shape as text: JSON, CSV, Markdown, ASCII, HTML or plain.

    The text goes to sink in blocks of bytes; without a sink end() gives all of it.
    """
    def __init__(self, shape, options=None, sink=None, **keywords):
        self.shape = Shape.take(shape)
        self._blocks = [] if sink is None else None
        fields = keywords.get("fields")
        if fields is not None:
            places = {field.name: place for place, field in enumerate(self.shape.fields)}
            keywords["fields"] = [places[one] if isinstance(one, str) else one for one in fields]
        pointer, callbacks, self._keep = created(
            "Writer", (self.shape, options, sink or self._collect), keywords)
        self._own(pointer, _DESTROY, callbacks)

    def _collect(self, block):
        self._blocks.append(block)

    def rows(self, rows):
        """Write rows: Rows of this shape, a numpy array of its dtype, or records."""
        if hasattr(rows, "dtype"):
            rows = Rows(self.shape, memoryview(rows).cast("B"), len(rows))
        elif not isinstance(rows, Rows):
            rows = Rows.of(self.shape, rows)
        self._write(rows)
        return self

    def end(self):
        """Write totals and foot. Without a sink: the text."""
        self._end()
        return None if self._blocks is None else b"".join(self._blocks).decode("utf-8")


_DESTROY = function("revops_writer_destroy")
Writer._write = Function("Writer.rows", method=True)
Writer._end = Function("Writer.end", method=True)
