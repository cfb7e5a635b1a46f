"""librevops: exact net revenue, shares and proof, over the columns that you have.

    with revops.Revenue(dimensions=["project"]) as revenue:
        revenue.transactions.add(frame)
        revenue.rows(granularity="month").to_pandas()

Each kind of handle is a class with its feeds and reports; every other function of the library is here
under its C name without revops_. Money is int, days are dates, ratios are Fractions.
"""
import sys

from . import errors, handles, shapes
from ._generated import CONSTANTS, VERSION
from .columns import copies
from .errors import Error
from .functions import define
from .handles import Handle, handle_class
from .names import Names
from .rows import Rows
from .shapes import Field, Kind, Shape
from .writer import Writer

__version__ = VERSION
LATE = ("ArrowReader", "arrow_bind", "arrow_export", "arrow_export_stream")  # they want ctypes
catalogue = shapes.catalogue()


def versions():
    """Which library and which package this is."""
    from . import native
    return {"library": version(), "package": __version__,  # noqa: F821
            "mode": "ABI" if native._path else "API"}


def __getattr__(name):
    """Constants of the headers without REVOPS_, and what is late."""
    if name in LATE:
        from . import arrow
        return getattr(arrow, name)
    if name in CONSTANTS:
        return CONSTANTS[name]
    raise AttributeError(f"module 'revops' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *CONSTANTS, *LATE})


define(sys.modules[__name__], skip=LATE)
for _kind in catalogue.values():
    _class = handle_class(_kind)
    define(_class, _class.__name__, method=True)
    globals()[_class.__name__] = _class

__all__ = ["Error", "Field", "Handle", "Kind", "Names", "Rows", "Shape", "Writer", "catalogue",
           "copies", "errors", "handles", "versions"]
__all__ += [handles.class_name(name) for name in catalogue]
__all__ += [name for name, value in globals().items() if type(value).__name__ == "Function"]
