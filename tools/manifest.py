#!/usr/bin/python3
"""The manifest: every public function, struct, callback and constant, made from the headers.

    manifest.py json [--library FILE]   bindings/manifest.json; the catalogue is read from FILE
    manifest.py cdef                    declarations for cffi
    manifest.py symbols MANIFEST        docs/symbols.md: each function with its names everywhere

The headers are parsed by pycparser after `gcc -E`; what a declaration means stands in the comment
above it. A parameter's role follows from its type, its place (CRAFT.md section 3) and its name; a
function whose roles cannot be told is a mistake of its header and ends this program.
"""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from pycparser import c_ast, c_generator, c_parser

from catalogue import catalogue_of

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include"
C = c_generator.CGenerator()

# Names that the rule of name_of does not give.
OVERRIDES = {
    "revops_arrow_next": ("ArrowReader.next", "ArrowReader#next"),
    "revops_arrow_reader_create_array": ("ArrowReader.create_array", "ArrowReader.create_array"),
}


class HeaderMistake(Exception):
    pass


# --- the headers ---


def preprocess(*options):
    command = ["gcc", "-E", "-nostdinc", "-I", ROOT / "tools/fake_headers", "-I", INCLUDE,
               "-DREVOPS_STATIC", "-D__attribute__(x)=", *options, INCLUDE / "revops.h"]
    return subprocess.run(list(map(str, command)), check=True, text=True,
                          capture_output=True).stdout


def declarations():
    """What the public headers declare, without the typedefs of the standard."""
    tree = c_parser.CParser().parse(preprocess("-P"))
    return [node for node in tree.ext
            if not (isinstance(node, c_ast.Typedef) and node.name.endswith(("size_t", "int8_t",
                    "int16_t", "int32_t", "int64_t")))]


def type_text(node):
    """A type as C writes it, without the name that has it: "const char *", "uint8_t [32]"."""
    inner = node.type
    if isinstance(node, c_ast.TypeDecl):
        names = getattr(inner, "names", None) or ["struct", inner.name]
        return " ".join([*node.quals, *names])
    if isinstance(node, c_ast.ArrayDecl):
        return f"{type_text(inner)} [{C.visit(node.dim)}]"
    if isinstance(node, c_ast.PtrDecl) and isinstance(inner, c_ast.FuncDecl):
        arguments = ", ".join(type_text(one) for one in inner.args.params)
        return f"{type_text(inner.type)} (*)({arguments})"
    if isinstance(node, c_ast.PtrDecl):
        text = type_text(inner)
        return text + ("*" if text.endswith("*") else " *")
    return type_text(inner)


class Comments:
    """The comment above each declaration, by the name that is declared."""

    BLOCK = re.compile(r"/\*\*(?!<)((?:(?!\*/).)*)\*/\s*([^;{/#]*?[;{])", re.S)

    def __init__(self):
        self.text, self.header = {}, {}
        for path in sorted((INCLUDE / "revops").glob("*.h")):
            text = path.read_text(encoding="utf-8")
            for comment, declaration in self.BLOCK.findall(text):
                name = (re.search(r"\(\*(\w+)\)", declaration)
                        or re.search(r"\b(revops_\w+)\s*\(", declaration)
                        or re.search(r"struct\s+(\w+)", declaration))
                if name:
                    lines = (re.sub(r"^\s*\*?\s*", "", line) for line in comment.splitlines())
                    self.text.setdefault(name[1], "\n".join(lines).strip())
            for name in re.findall(r"\b(revops_\w+)\b", text):
                self.header.setdefault(name, set()).add(f"revops/{path.name}")

    def about(self, name):
        """The first sentence."""
        head = re.split(r"\n\s*\n|\n@|^@", self.text.get(name, ""))[0]
        head = re.sub(r"@p ", "", re.sub(r"\s+", " ", head)).strip()
        return re.split(r"(?<=[.:?]) (?=[A-Z])", head)[0]

    def tag(self, name, tag):
        """The words behind @return or @since."""
        found = re.search(rf"^@{tag}\s+(.*?)(?=^@|\Z)", self.text.get(name, ""), re.S | re.M)
        return re.sub(r"\s+", " ", found[1]).strip() if found else ""

    def param(self, name, param, seen=()):
        """What a function says of a parameter, also when it points at another function."""
        for names, words in re.findall(r"^@param\s+([\w,]+)\s+(.*?)(?=^@|\Z)",
                                       self.text.get(name, ""), re.S | re.M):
            if param in names.split(","):
                words = re.sub(r"\s+", " ", words).strip()
                other = re.match(r"As for (revops_\w+)", words)
                if other and other[1] not in seen:
                    return self.param(other[1], param, (*seen, name)) or words
                return words
        return ""

    def statuses(self, name, seen=()):
        """Statuses of the @return, with those of the functions that it points at."""
        words = self.tag(name, "return")
        found = {status.lower() for status in re.findall(r"REVOPS_E_(\w+)", words)}
        for other in re.findall(r"\b[Aa]s (?:for )?(revops_\w+)", words):
            if other not in seen:
                found |= self.statuses(other, (*seen, name))
        return found


