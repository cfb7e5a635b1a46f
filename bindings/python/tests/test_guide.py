"""The guide is true: its code runs block by block and prints what stands below it."""
import contextlib
import io
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("page", ["docs/guide/python.md"])
def test_a_page_prints_what_it_shows(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```\n\n^```text\n(.*?)^```", text, re.S | re.M)
    assert len(blocks) == text.count("```python\n") > 5
    names = {}
    for code, shown in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, page, "exec"), names)  # pylint: disable=exec-used
        assert printed.getvalue() == shown
