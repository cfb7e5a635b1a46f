#!/usr/bin/python3
"""Every function on every surface, by name, and then by call. Prints TAP.

    test_surface.py [--build FOLDER] [--calls]

The functions of the headers are those of symbols.txt, of the library, of the manifest, of the page
docs/symbols.md, of Python with its stubs, and of Ruby. With --calls the suites of Python and Ruby ran
before, and what they counted must show that each of them called each function.
"""
import argparse
import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
RUBY = """
require 'revops'
STDIN.each_line(chomp: true) do |path|
  owner, door, verb = path.match(/\\A(Revops(?:::\\w+)?)(?:([.#])(.+))?\\z/).captures
  target = owner.split('::').reduce(Object) { |scope, name| scope.const_get(name) }
  found = case door
          when nil then true
          when '.' then target.respond_to?(verb)
          else
            feed, call = verb.split('.')
            call ? target.open { |handle| handle.public_send(feed).respond_to?(call) } : target.method_defined?(feed)
          end
  puts path unless found
rescue NameError
  puts path
end
"""


class Surface:
    def __init__(self, build):
        self.build = build
        self.manifest = json.loads((ROOT / "bindings/manifest.json").read_text(encoding="utf-8"))
        self.functions = self.manifest["functions"]
        self.listed = set((ROOT / "tests/abi/symbols.txt").read_text(encoding="utf-8").split())

    # --- names ---

    def headers_declare_what_is_listed(self):
        from manifest import Manifest
        return self.differ(set(Manifest().functions))

    def the_library_exports_what_is_listed(self):
        lines = subprocess.run(["nm", "-D", "--defined-only", self.build / "lib/librevops.so"],
                               check=True, text=True, capture_output=True).stdout.splitlines()
        return self.differ({line.split()[-1].split("@")[0] for line in lines if " T " in line})

    def the_manifest_holds_what_is_listed(self):
        return self.differ({entry["name"] for entry in self.functions})

    def the_page_of_symbols_holds_what_is_listed(self):
        page = (self.build / "bindings/symbols.md").read_text(encoding="utf-8")
        return self.differ(set(re.findall(r"^\| `(revops_\w+)`", page, re.M)))

    def every_function_has_a_name_of_its_own(self):
        for language in ("python", "ruby"):
            names = [entry[language] for entry in self.functions]
            yield from (f"{name} twice" for name in set(names) if names.count(name) > 1)

    def python_offers_every_function(self):
        import revops
        for entry in self.functions:
            target = revops
            for part in entry["python"].split(".")[1:]:
                target = getattr(target, part, None)
                if isinstance(target, type) and issubclass(target, revops.Handle):
                    target = target if entry["python"].endswith(part) else target()
            if not callable(target):
                yield entry["python"]

    def the_stubs_of_python_name_every_function(self):
        text = (self.build / "bindings/python/revops/__init__.pyi").read_text(encoding="utf-8")
        classes, bases, attributes = {"": set()}, {"": []}, {}
        tree = ast.parse(text)
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                classes[""].add(node.name)
                classes[node.name] = {one.name for one in node.body if hasattr(one, "name")}
                bases[node.name] = [base.id for base in node.bases]
                attributes[node.name] = {one.target.id: one.annotation.id for one in node.body
                                         if isinstance(one, ast.AnnAssign)
                                         and isinstance(one.annotation, ast.Name)}
            elif isinstance(node, ast.FunctionDef):
                classes[""].add(node.name)

        def has(owner, name):
            return name in classes[owner] or any(has(base, name) for base in bases[owner])
        for entry in self.functions:
            owner, path = "", entry["python"].split(".")[1:]
            for part in path[:-1]:
                owner = part if not owner else attributes[owner].get(part, "")
            if not has(owner, path[-1]):
                yield entry["python"]

    def ruby_offers_every_function(self):
        ruby = ROOT / "bindings/ruby/lib"
        if not (ruby / "revops.rb").exists():
            yield "bindings/ruby is not there"
            return
        done = subprocess.run(
            ["/usr/bin/ruby", "-I", ruby, "-I", self.build / "bindings/ruby/lib", "-e", RUBY],
            input="\n".join(entry["ruby"] for entry in self.functions), text=True, check=False,
            capture_output=True,
            env={**os.environ, "REVOPS_LIBRARY": str(self.build / "lib/librevops.so")})
        yield from done.stdout.splitlines()
        if done.returncode:
            yield done.stderr[-2000:]

    # --- calls ---

    def python_called_every_function(self):
        return self.uncalled("python")

    def ruby_called_every_function(self):
        return self.uncalled("ruby")

    def uncalled(self, language):
        path = self.build / f"results/calls-{language}.json"
        if not path.exists():
            return [f"{path.name} is not there: the suite {language} writes it"]
        calls = json.loads(path.read_text(encoding="utf-8"))
        return sorted(name for name in self.listed if not calls.get(name))

    def differ(self, names):
        return [f"extra: {name}" for name in sorted(names - self.listed)] + [
            f"absent: {name}" for name in sorted(self.listed - names)]


NAMES = ["headers_declare_what_is_listed", "the_library_exports_what_is_listed",
         "the_manifest_holds_what_is_listed", "the_page_of_symbols_holds_what_is_listed",
         "every_function_has_a_name_of_its_own", "python_offers_every_function",
         "the_stubs_of_python_name_every_function", "ruby_offers_every_function"]
CALLS = ["python_called_every_function", "ruby_called_every_function"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--calls", action="store_true")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    sys.path.insert(0, str(build / "bindings/python"))
    surface, failed = Surface(build), 0
    tests = NAMES + (CALLS if arguments.calls else [])
    for number, test in enumerate(tests, 1):
        wrong = list(getattr(surface, test)())
        failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {number} - {test}")
        for line in wrong:
            print(f"# {line}")
    print(f"1..{len(tests)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
