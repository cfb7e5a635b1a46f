"""Arrow in and out by capsules, without pyarrow: what goes out comes back in."""
import gc

import pytest
import revops
from conftest import transactions
from revops import arrow, errors
from revops.native import ffi


class Only:
    """An object that speaks one half of the protocol."""

    def __init__(self, rows, half):
        self.rows, self.half = rows, half

    def __getattr__(self, name):
        if name == self.half:
            return getattr(self.rows, name)
        raise AttributeError(name)


STREAM, ARRAY = "__arrow_c_stream__", "__arrow_c_array__"


@pytest.fixture
def rows():
    frame = transactions(300)
    kinds = ["sale", "adjustment", "sale"]
    return revops.Rows.of("transaction_row", [
        {"gross_minor": int(frame["gross_minor"][i]), "fee_minor": int(frame["fee_minor"][i]),
         "net_minor": int(frame["gross_minor"][i] - frame["fee_minor"][i]),
         "economic_day": int(frame["economic_day"][i]), "currency": "EUR", "kind": kinds[i % 3],
         "project": f"project {i % 7}"} for i in range(300)], revops.Names())


def added(data, verb="add", **options):
    with revops.Revenue(**options) as revenue:
        getattr(revenue.transactions, verb)(data)
        return revenue.save()


@pytest.mark.parametrize("half", [STREAM, ARRAY])
@pytest.mark.parametrize("verb", ["add", "read"])
def test_arrow_out_and_in_is_the_same_frame(rows, half, verb):
    before = revops.copies()
    got = added(Only(rows, half), verb)
    assert revops.copies() == before
    assert got == added(rows.array)


def test_texts_of_arrow_are_remembered(rows):
    with revops.Revenue() as revenue:
        revenue.transactions.add(Only(rows, STREAM))
        assert {row.project for row in revenue.rows(group_by="project")} == {
            f"project {i}" for i in range(7)}


def test_a_source_may_give_arrow_among_frames(rows):
    with revops.Revenue() as revenue:
        revenue.transactions.read([Only(rows, ARRAY), transactions(10), Only(rows, STREAM)])
        assert revenue.rows()["count"].tolist() == [610]


def test_a_bad_row_of_arrow_is_named_and_changes_nothing(rows):
    for name, value in (("gross_minor", -5), ("fee_minor", 0), ("net_minor", -5)):
        rows.array[name][252] = value
    with revops.Revenue() as revenue:
        before = revenue.save()
        with pytest.raises(errors.Invalid) as caught:
            revenue.transactions.add(Only(rows, STREAM))
        assert (caught.value.row, caught.value.field) == (252, "gross_minor")
        assert revenue.save() == before


class Doubles:
    """One column of float64, made by hand as a foreign producer would."""
    alive = []

    def __init__(self, name):
        release = [ffi.callback(f"void(struct {type_} *)", self.release)
                   for type_ in ("ArrowSchema", "ArrowArray")]
        self.text, self.values = ffi.new("char[]", name.encode()), ffi.new("double[]", [1.5])
        self.formats = ffi.new("char[]", b"+s"), ffi.new("char[]", b"g")
        self.buffers = ffi.new("const void *[]", [ffi.NULL, self.values])
        self.schemas, self.arrays = ffi.new("struct ArrowSchema[2]"), ffi.new("struct ArrowArray[2]")
        for place in (0, 1):
            schema, array = self.schemas[place], self.arrays[place]
            schema.format, schema.release = self.formats[place], release[0]
            array.length, array.release, array.buffers = 1, release[1], self.buffers
            array.n_buffers = place + 1
        self.schemas[1].name = self.text
        self.children = (ffi.new("struct ArrowSchema *[]", [self.schemas + 1]),
                         ffi.new("struct ArrowArray *[]", [self.arrays + 1]))
        self.schemas[0].n_children = self.arrays[0].n_children = 1
        self.schemas[0].children, self.arrays[0].children = self.children
        self.keep = release
        self.alive.append(self)  # until the capsules called release

    @staticmethod
    def release(struct):
        struct.release = ffi.NULL

    def __arrow_c_array__(self, requested_schema=None):
        return arrow.capsule(self.schemas + 0), arrow.capsule(self.arrays + 0)


def test_doubles_are_no_money_in_arrow_either(revenue):
    before = revenue.save()
    with pytest.raises(errors.Unsupported) as caught:
        revenue.transactions.add(Doubles("gross_minor"))
    assert caught.value.field == "gross_minor" and revenue.save() == before
    with pytest.raises(errors.Unsupported):
        revops.arrow_bind("transaction_batch", Doubles("gross_minor"))


def test_capsules_that_nobody_takes_are_released(rows):
    gc.collect()
    before = len(arrow._alive)
    capsules = [rows.__arrow_c_stream__(), rows.__arrow_c_array__()]
    assert len(arrow._alive) == before + 3
    del capsules
    gc.collect()
    assert len(arrow._alive) == before


def test_a_capsule_can_be_taken_once(rows):
    class Once:
        def __init__(self, capsule):
            self.capsule = capsule

        def __arrow_c_stream__(self, requested_schema=None):
            return self.capsule

    once = Once(rows.__arrow_c_stream__())
    added(once)
    with pytest.raises(errors.Invalid):
        added(once)


def test_arrow_functions_by_their_own_names(rows):
    amounts = revops.Rows.of("contribution", [{"amount_minor": 100}, {"amount_minor": 200}])
    batch = revops.arrow_bind("amount_batch", Only(amounts, ARRAY))
    assert revops.allocate_many(batch, [1, 1]).tolist() == [[50, 50], [100, 100]]
    schema, array = revops.arrow_export(rows)
    assert type(schema).__name__ == type(array).__name__ == "PyCapsule"
    assert type(revops.arrow_export_stream(rows, chunk_rows=10)).__name__ == "PyCapsule"


def test_a_reader_gives_batches_by_hand(rows):
    with revops.ArrowReader.create_array(Only(rows, ARRAY), "transaction_batch") as reader:
        with revops.Revenue() as revenue:
            for batch in iter(reader.next, None):
                revenue.transactions.add(batch)
            reader.error()
            assert revenue.save() == added(rows.array)


def test_what_breaks_an_array_is_told_by_the_reader():
    with revops.ArrowReader(Only(revops.Rows.of("transaction_row", [{"currency": "EUR"}]), STREAM),
                            "rate_batch", max_rows=0) as reader:
        assert len(reader.next()) == 1 and reader.next() is None
