"""Structs of the library from keywords and dictionaries, by their shapes."""
from . import columns, units
from .callbacks import Callback
from .native import address, ffi
from .rows import record
from .shapes import TYPE, UNIT, Shape


class Filled:
    """A struct in memory, and what it points to; keep it until the call returned."""
    __slots__ = ("pointer", "keep", "callbacks")

    def __init__(self, pointer):
        self.pointer, self.keep, self.callbacks = pointer, [], []


LEAVES = ("revops_ratio", "revops_column")  # one field of a shape each
_paths = {}


def paths(ctype):
    """The way to each member by its offset, {offset: (names, type)}: the shape lists them flat."""
    if ctype not in _paths:
        _paths[ctype] = dict(_members(ffi.typeof(ctype), 0, ()))
    return _paths[ctype]


def _members(type_, at, prefix):
    for name, member in type_.fields:
        inner = member.type
        if inner.kind == "struct" and inner.cname.replace("struct ", "") not in LEAVES:
            yield from _members(inner, at + member.offset, (*prefix, name))
        else:
            yield at + member.offset, ((*prefix, name), inner)


def flat(shape, given):
    """Keywords of nested structs in one row: {"fx": {"pivot": "EUR"}} is {"pivot": "EUR"}."""
    for name, value in given.items():
        if name in shape.by_name:
            yield name, value
        elif isinstance(value, dict):
            yield from flat(shape, value)
        elif f"{name}_num" in shape.by_name and value is not None:  # share="70%"
            numerator, denominator, _ = units.ratio(shape.by_name[f"{name}_num"], value)
            yield from ((f"{name}_num", numerator), (f"{name}_den", denominator))
        else:
            yield name, value


def fill(shape, given, keys=units.key):
    """A struct of a shape from its fields by name; what is not named is zero, which is the default."""
    filled = Filled(ffi.new(f"{shape.ctype} *"))
    ways = paths(shape.ctype)
    if shape.fields and shape.fields[0].unit == UNIT.SIZE:
        filled.pointer.struct_size = ffi.sizeof(shape.ctype)
    if hasattr(given, "_asdict"):
        given = given._asdict()
    elif hasattr(given, "dtype") and getattr(given.dtype, "names", None):
        given = {name: given[name].item() for name in given.dtype.names}
    for name, value in flat(shape, given):
        field = shape.by_name.get(name)
        if field is None:
            raise TypeError(f"{shape.name} has no {name}; it has {', '.join(shape.by_name)}")
        if value is not None:
            way, type_ = ways[field.offset]
            put(filled, way, type_, shape, field, value, keys)
    return filled


def put(filled, way, type_, shape, field, value, keys):
    target = filled.pointer
    for name in way[:-1]:
        target = getattr(target, name)
    name = way[-1]
    if field.type == TYPE.COLUMN:
        made = columns.column(field, value, keys)
        made.pack_into(ffi.buffer(ffi.addressof(target, name)), 0)
        filled.keep.append(made)
        set_count(filled, shape, field, made.count)
    elif field.type == TYPE.RATIO:
        ratio = getattr(target, name)
        ratio.numerator, ratio.denominator, ratio.status = ratio_numbers(field, value)
    elif field.type == TYPE.BYTES:
        data = value.encode("utf-8") if isinstance(value, str) else bytes(value)
        if len(data) > field.length:
            units.refuse(field, f"at most {field.length} bytes", value)
        ffi.memmove(ffi.addressof(target, name), data, len(data))
    elif field.type == TYPE.POINTER:
        setattr(target, name, pointed(filled, type_, shape, field, value, keys))
    else:
        store(target, name, field, units.encode(field, value, keys))


def store(target, name, field, number):
    try:
        setattr(target, name, number)
    except OverflowError:
        units.refuse(field, "a number that fits", number)


def ratio_numbers(field, value):
    if hasattr(value, "keys"):
        return value["numerator"], value["denominator"], value.get("status", 0)
    if isinstance(value, tuple):  # an item of a numpy record
        return value[:3]
    return units.ratio(field, value)


def set_count(filled, shape, field, count):
    """bounds has bound_count, defs has def_count, a text has its _size."""
    for name in (f"{field.name.rstrip('s')}_count", f"{field.name}_count", f"{field.name}_size"):
        counter = shape.by_name.get(name)
        if counter is not None:
            way, _ = paths(shape.ctype)[counter.offset]
            target = filled.pointer
            for part in way[:-1]:
                target = getattr(target, part)
            setattr(target, way[-1], count or 0)


def pointed(filled, type_, shape, field, value, keys):
    """What a pointer of a struct points to."""
    if type_.kind == "function":
        return callback(filled, shape, field, value)
    if hasattr(value, "_pointer"):  # a handle
        filled.keep.append(value)
        return ffi.cast(type_, value._pointer)
    inner = type_.item.cname.replace("struct ", "")
    if isinstance(value, (str, bytes)) and inner in ("char", "void", "uint8_t"):
        data = value.encode("utf-8") if isinstance(value, str) else value
        made = ffi.new("char[]", data)
        set_count(filled, shape, field, len(data))
    elif isinstance(value, dict) and inner.startswith("revops_") and len(type_.item.fields) == 2:
        made = structs(filled, shape, field, inner, pairs(inner, value), keys)
    elif inner.startswith("revops_") and Shape.find(inner[7:]).fields[0].unit == UNIT.SIZE:
        nested = fill(Shape.find(inner[7:]), value, keys)
        filled.keep.append(nested)
        made = nested.pointer
    elif inner.startswith("revops_"):
        made = structs(filled, shape, field, inner, list(value), keys)
    else:
        made = ffi.new(f"{inner}[]", [numbered(shape, field, one, keys) for one in value])
        set_count(filled, shape, field, len(made))
    filled.keep.append(made)
    return ffi.cast(type_, made)


def numbered(shape, field, value, keys):
    """A number of a list; texts by the words or unit of the field."""
    return units.encode(field, value, keys) if shape else value


def pairs(inner, value):
    """{code: exponent} as records of two fields."""
    first, second = Shape.find(inner[7:]).by_name
    return [{first: key, second: other} for key, other in value.items()]


def structs(filled, shape, field, inner, values, keys):
    made = ffi.new(f"{inner}[]", len(values))
    for place, one in enumerate(values):
        nested = fill(Shape.find(inner[7:]), one, keys)
        filled.keep.append(nested)
        made[place] = nested.pointer[0]
    set_count(filled, shape, field, len(values))
    return made


def callback(filled, shape, field, value):
    """A callable, or Names, which the library asks without a way through Python."""
    way, _ = paths(shape.ctype)[field.offset]
    user = f"{way[-1]}_user"
    if hasattr(value, "resolve") and hasattr(value, "_pointer"):
        setattr(filled.pointer, user, value._pointer)
        filled.keep.append(value)
        return address("revops_names_resolve")
    made = Callback(way[-1], value)
    setattr(filled.pointer, user, made.user)
    filled.callbacks.append(made)
    return made.pointer


def unpacked(shape, pointer, names=None):
    """A record of what lies at a pointer."""
    return record(shape, ffi.buffer(pointer, ffi.sizeof(shape.ctype)), names)


def packed(shape, records, keys=units.key):
    """Records side by side: (memory, what it points to)."""
    made = [fill(shape, one, keys) for one in records]
    return bytearray(b"".join(bytes(ffi.buffer(one.pointer, shape.size)) for one in made)), made
