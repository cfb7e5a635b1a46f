"""Type stubs of the package, made of the manifest: names, columns, queries and help for editors."""

HEAD = '''"""Made of bindings/manifest.json; do not edit."""
import datetime
from fractions import Fraction
from typing import Any, Callable, Iterable, Iterator, Optional, Sequence, Union

from . import errors as errors
from .errors import Error as Error

__version__: str
catalogue: dict[str, Kind]
Day = Union[datetime.date, str, int]
Key = Union[int, str]
Words = Union[str, int, Iterable[str]]
Column = Any


def copies() -> int: ...
def arrow_bind(shape: Union[Shape, str], data: Any) -> Any: ...
def arrow_export(rows: Rows, **options: Any) -> tuple[Any, Any]: ...
def arrow_export_stream(rows: Rows, **options: Any) -> Any: ...
def versions() -> dict[str, str]: ...


class Field:
    name: str
    about: str
    words: dict[str, int]


class Shape:
    name: str
    about: str
    fields: list[Field]


class Kind:
    name: str
    about: str


class Rows:
    shape: Shape
    array: Any
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __getitem__(self, item: Any) -> Any: ...
    def to_pandas(self, exact: bool = ...) -> Any: ...
    def write(self, format: str = ..., sink: Optional[Callable[[bytes], Any]] = ...,
              **options: Any) -> Optional[str]: ...


class Resource:
    closed: bool
    def close(self) -> None: ...
    def __enter__(self) -> Any: ...
    def __exit__(self, *error: Any) -> None: ...


class Handle(Resource):
    names: Optional[Names]
    def save(self) -> bytes: ...
    @classmethod
    def load(cls, state: bytes, *, names: Optional[Names] = ..., progress: Any = ...,
             max_bytes: int = ..., max_rows: int = ...) -> Any: ...
    def merge(self, other: Any) -> Any: ...


class Names(Resource):
    def __init__(self, *, progress: Any = ..., max_bytes: int = ..., max_rows: int = ...) -> None: ...
    @classmethod
    def load(cls, state: bytes, **limits: Any) -> Names: ...
    def save(self) -> bytes: ...
    def merge(self, other: Names) -> Names: ...
    def text(self, number: int) -> Union[str, int, None]: ...
    def __getitem__(self, number: int) -> str: ...
    def __len__(self) -> int: ...
#Names#


class Writer(Resource):
    shape: Shape
    def __init__(self, shape: Union[Shape, str], options: Any = ...,
                 sink: Optional[Callable[[bytes], Any]] = ..., **keywords: Any) -> None: ...
    def rows(self, rows: Any) -> Writer: ...
    def end(self) -> Optional[str]: ...


class ArrowReader(Resource):
    def __init__(self, data: Any, shape: Union[Shape, str], **options: Any) -> None: ...
    @classmethod
    def create_array(cls, data: Any, shape: Union[Shape, str], **options: Any) -> ArrowReader: ...
    def next(self) -> Any: ...
    def error(self) -> None: ...


'''
HAND = {"arrow_bind", "arrow_export", "arrow_export_stream"}
TYPES = {"day": "Day", "month": "Day", "ns": "Union[datetime.datetime, str, int]",
         "currency": "Union[str, int]", "key": "Key", "enum": "Union[str, int]", "flag": "Words",
         "ratio": "Union[Fraction, str, int, None]", "text": "str"}
SCALARS = {"const char *": "str", "void": "None", "double": "float"}