# --- what it all means ---


class Manifest:
    def __init__(self):
        self.comments = Comments()
        nodes = declarations()
        self.constants = constants_of(nodes)
        typedefs = [node for node in nodes if isinstance(node, c_ast.Typedef)]
        self.structs = {}
        self.handles = []
        self.callbacks = {}
        for node in nodes:
            self.add_struct(node)
        for node in typedefs:
            if isinstance(node.type, c_ast.PtrDecl) and isinstance(node.type.type, c_ast.FuncDecl):
                self.callbacks[node.name] = node.type.type
        for struct, members in self.structs.items():
            for member in members:
                if is_callback(member):
                    self.callbacks[f"{struct}.{member.name}"] = member.type.type
        self.functions = {node.name: node for node in nodes if isinstance(node, c_ast.Decl)
                          and isinstance(node.type, c_ast.FuncDecl)}
        self.statuses = [name[9:].lower() for name in self.constants
                         if name.startswith("REVOPS_E_")]

    def add_struct(self, node):
        inner = getattr(node.type, "type", None) if isinstance(node, c_ast.Typedef) else node.type
        if not isinstance(inner, c_ast.Struct):
            return
        name = node.name or inner.name
        if inner.decls is None:
            self.handles.append(name)
        else:
            self.structs[name] = inner.decls

    def struct_kind(self, name):
        first = self.structs[name][0].name
        if first == "struct_size":
            return "batch" if name.endswith("_batch") else "options"
        fixed = all(not isinstance(member.type, c_ast.PtrDecl) for member in self.structs[name])
        return "record" if fixed else "plain"

    def struct(self, name):
        return {"name": name, "kind": self.struct_kind(name), "about": self.comments.about(name),
                "fields": [{"name": member.name, "type": type_text(member)}
                           for member in self.structs[name]]}

    def callback(self, name, node):
        about = self.comments.about(name.split(".")[-1])
        return {"name": name, "returns": type_text(node.type), "about": about,
                "params": self.params(name, node)}

    def function(self, name, catalogue):
        node = self.functions[name].type
        headers = sorted(header for header in self.comments.header[name]
                         if re.search(rf"REVOPS_API[^;]*\b{name}\(",
                                      (INCLUDE / header).read_text(encoding="utf-8")))
        python, ruby = self.names_of(name, node, catalogue)
        return {"name": name, "header": headers[0], "returns": type_text(node.type),
                "since": self.comments.tag(name, "since"), "about": self.comments.about(name),
                "statuses": [status for status in self.statuses
                             if status in self.comments.statuses(name)],
                "params": self.params(name, node),
                "catalogue": name in catalogue, "python": python, "ruby": ruby, "sql": None}

    # --- roles ---

    def params(self, function, node):
        params = [param for param in (node.args.params if node.args else [])
                  if getattr(param, "name", None)]
        made = []
        for place, param in enumerate(params):
            after = [other.name for other in params[place + 1:]]
            types = [type_text(other) for other in params[place + 1:]]
            entry = {"name": param.name, "type": type_text(param),
                     "about": self.comments.param(function, param.name)}
            entry.update(self.role(function, entry, made, list(zip(after, types))))
            made.append(entry)
        return made

    def role(self, function, entry, before, after):
        name, type_, about = entry["name"], entry["type"], entry["about"]
        plain = re.sub(r"\bconst\b|\bstruct\b|\*|\[.*", "", type_).strip()
        # Arrays of numbers may share the count behind the last of them.
        shared = [pair for pair in after if not (plain.endswith("_t") and pair[1].startswith("const"))]
        sizes = [other for other, kind in shared[:1] if kind in ("size_t", "uint64_t")]
        if type_ == "revops_error *":
            return {"role": "error"}
        if plain in self.callbacks:
            return {"role": "callback"}
        if name == "user" or name.endswith("_user"):
            return {"role": "user"}
        if plain in self.handles or (plain == "void" and not before and self.handle_named(name)):
            return {"role": "out" if type_.count("*") == 2 else "handle"}
        array = re.search(r"\[(\d+)\]", type_)
        if array:
            return {"role": "out_array", "count": int(array[1])}
        if "*" not in type_:
            is_size = name in ("count", "size", "capacity", "row_size") and type_ != "int64_t"
            return {"role": "size" if is_size else "in"}
        room = [other for other, _ in after[:1]] == ["capacity"]
        if name == "out" or (room and "const" not in type_ and type_ != "char *"):
            return {"role": "out_array", "count": "capacity", "written": "written"}
        if type_ == "const char *":
            return {"role": "text", **({"count": "size"} if sizes == ["size"] else {})}
        if type_.startswith("const"):
            if plain in self.structs and self.struct_kind(plain) == "options":
                return {"role": "options"}
            is_column = any(member.name == "data" for member in self.structs.get(plain, []))
            if sizes and not is_column:
                return {"role": "in_array", "count": sizes[0]}
            return {"role": "in"}
        many = re.match(r"(?:Receives|Array of) (?:@p |(?=batch->))([\w>-]*count(?: x count)?)", about)
        if many:
            return {"role": "out_array", "count": many[1]}
        if about.startswith("Receives") or (name == "written" and "." not in function):
            return {"role": "out"}
        if function in self.callbacks:
            return {"role": "out" if name == "written" else "inout"}
        if about and plain in (*self.structs, "void"):
            return {"role": "inout"}
        raise HeaderMistake(f"{function}: the role of {type_}{name} cannot be told: {about!r}")

    def handle_named(self, name):
        return next((handle for handle in self.handles if handle == f"revops_{name}"
                     or handle.endswith(f"_{name}")), None)

    # --- names in other languages ---

    def names_of(self, name, node, catalogue):
        """A method of the class whose handle comes first, else a function of the module."""
        if name in catalogue:
            path = catalogue[name]
            ruby = path if path.endswith(".load") else path.replace(".", "#", 1)
            return f"revops.{path}", f"Revops::{ruby}"
        if name in OVERRIDES:
            python, ruby = OVERRIDES[name]
            return f"revops.{python}", f"Revops::{ruby}"
        owner = max((handle for handle in self.handles if name.startswith(handle + "_")),
                    key=len, default=None)
        first = type_text(node.args.params[0]) if node.args else ""
        if owner and re.sub(r"const |\W", "", first) in (owner, "void"):
            class_ = class_name(owner)
            verb = name[len(owner) + 1:]
            if verb == "create":
                return f"revops.{class_}", f"Revops::{class_}"
            if verb == "destroy":
                return f"revops.{class_}.close", f"Revops::{class_}#close"
            dot = "." if "**" in first else "#"
            return f"revops.{class_}.{verb}", f"Revops::{class_}{dot}{verb}"
        return f"revops.{name[7:]}", f"Revops.{name[7:]}"

    def as_json(self, catalogue):
        covered = covered_by(catalogue, self.functions)
        return {"version": self.constants["REVOPS_VERSION"],
                "functions": [self.function(name, covered) for name in sorted(self.functions)],
                "handles": self.handles,
                "structs": [self.struct(name) for name in self.structs],
                "callbacks": [self.callback(*pair) for pair in self.callbacks.items()],
                "constants": self.constants, "catalogue": catalogue}


