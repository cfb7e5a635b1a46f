"""Handles: what the catalogue offers, as classes.

Nothing here knows a kind: feeds are attributes with add, remove and read, reports are methods, and a
kind with a state has save, load and merge, and can be pickled.
"""
from _thread import allocate_lock

from . import columns, units
from .callbacks import Source, host
from .errors import Busy, Capacity, check
from .native import address, ffi
from .rows import Rows

FIRST_ROWS, FIRST_BYTES = 256, 4096


class _Using:
    """One call on a handle: shared by calls that only read, else alone."""
    __slots__ = ("owner", "shared")

    def __init__(self, owner, shared):
        self.owner, self.shared = owner, shared

    def __enter__(self):
        owner = self.owner
        with owner._guard:
            if owner._pointer is None:
                raise ValueError(f"this {type(owner).__name__} is closed")
            if owner._users < 0 or (owner._users and not self.shared):
                raise Busy(f"this {type(owner).__name__} is inside another call")
            owner._users = owner._users + 1 if self.shared else -1
        return owner._pointer

    def __exit__(self, *_):
        with self.owner._guard:
            self.owner._users = self.owner._users - 1 if self.shared else 0


class Resource:
    """Something of the library that has to be freed: close it, or use it in a with statement.

    One call at a time, but calls that only read may share it; a call that has to wait raises Busy.
    """
    _pointer = None

    def _own(self, pointer, destroy, callbacks=()):
        self._guard = allocate_lock()
        self._users = 0
        self._destroy, self._callbacks = destroy, list(callbacks)
        self._pointer = pointer

    def _using(self, shared=False):
        return _Using(self, shared)

    def close(self):
        """Free it now; a second time does nothing."""
        if self._pointer is None:
            return
        with self._using():
            pointer, self._pointer = self._pointer, None
        self._destroy(pointer)

    @property
    def closed(self):
        return self._pointer is None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        pointer, self._pointer = self._pointer, None
        if pointer is not None:
            self._destroy(pointer)


class FeedDoor:
    """One feed of one handle: add, read and, where the kind offers it, remove."""

    def __init__(self, handle, feed):
        self._handle, self._feed = handle, feed
        self._layout = columns.layout(feed.batch)
        self._memory = bytearray(self._layout.size)
        self._batch = ffi.from_buffer(self._memory)

    def __repr__(self):
        return f"<{self._feed.name}: {', '.join(self._layout.columns)}>"

    def _send(self, call, frame, strict, given):
        handle, err = self._handle, ffi.new("revops_error *")
        with handle._using() as pointer:
            if isinstance(frame, columns.Batch) and not given:
                check(call(pointer, frame.pointer, err), err, handle._callbacks)
                return handle
            # Unknown names are refused among keywords, and passed over in a frame.
            if frame is None:
                data, strict = given, True
            else:
                data = {**dict(columns.items(frame)), **given} if given else frame
            keep = self._layout.fill(self._memory, data, handle._key, strict)
            check(call(pointer, self._batch, err), err, handle._callbacks)
            del keep
        return handle

    def add(self, frame=None, /, *, strict=False, **given):
        """Add rows: a frame, a dictionary of columns, an Arrow object, or columns by keyword.

        A column is an array, a Series, a list, a buffer, or one value for all rows. Columns that the
        feed does not know are passed over in a frame, and refused with strict=True. All rows are
        added or none.
        """
        if is_arrow(frame) and not given:
            return self.read(frame, strict=strict)
        return self._send(self._feed.add, frame, strict, given)

    def read(self, batches, *, strict=False):
        """Add all batches of an iterable (what add takes), or of an Arrow stream: all or none."""
        handle, err = self._handle, ffi.new("revops_error *")
        if is_arrow(batches):
            from .arrow import reader_of
            with reader_of(batches, self._feed.batch, **handle._arrow_options()) as reader, \
                    handle._using() as pointer:
                status = self._feed.read(pointer, address("revops_arrow_next"), reader._pointer, err)
                if status:
                    reader.error()
                check(status, err, handle._callbacks)
            return handle
        source = Source(batches, self._feed.batch, handle._key, strict, handle._arrow_options())
        with handle._using() as pointer:
            check(self._feed.read(pointer, source.pointer, source.user, err), err,
                  (source, *handle._callbacks))
        return handle


class RemovableDoor(FeedDoor):
    """A feed whose rows can be taken back."""

    def remove(self, frame=None, /, *, strict=False, **given):
        """Take rows back: add with the opposite sign."""
        if is_arrow(frame):
            raise TypeError("remove takes columns by name, not an Arrow object")
        return self._send(self._feed.remove, frame, strict, given)


def is_arrow(data):
    return hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__")


class _Feed:
    """The attribute of a feed."""

    def __init__(self, feed):
        self.feed, self.__doc__ = feed, feed.about
        self.door = RemovableDoor if feed.remove else FeedDoor

    def __get__(self, handle, owner=None):
        if handle is None:
            return self
        doors = handle.__dict__.setdefault("_doors", {})
        if self.feed.name not in doors:
            doors[self.feed.name] = self.door(handle, self.feed)
        return doors[self.feed.name]