def stubs(manifest):
    shapes = {shape["name"]: shape for shape in manifest["catalogue"]["shapes"]}
    methods = {}
    for entry in manifest["functions"]:
        path = entry["python"][7:]
        if not entry["catalogue"] and path not in HAND:
            methods.setdefault(path.rpartition(".")[0], []).append(entry)
    names = [function(entry, "    ") for entry in methods["Names"]
             if entry["python"].rpartition(".")[2] not in ("close", "load", "merge", "save")]
    lines = [HEAD.replace("#Names#", "\n".join(names))]
    for kind in manifest["catalogue"]["kinds"]:
        lines += handle(kind, shapes, methods)
    for entry in methods.get("", []):
        if not entry["python"][7].isupper():
            lines += [function(entry), ""]
    for name in sorted(manifest["constants"]):
        value = manifest["constants"][name]
        lines.append(f"{name[7:]}: {type(value).__name__}")
    return "\n".join(lines) + "\n"


def class_name(name):
    return "".join(word.capitalize() for word in name.split("_"))


def handle(kind, shapes, methods):
    name, lines = class_name(kind["name"]), []
    for feed in kind["feeds"]:
        lines += door(f"{name}{class_name(feed['name'])}", feed, shapes[feed["batch"]], name)
    lines += [f"class {name}(Handle):", f'    """{kind["about"]}"""']
    options = keywords(shapes.get(kind["options"]))
    lines.append(f"    def __init__(self, *, names: Any = ..., progress: Any = ..., "
                 f"max_bytes: int = ..., max_rows: int = ...{options}) -> None: ...")
    for feed in kind["feeds"]:
        lines.append(f"    {feed['name']}: {name}{class_name(feed['name'])}")
    for report in kind["reports"]:
        query = keywords(shapes.get(report["query"]))
        star = ", *" if query else ""
        lines.append(f"    def {report['name']}(self{star}{query}) -> Rows:\n"
                     f'        """{report["about"]}"""')
    lines += [function(entry, "    ") for entry in methods.get(name, [])]
    return lines + ["", ""]


def keywords(shape):
    """The fields of options or a query, as keyword parameters."""
    if shape is None:
        return ""
    return "".join(f", {field['name']}: {TYPES.get(field['unit'], 'Any')} = ..."
                   for field in shape["fields"] if field["unit"] not in ("size", "reserved"))


def door(name, feed, batch, owner):
    columns = "".join(f", {field['name']}: Column = ..." for field in batch["fields"]
                      if field["type"] == "column")
    lines = [f"class {name}:", f'    """{feed["about"]}"""']
    for verb in ("add", "remove") if feed["remove"] else ("add",):
        lines.append(f"    def {verb}(self, frame: Any = ..., /, *, strict: bool = ..., "
                     f"count: int = ...{columns}) -> {owner}: ...")
    lines.append(f"    def read(self, batches: Any, *, strict: bool = ...) -> {owner}: ...")
    return lines + ["", ""]


def function(entry, indent=""):
    given, name = (["self"] if indent else []), entry["python"].rpartition(".")[2]
    tied = {one.get("count") for one in entry["params"] if one["role"] in ("text", "in_array")}
    rows = any(one["name"] == "row_size" for one in entry["params"])
    for place, one in enumerate(entry["params"]):
        skip = (one["name"] in tied | {"row_size", "capacity"} or (rows and one["name"] == "first")
                or one["role"] in ("out", "out_array", "user", "error") or (indent and place == 0)
                or one["type"] == "const revops_host *")
        if not skip:
            kind = {"int64_t": "Any", "text": "str"}.get(one["type"], "Any")
            otherwise = " = ..." if one["role"] in ("options", "callback", "size") else ""
            given.append(f"{one['name']}: {'str' if one['role'] == 'text' else kind}{otherwise}")
    seen, ordered = False, []
    for one in given:  # what follows a default needs one too
        seen = seen or "=" in one
        ordered.append(one if not seen or "=" in one else one + " = ...")
    returns = {"revops_status": "Any"}.get(entry["returns"], SCALARS.get(entry["returns"], "Any"))
    if any(one["role"] in ("out", "out_array") for one in entry["params"]):
        returns = "Any"
    return (f"{indent}def {name}({', '.join([*ordered, '**options: Any'])}) -> {returns}:\n"
            f'{indent}    """{entry["about"]}"""')