def class_name(handle):
    """ "revops_arrow_reader" is ArrowReader."""
    return "".join(word.capitalize() for word in handle.split("_") if word != "revops")


def is_callback(member):
    """A member that the host fills with a function: its user stands first."""
    pointer = member.type
    if not (isinstance(pointer, c_ast.PtrDecl) and isinstance(pointer.type, c_ast.FuncDecl)):
        return False
    first = pointer.type.args.params[0] if pointer.type.args else None
    return getattr(first, "name", None) == "user"


def constants_of(nodes):
    """Enumerators and plain macros with their values."""
    values = {}
    for node in nodes:
        inner = node.type.type if isinstance(node, c_ast.Typedef) else node.type
        if isinstance(inner, c_ast.Enum) and inner.values:
            previous = -1
            for item in inner.values.enumerators:
                if item.value is not None:
                    previous = eval(C.visit(item.value), {"__builtins__": {}}, values)
                else:
                    previous += 1
                values[item.name] = previous
    for name, value in re.findall(r"^#define (REVOPS_\w+) (.+)$", preprocess("-dM"), re.M):
        if value == "UINT64_MAX":
            values[name] = 2**64 - 1
        elif re.fullmatch(r'"[^"]*"|-?\d+', value):
            values[name] = json.loads(value)
    return values


