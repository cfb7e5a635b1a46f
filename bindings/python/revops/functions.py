"""Every function of the headers that is no part of the catalogue, by the roles of its parameters.

What goes in are the arguments, in the order of C; sizes and counts follow from them. Options are a
dictionary in their place or keywords. What comes out is the result, several as a tuple; an output
that C lets be NULL is left out unless it is asked for by keyword: remainder_minor=True.
"""
from array import array

from . import columns, units
from ._generated import CONSTANTS, FUNCTIONS
from .callbacks import MORE, Callback, Source, host
from .errors import BY_STATUS, check
from .native import ffi, function, text
from .rows import Rows
from .shapes import TYPE, UNIT, Argument, Field, Kind, Shape
from .structs import fill, packed, unpacked

CAPACITY = CONSTANTS["E_CAPACITY"]
HOST_OPTIONS = ("progress", "max_bytes", "max_rows")
LETTERS = {"int64_t": "q", "uint64_t": "Q", "int32_t": "i", "uint32_t": "I", "uint8_t": "B",
           "size_t": "N", "double": "d"}
ELEMENT = {TYPE.INT8: "b", TYPE.INT16: "h", TYPE.INT32: "i", TYPE.INT64: "q", TYPE.UINT8: "B",
           TYPE.UINT16: "H", TYPE.UINT32: "I", TYPE.UINT64: "Q", TYPE.DOUBLE: "d"}
_POINTED = {"revops_shape": Shape.of, "revops_handle_kind": lambda one: Kind(one) if one else None,
            "revops_field": lambda one: Field(one) if one else None, "char": text}
_RECORDS = {"revops_shape": lambda value: Shape.take(value).pointer}


class Param:
    """A parameter as the manifest describes it."""
    __slots__ = ("name", "type", "plain", "role", "count", "optional", "argument", "records")

    def __init__(self, name, type_, role, count, extra):
        self.name, self.type, self.role, self.count = name, type_, role, count
        self.plain = type_.replace("const ", "").replace("struct ", "").split("*")[0].split("[")[0]
        self.plain = self.plain.strip()
        self.optional = extra.get("optional", False)
        self.records = extra.get("records")
        words = {key[len(extra["words"]):].lower(): value for key, value in CONSTANTS.items()
                 if key.startswith(extra["words"])} if "words" in extra else None
        unit = getattr(UNIT, extra["unit"].upper()) if "unit" in extra else UNIT.NONE
        self.argument = Argument(name, TYPE.DOUBLE if type_ == "double" else TYPE.INT64,
                                 UNIT.FLAG if words and extra.get("mask") else unit, words)


class Function:
    """A function of the library, or a method when its first parameter is a handle."""

    def __init__(self, path, method=False):
        self.path, self.method = path, method
        self.c_name, self.returns, self.about, params = FUNCTIONS[path]
        self.__name__ = self.__qualname__ = path.rpartition(".")[2]
        self.__module__ = "revops"
        self._raw, self._params, self._call = params, None, None

    @property
    def params(self):
        if self._params is None:
            self._params = [Param(*one) for one in self._raw]
        return self._params

    @property
    def __doc__(self):
        return self.about

    @property
    def inputs(self):
        """The parameters that a caller gives."""
        tied = {one.count for one in self.params if one.role in ("text", "in_array")}
        skip = tied | {"row_size", "capacity"} | ({"first"} if self.gives_rows else set())
        return [one for place, one in enumerate(self.params)
                if one.role in ("in", "in_array", "text", "options", "inout", "callback", "handle",
                                "size")
                and one.name not in skip and one.plain != "revops_host"
                and not (self.method and place == 0)]

    @property
    def gives_rows(self):
        return any(one.name == "row_size" for one in self.params) and any(
            one.count == "capacity" for one in self.params)

    @property
    def __signature__(self):
        import inspect
        kinds = inspect.Parameter
        made = [kinds("self", kinds.POSITIONAL_ONLY)] if self.method else []
        late = False
        for one in self.inputs:
            late = late or one.role in ("options", "callback") or one.name == "mode"
            made.append(kinds(one.name, kinds.POSITIONAL_OR_KEYWORD,
                              default=None if late else kinds.empty))
        if any(one.role == "options" for one in self.params):
            made.append(kinds("choices", kinds.VAR_KEYWORD))
        return inspect.Signature(made)

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return Bound(self, instance)

    def __repr__(self):
        return f"<function revops.{self.path}>"

    def __call__(self, *arguments, **keywords):
        if not self.method:
            return Call(self, None, arguments, keywords).result()
        return Call(self, arguments[0], arguments[1:], keywords).result()

    @property
    def call(self):
        if self._call is None:
            self._call = function(self.c_name)
        return self._call


