"""Text of the modules that are made of the manifest: _generated.py and the stubs."""
import pprint
import re


def extras(param):
    """What a comment says of a parameter beyond its role."""
    about, made = param["about"], {}
    if "NULL is welcome" in about and param["role"] in ("out", "out_array"):
        made["optional"] = True
    words = re.search(r"\bREVOPS_([A-Z]+_)(?:\.\.\.|[A-Z0-9]+(?:,| \.\.\.))", about)
    if words and param["role"] == "in":
        made["words"] = words[1]
        made.update({"mask": True} if about.startswith("Mask") else {})
    records = re.search(r"\brevops_\w+(?= records)|[Ff]ills (?:a )?(revops_\w+_batch)", about)
    if records and param["role"] == "callback":
        made["records"] = records[1] or records[0]
    name = param["name"]
    for unit, ending in (("currency", "currency"), ("day", "day"), ("ns", "_ns"), ("month", "month")):
        if param["role"] == "in" and "*" not in param["type"] and name.endswith(ending):
            made["unit"] = unit
    return made


def generated(manifest):
    """_generated.py: tables that load fast."""
    functions = {}
    for entry in manifest["functions"]:
        if not entry["catalogue"]:
            params = [(one["name"], one["type"], one["role"], one.get("count"), extras(one))
                      for one in entry["params"]]
            functions[entry["python"][7:]] = (entry["name"], entry["returns"], entry["about"], params)
    callbacks = {}
    for one in manifest["callbacks"]:
        name = one["name"].replace("revops_", "").replace(".", "_")
        if one["returns"] == "int32_t":
            types = ", ".join(param["type"] for param in one["params"])
            callbacks[name] = (f"int32_t({types})", [
                (param["name"], param["type"], param["role"], param.get("count"),
                 param.get("written")) for param in one["params"]])
    constants = {name[7:]: value for name, value in manifest["constants"].items()}
    classes = {entry["python"][7:].split(".")[0]: True for entry in manifest["functions"]
               if entry["python"][7:8].isupper()}
    return "\n".join([
        '"""Made of bindings/manifest.json; do not edit."""',
        f"VERSION = {manifest['version']!r}",
        f"CONSTANTS = {table(constants)}", f"CALLBACKS = {table(callbacks)}",
        f"FUNCTIONS = {table(functions)}", f"CLASSES = {tuple(classes)!r}", ""])


def table(values):
    return pprint.pformat(values, width=100, compact=True, sort_dicts=False)


def trampolines(manifest):
    """The callbacks of the compiled module, for its cdef."""
    lines = []
    for one in manifest["callbacks"]:
        if one["returns"] == "int32_t":
            name = one["name"].replace("revops_", "").replace(".", "_")
            types = ", ".join(param["type"] for param in one["params"])
            lines.append(f'extern "Python" int32_t revops_python_{name}({types});')
    return "\n".join(lines) + "\n"