class Handle(Resource):
    """Base of all kinds. Options are keywords, by the names of their shape.

    names: a Names that remembers the texts of keys; made when the first text comes, False: never.
    progress: called with (done, total), False cancels. max_bytes, max_rows: limits.
    """
    kind = None

    def __init__(self, *, names=None, progress=None, max_bytes=0, max_rows=0, **options):
        from .structs import fill
        self._names = names
        out, err = ffi.new("void **"), ffi.new("revops_error *")
        given, callbacks = host(progress, max_bytes, max_rows)
        shape = self.kind.options
        if options and shape is None:
            raise TypeError(f"{type(self).__name__} takes no options, got {', '.join(options)}")
        filled = fill(shape, options, self._key) if options else None
        check(self.kind.create(out, filled.pointer if filled else ffi.NULL, given, err), err,
              callbacks)
        self._own(out[0], self.kind.destroy, callbacks)

    @classmethod
    def load(cls, state, *, names=None, progress=None, max_bytes=0, max_rows=0):
        """A handle from a state that save wrote, here or elsewhere."""
        made = cls.__new__(cls)
        made._names = names
        out, err = ffi.new("void **"), ffi.new("revops_error *")
        given, callbacks = host(progress, max_bytes, max_rows)
        data = ffi.from_buffer(state)
        check(cls.kind.load(out, data, len(data), given, err), err, callbacks)
        made._own(out[0], cls.kind.destroy, callbacks)
        return made

    @property
    def names(self):
        """The Names that know the texts of keys, or None."""
        return self._names or None

    @names.setter
    def names(self, names):
        self._names = names

    def _key(self, text):
        """The key of a text, remembered so that rows can show it."""
        if self._names is False:
            return units.key(text)
        if self._names is None:
            from . import Names
            self._names = Names()
        return self._names.add(text)

    def _arrow_options(self):
        if self._names is None:
            from . import Names
            self._names = Names()
        return {"names": self._names} if self._names is not False else {}

    def save(self):
        """The state as bytes: the same content gives the same bytes on every machine."""
        return save(self, self.kind.save)

    def merge(self, other):
        """Add all of another handle of this kind."""
        if type(other) is not type(self):
            raise TypeError(f"expected a {type(self).__name__}, got {type(other).__name__}")
        err = ffi.new("revops_error *")
        if other is self:
            with self._using() as pointer:
                check(self.kind.merge(pointer, pointer, err), err, self._callbacks)
            return self
        with self._using() as pointer, other._using(shared=True) as from_:
            check(self.kind.merge(pointer, from_, err), err, self._callbacks)
        return self

    def compute(self):
        """Run what lies between the last row in and the first row out."""
        err = ffi.new("revops_error *")
        with self._using() as pointer:
            check(self.kind.compute(pointer, err), err, self._callbacks)
        return self

    def __reduce__(self):
        return _restored, (type(self), self.save(), self._names)

    def __repr__(self):
        state = "closed " if self.closed else ""
        return f"<{state}{type(self).__name__}: {self.kind.about}>"

    def _rows(self, report, query):
        from .structs import fill
        shape, err, written = report.row, ffi.new("revops_error *"), ffi.new("size_t *")
        if query and report.query is None:
            raise TypeError(f"{report.name} takes no query, got {', '.join(query)}")
        filled = fill(report.query, query, self._key) if query else None
        asked = filled.pointer if filled else ffi.NULL
        sizes = self.__dict__.setdefault("_sizes", {})
        capacity = sizes.get(report.name, FIRST_ROWS)
        with self._using(shared=True) as pointer:
            while True:
                memory = bytearray(capacity * shape.size)
                check(report.rows(pointer, asked, 0, ffi.from_buffer(memory), capacity, shape.size,
                                  written, err), err, self._callbacks)
                if written[0] < capacity:
                    break
                capacity *= 8
        sizes[report.name] = max(written[0] + 1, FIRST_ROWS)
        return Rows(shape, memory, written[0], self.names)


def _restored(class_, state, names):
    return class_.load(state, names=names)


def save(handle, call, capacity=FIRST_BYTES):
    """Bytes of a call that says how much room it needs."""
    err, written = ffi.new("revops_error *"), ffi.new("size_t *")
    with handle._using(shared=True) as pointer:
        while True:
            memory = ffi.new("char[]", capacity)
            try:
                check(call(pointer, memory, capacity, written, err), err, handle._callbacks)
            except Capacity:
                capacity = written[0]
                continue
            return bytes(ffi.buffer(memory, written[0]))


def _report(report):
    def rows(self, **query):
        return self._rows(report, query)
    rows.__name__ = report.name
    rows.__doc__ = f"{report.about.capitalize()}. The query is given by keyword."
    return rows


def class_name(name):
    return "".join(word.capitalize() for word in name.split("_"))


def handle_class(kind, bases=(Handle,)):
    """The class of a kind of the catalogue."""
    members = {"kind": kind, "__module__": "revops",
               "__doc__": f"{kind.about[:1].upper()}{kind.about[1:]}.\n\nFeeds: "
                          + ", ".join(kind.feeds) + ". Reports: "
                          + (", ".join(kind.reports) or "none") + "."}
    for feed in kind.feeds.values():
        members[feed.name] = _Feed(feed)
    for report in kind.reports.values():
        members[report.name] = _report(report)
    for verb in ("save", "load", "merge", "compute"):
        if getattr(kind, verb) is None:
            members[verb] = None
    if kind.save is None:
        members["__reduce__"] = _unpicklable
    return type(class_name(kind.name), bases, members)


def _unpicklable(self):
    raise TypeError(f"a {type(self).__name__} has no state to pickle")