class Bound:
    """A method of one handle."""
    __slots__ = ("function", "owner")

    def __init__(self, function_, owner):
        self.function, self.owner = function_, owner

    def __call__(self, *arguments, **keywords):
        return Call(self.function, self.owner, arguments, keywords).result()

    def __getattr__(self, name):
        return getattr(self.function, name)


class Call:
    """One call: binds arguments to parameters, makes room for outputs, reads them."""

    def __init__(self, function_, owner, arguments, keywords):
        self.function, self.owner = function_, owner
        self.values, self.counts, self.keep = {}, {}, []
        self.callbacks = list(owner._callbacks) if owner is not None and owner._pointer else []
        self.host, self.others, self.collected = None, [], None
        self.outs = [one for one in function_.params if one.role in ("out", "out_array", "inout")
                     and one.name != "written" and not (one.name == "batch" and one.plain == "void")]
        self.wanted = [one for one in self.outs
                       if not one.optional or keywords.pop(one.name, False)] or self.outs
        self.bind(function_.inputs, list(arguments), keywords)

    # --- in ---

    def bind(self, inputs, arguments, keywords):
        if len(arguments) > len(inputs):
            raise TypeError(f"{self.function.path} takes {len(inputs)} arguments "
                            f"({', '.join(one.name for one in inputs)}), got {len(arguments)}")
        if any(one.plain == "revops_host" for one in self.function.params):
            given = {name: keywords.pop(name) for name in HOST_OPTIONS if name in keywords}
            self.host, callbacks = host(**given)
            self.callbacks += callbacks
        given = dict(zip((one.name for one in inputs), arguments))
        for one in inputs:
            if one.name in keywords and one.role != "inout":
                if one.name in given:
                    raise TypeError(f"{self.function.path}: {one.name} is given twice")
                given[one.name] = keywords.pop(one.name)
        for one in inputs:
            if one.role == "options":
                shape = Shape.find(one.plain[7:])
                mine = {name: keywords.pop(name) for name in list(keywords)
                        if name in shape.by_name or isinstance(keywords[name], dict)}
                if mine:
                    base = given.get(one.name) or {}
                    base = base._asdict() if hasattr(base, "_asdict") else base
                    given[one.name] = {**base, **mine}
        if keywords:
            raise TypeError(f"{self.function.path} has no {', '.join(keywords)}")
        for one in inputs:
            if one.name in given:
                self.values[one.name] = self.convert(one, given[one.name])
            elif one.plain == "revops_sink":
                self.values[one.name] = self.collector(one)
            elif one.role in ("options", "callback"):
                self.values[one.name] = ffi.NULL
            elif one.role == "size":
                continue
            elif one.argument.words:
                self.values[one.name] = 0
            else:
                raise TypeError(f"{self.function.path}: {one.name} is missing")

    def keys(self, value):
        return self.owner._key(value) if hasattr(self.owner, "_key") else units.key(value)

    def convert(self, one, value):
        role = one.role
        if role == "callback":
            return self.callback(one, value)
        if role == "handle":
            self.others.append(value)
            return value
        if role == "text":
            return self.text(one, value)
        if role == "in_array":
            return self.array(one, value)
        if role == "size":
            self.counts[one.name] = value
            return value
        if one.plain == "revops_ratio":
            numbers = units.ratio(one.argument, value)
            return ffi.new("revops_ratio *", (*numbers, 0))[0]
        if "*" not in one.type:
            return self.number(one, value)
        if value is None:
            return ffi.NULL
        return self.struct(one, value)

    @staticmethod
    def number(one, value):
        if one.argument.words and not isinstance(value, (str, int)):
            return units.mask(one.argument, value)
        return units.encode(one.argument, value)

    def text(self, one, value):
        data = value.encode("utf-8") if isinstance(value, str) else bytes(value)
        if one.count:
            self.counts[one.count] = len(data)
        elif b"\0" in data:
            raise ValueError(f"{one.name}: a text with NUL")
        made = ffi.new("char[]", data)
        self.keep.append(made)
        return made

    def array(self, one, value):
        if one.plain == "void":
            if isinstance(value, Rows):
                self.counts["row_size"] = value.shape.size
                self.counts[one.count] = len(value)
                value = value.memory
            made = ffi.from_buffer(value)
            self.counts.setdefault(one.count, len(made))
        elif one.plain == "revops_ratio":
            made = ffi.new("revops_ratio[]", [(*units.ratio(one.argument, item), 0) for item in value])
            self.counts[one.count] = len(made)
        elif one.plain.startswith("revops_"):
            memory, filled = packed(Shape.find(one.plain[7:]), value, self.keys)
            self.counts[one.count] = len(filled)
            self.keep += [memory, filled]
            made = ffi.cast(f"{one.plain} *", ffi.from_buffer(memory))
        else:
            numbers = list(value)
            if one.name == "weights" and not all(isinstance(item, int) for item in numbers):
                numbers = RATIO_WEIGHTS(numbers)  # shares: "70%", Fraction(7, 10)
            numbers = [units.encode(one.argument, item) for item in numbers]
            try:
                made = ffi.new(f"{one.plain}[]", numbers)
            except OverflowError:
                units.refuse(one.argument, "integers of 64 bits", max(numbers, key=abs))
            self.counts[one.count] = len(made)
        self.keep.append(made)
        return made

    def struct(self, one, value):
        if one.plain in _RECORDS:
            return _RECORDS[one.plain](value)
        if one.plain == "revops_text_column":
            from .names import text_column
            made, self.counts["count"], keep = text_column(value)
            self.keep += [made, keep]
            return made
        if one.plain == "revops_column":
            return self.column(value)
        shape = Shape.find(one.plain[7:])
        if shape.kind == CONSTANTS["SHAPE_BATCH"]:
            made = value if isinstance(value, columns.Batch) else columns.Batch(shape, value, self.keys)
            self.counts[f"{one.name}->count"] = made.count
            self.keep.append(made)
            return ffi.cast(f"{one.plain} *", made.pointer)
        made = fill(shape, value, self.keys)
        self.keep.append(made)
        self.callbacks += made.callbacks
        return made.pointer

    def column(self, value):
        """A column without a field: its own numbers say what it is."""
        kind = getattr(getattr(value, "dtype", None), "kind", "")
        made = columns.column(Argument("column", TYPE.DOUBLE if kind == "f" else TYPE.INT64,
                                       UNIT.FLAG), value)
        pointer = ffi.new("revops_column *")
        made.pack_into(ffi.buffer(pointer), 0)
        self.counts.setdefault("count", made.count or 0)
        self.keep += [made, pointer]
        return pointer

    def callback(self, one, value):
        shape = Shape.find(one.records[7:]) if one.records else None
        names = getattr(self.owner, "names", None)
        if one.plain == "revops_source":
            made = Source(value, shape, self.keys)
        else:
            made = Callback(one.plain[7:], value, shape, names)
        self.callbacks.append(made)
        return made

    def collector(self, one):
        """Without a sink, what it would have got is the result."""
        self.collected = [], Shape.find(one.records[7:]) if one.records else None
        return self.callback(one, self.collected[0].append)

    # --- the call ---

    def result(self):
        if self.owner is None:
            return self.run(None)
        first = self.function.params[0]
        with self.owner._using(shared=first.type.startswith("const")) as pointer:
            return self.shared(list(self.others), pointer)

    def shared(self, others, pointer):
        """Hold the other handles while the call runs."""
        if not others:
            return self.run(pointer)
        with others.pop()._using(shared=True):
            return self.shared(others, pointer)

    def run(self, pointer, capacity=256):
        while True:
            err, room = ffi.new("revops_error *"), {}
            arguments, last = [], None
            for place, one in enumerate(self.function.params):
                if self.function.method and place == 0:
                    arguments.append(ffi.cast(one.type, pointer))
                elif one.role == "error":
                    arguments.append(err)
                elif one.role == "user":
                    arguments.append(last.user if isinstance(last, Callback) else ffi.NULL)
                elif one.role == "callback":
                    last = self.values[one.name]
                    arguments.append(last.pointer if isinstance(last, Callback) else last)
                else:
                    arguments.append(self.argument(one, room, capacity))
            answer = self.function.call(*arguments)
            status = answer
            if self.function.returns == "int32_t" and self.function.method and answer < 0:
                status = -answer  # a function that is itself a callback
            elif self.function.returns != "revops_status":
                status = 0
            if status == CAPACITY and "written" in room:
                capacity = room["written"][0] + 1
                continue
            if status and status != answer:
                raise BY_STATUS[status](f"{self.function.path} answered {answer}")
            check(status, err, self.callbacks)
            if self.function.gives_rows and room["written"][0] == capacity:
                capacity *= 8
                continue
            return self.read(answer, room)

    def argument(self, one, room, capacity):
        role = one.role
        if one.plain == "revops_host" and role == "options":
            return self.host
        if role == "handle":
            return self.values[one.name]._pointer
        if role == "out":
            made = room[one.name] = ffi.new("void **" if one.type.count("*") == 2
                                            else f"{one.plain} *")
            return ffi.cast(one.type, made) if one.type.count("*") == 2 else made
        if role == "out_array":
            made = room[one.name] = self.room(one, capacity)
            return ffi.from_buffer(made) if one.plain == "void" else ffi.cast(
                f"{one.plain} *", ffi.from_buffer(made))
        if role == "size":
            return {"capacity": capacity, "row_size": self.row_size()}.get(
                one.name, self.counts.get(one.name, 0))
        if one.name == "first" and self.function.gives_rows:
            return 0
        return self.values[one.name]

    def row_size(self):
        if "row_size" in self.counts or not self.function.gives_rows:
            return self.counts.get("row_size", 0)
        return self.rows_shape().size

    def rows_shape(self):
        return Shape.find(next(one.plain for one in self.outs if one.count == "capacity")[7:])

    def room(self, one, capacity):
        if one.count == "capacity":
            item = ffi.sizeof(one.plain) if one.plain.startswith("revops_") else 1
            return bytearray(max(1, capacity * (self.row_size() or item)))
        return bytearray(max(8, self.size(one) * self.item_size(one)))

    def size(self, one):
        """ "count", 32, "batch->count x count"."""
        total = 1
        for factor in str(one.count).split(" x "):
            total *= int(factor) if factor.isdigit() else self.counts.get(factor, 0)
        return total

    @staticmethod
    def item_size(one):
        return 8 if one.plain == "void" else ffi.sizeof(one.plain)

    # --- out ---

    def read(self, answer, room):
        if self.function.gives_rows:
            memory = room[next(one.name for one in self.outs if one.count == "capacity")]
            return Rows(self.rows_shape(), memory, room["written"][0])
        if self.collected:
            blocks, shape = self.collected
            if shape is None:
                return b"".join(blocks)
            return Rows(shape, b"".join(block.memory for block in blocks), sum(map(len, blocks)))
        results = [self.out(one, room) for one in self.wanted]
        if not results and self.function.returns not in ("revops_status", "void"):
            return self.returned(answer)
        return None if not results else results[0] if len(results) == 1 else tuple(results)

    def returned(self, answer):
        plain = self.function.returns.replace("const ", "").rstrip(" *")
        if self.function.returns.endswith("*"):
            return _POINTED[plain](answer)
        if plain.startswith("revops_"):
            return unpacked(Shape.find(plain[7:]), ffi.new(f"{plain} *", answer))
        return answer

    def out(self, one, room):
        if one.role == "inout":
            return unpacked(Shape.find(one.plain[7:]), self.values[one.name])
        value = room[one.name]
        if one.type.count("*") == 2:
            return value[0]
        if one.role == "out":
            if one.plain == "revops_ratio":
                return units.to_ratio(value.numerator, value.denominator, value.status)
            if one.plain.startswith("revops_"):
                return unpacked(Shape.find(one.plain[7:]), value)
            return value[0]
        if one.count == "capacity" and one.plain.startswith("revops_"):
            return list(Rows(Shape.find(one.plain[7:]), value, room["written"][0]))
        if one.count == "capacity":
            data = bytes(memoryview(value)[:room["written"][0]])
            return data.decode("utf-8") if one.plain == "char" else data
        if isinstance(one.count, int):
            return bytes(value[:one.count])
        return self.numbers(one, value)

    def numbers(self, one, value):
        """What came of a list is a list; what came of a batch is memory that numpy reads."""
        letter = LETTERS.get(one.plain) or ELEMENT[self.values["type"]]
        size = self.size(one)
        view = memoryview(value)[:size * array(letter).itemsize].cast(letter)
        if "batch" not in one.count:
            return view.tolist()
        if " x " in one.count and size:
            return view.cast("B").cast(letter, (self.counts["batch->count"], self.counts["count"]))
        return view


def RATIO_WEIGHTS(shares):  # pylint: disable=invalid-name
    """Integer weights of shares."""
    return Function("ratio_weights")(shares)


def created(path, arguments, keywords):
    """Make a handle outside the catalogue: (pointer, callbacks, what has to stay alive)."""
    call = Call(Function(path), None, arguments, keywords)
    return call.result(), call.callbacks, call.keep


def define(target, prefix="", method=False, skip=()):
    """Put the functions of the module, or the methods of a class, where they are not written by hand."""
    for path, (_, _, _, params) in FUNCTIONS.items():
        owner, _, name = path.rpartition(".")
        if owner != prefix or name in skip or hasattr(target, name) or name[:1].isupper():
            continue
        setattr(target, name, Function(path, method and params[0][2] == "handle"))


__all__ = ["Function", "created", "define", "MORE"]
