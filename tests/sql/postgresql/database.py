"""What tests ask a database: rows, one value, or the refusal of a statement."""
import re
from dataclasses import dataclass

SEPARATOR = "\x1f"


@dataclass
class Refusal:
    """An error of the server, taken apart."""
    sqlstate: str
    message: str
    detail: str = ""
    column: str = ""


class Database:
    def __init__(self, server, name):
        self.server = server
        self.name = name

    def run(self, script):
        """Run statements in one session and give what they print; an error is a failed test."""
        out, code = self.server.psql(script, self.name, "-F", SEPARATOR, "-v", "ON_ERROR_STOP=1")
        assert code == 0, out
        return out

    def rows(self, script):
        return [tuple(line.split(SEPARATOR)) for line in self.run(script).splitlines()]

    def value(self, script):
        rows = self.rows(script)
        assert len(rows) == 1 and len(rows[0]) == 1, f"expected one value, got {rows}"
        return rows[0][0]

    def holds(self, condition):
        assert self.value("select " + condition) == "t", condition

    def refusal(self, statement):
        """The error of the last statement of a script; without one the test fails."""
        out, code = self.server.psql("\\set VERBOSITY verbose\n" + statement, self.name,
                                     "-v", "ON_ERROR_STOP=1")
        error = re.search(r"ERROR:  (\w{5}): (.*)", out)
        assert code != 0 and error, f"expected an error, got:\n{out}"
        detail = re.search(r"^DETAIL:  (.*)", out, re.M)
        column = re.search(r"^COLUMN NAME:  (.*)", out, re.M)
        return Refusal(error[1], error[2], detail[1] if detail else "", column[1] if column else "")

    def refuses(self, statement, sqlstate, message):
        """The statement fails with this SQLSTATE, and its message holds these words."""
        got = self.refusal(statement)
        assert got.sqlstate == sqlstate and message in got.message, got
        return got
