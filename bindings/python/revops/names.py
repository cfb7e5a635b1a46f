"""Names: texts by key, and columns of texts."""
from array import array

from .errors import Missing, check
from .functions import created, define
from .handles import Resource, save
from .native import ffi, function
from .units import key

FIXED, OFFSETS32, OFFSETS64 = 2, 3, 4


class Names(Resource):
    """Remembers the texts of keys, and refuses two texts with one key.

    names.add(text) gives the key; names[key] and names.text(key) give the text back.
    """
    def __init__(self, **limits):
        pointer, callbacks, _ = created("Names", (), limits)
        self._own(pointer, _DESTROY, callbacks)
        self._texts = {0: None}

    @classmethod
    def load(cls, state, **limits):
        """Names from a state that save wrote."""
        made = cls.__new__(cls)
        pointer, callbacks, _ = created("Names.load", (state,), limits)
        made._own(pointer, _DESTROY, callbacks)
        made._texts = {0: None}
        return made

    def save(self):
        """The state as bytes."""
        return save(self, _SAVE)

    def merge(self, other):
        """Add all names of another."""
        err = ffi.new("revops_error *")
        if other is self:
            return self
        with self._using() as pointer, other._using(shared=True) as from_:
            check(_MERGE(pointer, from_, err), err, self._callbacks)
        return self

    def text(self, number):
        """The text of a key; None for 0, the key itself when nobody named it."""
        if number not in self._texts:
            try:
                found = self.find(number)
            except Missing:
                return number
            self._texts[number] = found
        return self._texts[number]

    def __getitem__(self, number):
        return self.find(number)

    def __len__(self):
        return self.count()

    def __bool__(self):
        return True

    def __contains__(self, text):
        try:
            return self.find(key(text)) == text
        except Missing:
            return False

    def __reduce__(self):
        return Names.load, (self.save(),)


def text_column(values):
    """Texts as the library reads a column of them: (struct, count, what has to stay alive)."""
    made = ffi.new("revops_text_column *")
    interface = getattr(values, "__array_interface__", None)
    if interface and interface["typestr"][1] == "S" and len(interface["shape"]) == 1:
        strides = interface.get("strides")
        made.data = ffi.cast("void *", interface["data"][0])
        made.stride = strides[0] if strides else int(interface["typestr"][2:])
        made.form = FIXED
        if abs(made.stride) == int(interface["typestr"][2:]):
            return made, interface["shape"][0], values
    encoded = [b"" if one is None else one.encode("utf-8") if isinstance(one, str) else bytes(one)
               for one in values]
    offsets = array("q", [0])
    for one in encoded:
        offsets.append(offsets[-1] + len(one))
    data = b"".join(encoded) or b"\0"
    made.data, made.offsets = ffi.from_buffer(data), ffi.from_buffer(offsets)
    made.stride, made.form = 0, OFFSETS64
    return made, len(encoded), (data, offsets)


_DESTROY = function("revops_names_destroy")
_SAVE = function("revops_names_save")
_MERGE = function("revops_names_merge")
define(Names, "Names", method=True)
