"""A PostgreSQL server of our own: a copy of the installed programs with the extension in it.

    server.py --pg-config PATH --folder DIR FILE...   run until interrupted; prints how to connect

Nothing of the system's server is touched: programs, share folder, data and socket lie in one
folder, there is no TCP port, and the server ends with the program that started it. FILEs are the
extension: a library goes to the copied library folder, everything else to share/extension.
"""
import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PORT = 5432  # part of the socket's name only
SOCKET_LIMIT = 107  # bytes that an address of a Unix socket holds
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_worker_processes": "8",
    "timezone": "UTC",
    "log_min_messages": "error",
}


class Server:
    """Use as a context manager: started inside, stopped and removed after."""

    def __init__(self, pg_config, folder, files, memory=None):
        self.memory = memory  # bytes of address space of each process; None: no limit
        self.pg_config = pg_config
        self.files = [Path(file) for file in files]
        self.paths = {name: Path(self._ask(pg_config, "--" + name))
                      for name in ("bindir", "pkglibdir", "sharedir")}
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = self._reachable(Path(folder).resolve())
        self.data = self.folder / "data"
        self.socket = self._short(self.folder / "run")
        self.log = self.folder / "server.log"

    def another(self, name, **options):
        """One more server beside this one."""
        return Server(self.pg_config, self.folder.parent / name, self.files, **options)

    @staticmethod
    def _ask(pg_config, what):
        return subprocess.run([pg_config, what], check=True, capture_output=True,
                              text=True).stdout.strip()

    @staticmethod
    def _temporary():
        return Path(tempfile.mkdtemp(prefix="revops-pg-"))

    def _reachable(self, folder):
        """The folder, or one in the temporary place when the server's user cannot enter it."""
        if self.user:
            parents = [parent for parent in folder.parents if parent.exists()]
            if any(not parent.stat().st_mode & 0o001 for parent in parents):
                return self._temporary()
        return folder

    def _short(self, folder):
        name = f"{folder}/.s.PGSQL.{PORT}.lock"
        return folder if len(os.fsencode(name)) <= SOCKET_LIMIT else self._temporary()

    def program(self, name):
        """Path of a program of the copy; it finds the copied share folder by itself."""
        return self._copied(self.paths["bindir"]) / name

    def _copied(self, path):
        return self.folder / "copy" / path.relative_to("/")

    def _as_user(self, *command):
        command = [str(word) for word in command]
        return ["runuser", "-u", self.user, "--", *command] if self.user else command

    def _run(self, *command):
        done = subprocess.run(self._as_user(*command), cwd=self.folder, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            log = self.log.read_text() if self.log.exists() else ""
            raise RuntimeError(f"{shlex.join(map(str, command))}:\n{done.stdout}{log}")

    def _copy(self):
        for path in self.paths.values():
            shutil.copytree(path, self._copied(path), symlinks=True, dirs_exist_ok=True,
                            ignore=shutil.ignore_patterns("bitcode", "pgxs", "man"))
        for file in self.files:
            to = (self._copied(self.paths["pkglibdir"]) if file.suffix == ".so"
                  else self._copied(self.paths["sharedir"]) / "extension")
            shutil.copy(file, to)

    def _own(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700 if folder == self.data else 0o755)
        if self.user:
            shutil.chown(folder, self.user)

    def __enter__(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        for folder in (self.folder, self.data, self.socket):
            self._own(folder)
        self._copy()
        self._run(self.program("initdb"), "--no-sync", "--no-locale", "--encoding=UTF8",
                  "--auth=trust", "--username=postgres", "-D", self.data)
        settings = dict(SETTINGS, unix_socket_directories=str(self.socket))
        with open(self.data / "postgresql.auto.conf", "a", encoding="utf-8") as conf:
            for name, value in settings.items():
                conf.write(f"{name} = '{value}'\n")
        limit = ["prlimit", f"--as={self.memory}"] if self.memory else []
        self._run(*limit, self.program("pg_ctl"), "-D", self.data, "-l", self.log, "-w", "start")
        return self

    def __exit__(self, *exception):
        self._run(self.program("pg_ctl"), "-D", self.data, "-m", "immediate", "-w", "stop")
        for folder in {self.folder, self.socket}:
            shutil.rmtree(folder, ignore_errors=True)

    def command(self, database="postgres"):
        """The words of a psql that stops at the first error and reads no file of the user."""
        return [str(self.program("psql")), "--no-psqlrc", "--quiet", "--no-align", "--tuples-only",
                "-h", str(self.socket), "-p", str(PORT), "-U", "postgres", "-d", database]

    def psql(self, script, database="postgres", *options):
        """What a script prints, errors included, and psql's exit status."""
        done = subprocess.run([*self.command(database), *options], input=script, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        return done.stdout, done.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pg-config", default="pg_config")
    parser.add_argument("--folder", required=True)
    parser.add_argument("files", nargs="*", metavar="FILE")
    args = parser.parse_args()
    with Server(args.pg_config, args.folder, args.files) as server:
        print(server.psql("create extension revops")[0], end="")
        print(shlex.join(server.command()), flush=True)
        try:
            sys.stdin.read()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