# --- the catalogue ---


def covered_by(catalogue, functions):
    """Functions that a kind of the catalogue brings, with what they are in a class."""
    covered = {}
    for kind in catalogue["kinds"]:
        class_ = class_name(kind["name"])
        paths = {"create": class_, "destroy": f"{class_}.close", "merge": f"{class_}.merge",
                 "save": f"{class_}.save", "load": f"{class_}.load",
                 "compute": f"{class_}.compute"}
        for place, feed in enumerate(kind["feeds"]):
            for verb in ("add", "remove", "read"):
                suffix = f"_{feed['name']}"
                # The main feed may be plain: revops_revenue_add.
                name = verb if place == 0 and f"revops_{kind['name']}_{verb}" in functions \
                    else verb + suffix
                paths[name] = f"{class_}.{feed['name']}.{verb}"
        paths.update({report["name"]: f"{class_}.{report['name']}" for report in kind["reports"]})
        covered.update({f"revops_{kind['name']}_{name}": path for name, path in paths.items()
                        if f"revops_{kind['name']}_{name}" in functions})
    return covered


# --- what is made of it ---


def cdef():
    """Declarations for cffi: enumerators as numbers, no inline functions."""
    lines = []
    for node in declarations():
        if not isinstance(node, c_ast.FuncDef):
            lines.append(C.visit(node) + ";")
    return "\n".join(lines) + "\n"


def symbols(manifest):
    """docs/symbols.md."""
    lines = ["# Every function, in every language", "",
             f"Made from the headers of librevops {manifest['version']} by `tools/manifest.py`. "
             "Functions of the catalogue are covered by the generic handle of each language.", ""]
    for header in sorted({entry["header"] for entry in manifest["functions"]}):
        lines += [f"## {header}", "", "| C | Python | Ruby | what it does |", "|---|---|---|---|"]
        for entry in manifest["functions"]:
            if entry["header"] == header:
                about = entry["about"].replace("|", "\\|")
                lines.append(f"| `{entry['name']}` | `{entry['python']}` | `{entry['ruby']}` "
                             f"| {about} |")
        lines.append("")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("json", "cdef", "symbols"))
    parser.add_argument("manifest", nargs="?", type=Path, default=ROOT / "bindings/manifest.json")
    parser.add_argument("--library", type=Path, default=ROOT / "build/lib/librevops.so")
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    try:
        if arguments.what == "json":
            manifest = Manifest()
            catalogue = catalogue_of(arguments.library.resolve(), cdef(), manifest.constants)
            text = json.dumps(manifest.as_json(catalogue), indent=1, ensure_ascii=False) + "\n"
        elif arguments.what == "cdef":
            text = cdef()
        else:
            text = symbols(json.loads(arguments.manifest.read_text(encoding="utf-8")))
    except HeaderMistake as mistake:
        print(mistake, file=sys.stderr)
        return 1
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
