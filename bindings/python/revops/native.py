"""The C library: the compiled module, or any librevops that REVOPS_LIBRARY names.

Without the module cffi's ABI mode is used, with the same declarations. With REVOPS_CALLS=FILE every
call is counted and FILE written at the end: the completeness test wants to see all functions called.
"""
import os

from ._generated import CALLBACKS

_path = os.environ.get("REVOPS_LIBRARY")
if _path:
    from cffi import FFI

    from ._cdef import CDEF
    ffi = FFI()
    ffi.cdef(CDEF)
    lib = ffi.dlopen(_path)
else:
    from ._native import ffi, lib

_counting = os.environ.get("REVOPS_CALLS")
calls = {}


def bind(name, function):
    """A function of the library, by its C name; counted when somebody wants to know."""
    if not _counting:
        return function
    calls.setdefault(name, 0)

    def counted(*arguments):
        calls[name] += 1
        return function(*arguments)
    return counted


def function(name):
    return bind(name, getattr(lib, name))


def address(name):
    """A pointer to a function of the library, for a struct or another function."""
    if _counting:
        calls[name] = calls.get(name, 0) + 1
    return ffi.addressof(lib, name) if not _path else getattr(lib, name)


def trampoline(name, python):
    """C's side of a callback type. What @p python raises is kept by the object behind its user."""
    if _path:
        return ffi.callback(CALLBACKS[name][0], python, error=-1, onerror=_keep)
    ffi.def_extern(name=f"revops_python_{name}", error=-1, onerror=_keep)(python)
    return getattr(lib, f"revops_python_{name}")


def _keep(_kind, error, trace):
    ffi.from_handle(trace.tb_frame.f_locals["user"]).error = error


def text(pointer):
    """A constant text of the library."""
    return ffi.string(pointer).decode() if pointer else None


def _write_calls():
    """Add to what is there: suites run beside each other."""
    import fcntl
    import json
    os.makedirs(os.path.dirname(_counting) or ".", exist_ok=True)
    with open(_counting, "a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        known = json.loads(file.read() or "{}")
        for name, count in calls.items():
            known[name] = known.get(name, 0) + count
        file.truncate(0)
        json.dump(known, file, indent=1, sort_keys=True)


if _counting:
    import atexit
    atexit.register(_write_calls)
