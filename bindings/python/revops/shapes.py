"""Shapes and the catalogue, as the library tells them at run time."""
from ._generated import CONSTANTS
from .native import bind, ffi, function, text


class _Words:
    """Numbers of one family of constants as attributes: UNIT.DAY."""

    def __init__(self, prefix):
        for name, value in CONSTANTS.items():
            if name.startswith(prefix):
                setattr(self, name[len(prefix):], value)


UNIT, TYPE = _Words("UNIT_"), _Words("TYPE_")
HIDDEN = (UNIT.SIZE, UNIT.RESERVED)
REQUIRED = CONSTANTS["FIELD_REQUIRED"]

_count = function("revops_shape_count")
_at = function("revops_shape_at")
_find = function("revops_shape_find")
_field = function("revops_shape_field")


class Field:
    """One field of a struct: name, about, type, unit, offset, length, words."""
    __slots__ = ("name", "about", "type", "unit", "offset", "length", "flags", "column_type",
                 "order", "words", "texts", "number_type")

    def __init__(self, pointer):
        self.name, self.about = text(pointer.name), text(pointer.about)
        self.type, self.unit, self.column_type = pointer.type, pointer.unit, pointer.column_type
        self.offset, self.length = pointer.offset, pointer.length
        self.flags, self.order = pointer.flags, pointer.order
        self.words = {text(pointer.words[i].name): pointer.words[i].value
                      for i in range(pointer.word_count)}
        self.texts = {value: name for name, value in self.words.items()}
        self.number_type = self.column_type or self.type

    @property
    def required(self):
        return bool(self.flags & REQUIRED)

    def __repr__(self):
        return f"<field {self.name}: {self.about}>"


class Argument(Field):
    """A parameter of a function, where a field is asked for."""
    __slots__ = ()

    def __init__(self, name, type_, unit=UNIT.NONE, words=None):  # pylint: disable=W0231
        self.name, self.about, self.type, self.unit = name, "", type_, unit
        self.column_type = self.offset = self.flags = self.order = 0
        self.length, self.words, self.number_type = 1, words or {}, type_
        self.texts = {}


class Shape:
    """One struct of the library: name, about, size and fields."""
    _known = {}

    def __init__(self, pointer):
        self.pointer = pointer
        self.name, self.about = text(pointer.name), text(pointer.about)
        self.size, self.kind = pointer.size, pointer.kind
        self.fields = [Field(_field(pointer, i)) for i in range(pointer.field_count)]
        self.by_name = {field.name: field for field in self.fields if field.unit not in HIDDEN}
        self.shown = list(self.by_name.values())
        self.codec = None  # made by rows.py

    @classmethod
    def of(cls, pointer):
        """The shape behind a pointer of the library, or None."""
        if not pointer:
            return None
        key = int(ffi.cast("uintptr_t", pointer))
        if key not in cls._known:
            cls._known[key] = cls(pointer)
        return cls._known[key]

    @classmethod
    def find(cls, name):
        return cls.of(_find(name.encode()))

    @classmethod
    def take(cls, value):
        """A shape, or the name of one."""
        shape = value if isinstance(value, cls) else cls.find(str(value))
        if shape is None:
            raise LookupError(f"there is no shape {value}")
        return shape

    @classmethod
    def all(cls):
        return [cls.of(_at(i)) for i in range(_count())]

    @property
    def ctype(self):
        return f"revops_{self.name}"

    def __repr__(self):
        return f"<shape {self.name}: {', '.join(self.by_name)}>"


class _Entry:
    """A part of the catalogue; its shapes are read when somebody asks."""

    def __init__(self, pointer):
        self.pointer = pointer
        self.name, self.about = text(pointer.name), text(pointer.about)

    def __repr__(self):
        return f"<{type(self).__name__.lower()} {self.name}: {self.about}>"


class Feed(_Entry):
    """One way rows come in."""

    def __init__(self, kind, place, pointer):
        super().__init__(pointer)
        for verb in ("add", "remove", "read"):
            call = getattr(pointer, verb)
            name = verb if place == 0 else f"{verb}_{self.name}"
            setattr(self, verb, bind(f"revops_{kind}_{name}", call) if call else None)

    @property
    def batch(self):
        return Shape.of(self.pointer.batch)


class Report(_Entry):
    """One way rows go out."""

    def __init__(self, kind, pointer):
        super().__init__(pointer)
        self.rows = bind(f"revops_{kind}_{self.name}", pointer.rows)

    @property
    def query(self):
        return Shape.of(self.pointer.query)

    @property
    def row(self):
        return Shape.of(self.pointer.row)


class Kind(_Entry):
    """One kind of handle."""

    def __init__(self, pointer):
        super().__init__(pointer)
        for verb in ("create", "destroy", "merge", "save", "load", "compute"):
            call = getattr(pointer, verb)
            setattr(self, verb, bind(f"revops_{self.name}_{verb}", call) if call else None)
        self.feeds = {}
        for place, one in enumerate(self._steps("feed")):
            feed = Feed(self.name, place, one)
            self.feeds[feed.name] = feed
        self.reports = {}
        for one in self._steps("report"):
            report = Report(self.name, one)
            self.reports[report.name] = report

    def _steps(self, what):
        """Entries grow in later versions, so they are stepped through by their size."""
        first = ffi.cast("const char *", getattr(self.pointer, f"{what}s"))
        size = getattr(self.pointer, f"{what}_size")
        for i in range(getattr(self.pointer, f"{what}_count")):
            yield ffi.cast(f"const revops_{what} *", first + i * size)

    @property
    def options(self):
        return Shape.of(self.pointer.options)

    @property
    def state(self):
        """Four capitals, or None for a kind without a state."""
        return text(self.pointer.state) or None


def catalogue():
    """All kinds of handles, by name."""
    at = function("revops_catalog_at")
    return {kind.name: kind for kind in
            (Kind(at(i)) for i in range(function("revops_catalog_count")()))}
