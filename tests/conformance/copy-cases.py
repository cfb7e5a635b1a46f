#!/usr/bin/python3
"""Copy case files into tests/conformance/cases: copy-cases.py RUNNER SOURCE

RUNNER is the built revops-conformance, SOURCE the folder that holds cases by area. A file keeps the
cases whose kind the runner knows (revops-conformance --registry); a file without any is left out.
What is kept stays byte for byte as it was when the whole file is kept.
"""
import json
import pathlib
import subprocess
import sys


def main():
    runner, source = sys.argv[1:3]
    target = pathlib.Path(__file__).parent / "cases"
    registry = json.loads(subprocess.run([runner, "--registry"], check=True, capture_output=True).stdout)
    known = {entry["kind"] for entry in registry["kinds"]}
    for path in sorted(pathlib.Path(source).glob("*/*.json")):
        text = path.read_text(encoding="utf-8")
        suite = json.loads(text)
        kept = [case for case in suite["cases"] if case.get("kind") in known]
        copy = target / path.parent.name / path.name
        if not kept:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        if len(kept) < len(suite["cases"]):
            lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in kept)
            head = json.dumps({key: suite[key] for key in suite if key != "cases"}, ensure_ascii=False)
            text = head[:-1] + ', "cases": [\n' + lines + "\n]}\n"
        copy.write_text(text, encoding="utf-8")
        print(f"{copy.relative_to(target)}: {len(kept)} of {len(suite['cases'])}")


if __name__ == "__main__":
    main()
