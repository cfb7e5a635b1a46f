"""Columns in: what is read where it lies, what is converted once, what is refused."""
import datetime
from array import array

import numpy
import pandas
import pytest
import revops
from conftest import state, transactions


def copies_of(call):
    before = revops.copies()
    call()
    return revops.copies() - before


def test_numpy_columns_of_any_width_are_read_without_a_copy():
    plain = transactions()
    narrow = {**plain, "economic_day": plain["economic_day"].astype("i2"),
              "gross_minor": plain["gross_minor"].astype("u4"),
              "fee_minor": plain["fee_minor"].astype("i4"),
              "project": plain["project"].astype("u1")}
    states = []
    assert copies_of(lambda: states.extend([state(plain), state(narrow)])) == 0
    assert states[0] == states[1]


def test_strided_and_reversed_views_are_read_without_a_copy():
    frame = transactions(2000)
    every_second = {name: value if isinstance(value, str) else value[::2]
                    for name, value in frame.items()}
    backwards = {name: value if isinstance(value, str) else value[::2][::-1]
                 for name, value in frame.items()}
    packed = {name: value if isinstance(value, str) else value[::2].copy()
              for name, value in frame.items()}
    states = []
    assert copies_of(lambda: states.extend(map(state, (every_second, backwards, packed)))) == 0
    assert len(set(states)) == 1


def test_fields_of_a_structured_array_are_columns():
    frame = transactions()
    records = numpy.zeros(1000, [("pad", "i1"), ("gross_minor", "i8"), ("fee_minor", "i4"),
                                 ("economic_day", "i4"), ("currency", "u4")])
    for name in ("gross_minor", "fee_minor", "economic_day"):
        records[name] = frame[name]
    records["currency"] = revops.currency_parse("EUR")
    assert copies_of(lambda: state(records)) == 0
    assert state(records) == state({**frame, "project": None, "customer": None})


def test_a_pandas_frame_of_integers_is_read_without_a_copy():
    columns = transactions()
    frame = pandas.DataFrame({**columns, "currency": revops.currency_parse("EUR")})
    assert copies_of(lambda: state(frame)) == 0
    assert state(frame) == state(columns)


def test_a_slice_of_a_frame_is_read_without_a_copy():
    columns = transactions()
    frame = pandas.DataFrame({**columns, "currency": revops.currency_parse("EUR")})[::3]
    made = []
    assert copies_of(lambda: made.append(state(frame))) == 0
    assert made[0] == state({name: value if isinstance(value, str) else value[::3]
                             for name, value in columns.items()})


def test_buffers_of_the_standard_library_are_columns(one):
    given = {**one, "gross_minor": array("q", [1000]), "fee_minor": memoryview(array("i", [30]))}
    assert copies_of(lambda: state({**given, "economic_day": 20484})) == 0
    assert state(given) == state(one)


def test_a_reversed_memoryview_is_copied_and_counted(one):
    amounts = memoryview(array("q", [5, 0, 1000, 0]))[::-2]
    frame = {"economic_day": 20484, "currency": "GBP", "gross_minor": amounts, "fee_minor": 0}
    made = []
    assert copies_of(lambda: made.append(state(frame))) == 1
    assert made[0] == state({**frame, "gross_minor": [0, 0]})
    frame["gross_minor"] = memoryview(array("q", [0, 5, 0, 1000]))[::-2]
    assert state(frame) == state({**frame, "gross_minor": [1000, 5]})


def test_a_scalar_stands_for_all_rows():
    frame = transactions(300)
    everywhere = {**frame, "project": 7, "customer": None}
    spelled = {**frame, "project": numpy.full(300, 7), "customer": None,
               "currency": numpy.full(300, revops.currency_parse("EUR"))}
    assert state(everywhere) == state(spelled)


def test_a_batch_of_scalars_is_one_row_or_as_many_as_count_says():
    row = {"economic_day": "2026-01-31", "currency": "GBP", "gross_minor": 10, "fee_minor": 1}
    assert state(row, row, row) == state({**row, "count": 3})


def test_days_come_as_dates_texts_numbers_and_datetime64(one):
    days = [numpy.array(["2026-01-31"], "datetime64[D]"), numpy.array(["2026-01-31"], "datetime64[ns]"),
            pandas.Series(pandas.to_datetime(["2026-01-31"])), ["2026-01-31"], [20484],
            pandas.Series([datetime.date(2026, 1, 31)]), datetime.date(2026, 1, 31),
            pandas.Series(pandas.to_datetime(["2026-01-31"]).tz_localize("Asia/Ho_Chi_Minh"))]
    assert {state({**one, "economic_day": day}) for day in days} == {state(one)}


def test_a_time_of_day_is_no_day(one):
    for value in (pandas.Series(pandas.to_datetime(["2026-01-31 10:00"])),
                  [datetime.datetime(2026, 1, 31, 10)]):
        with pytest.raises(revops.errors.Invalid) as caught:
            state({**one, "economic_day": value})
        assert (caught.value.row, caught.value.field) == (0, "economic_day")


def test_instants_are_nanoseconds_in_utc(one):
    stamp = pandas.Timestamp("2026-01-31T01:02:03.000000004", tz="Asia/Tokyo")
    values = [pandas.Series([stamp]), [stamp], [stamp.value], ["2026-01-30T16:02:03.000000004Z"],
              numpy.array([stamp.to_datetime64()])]
    shape = revops.Shape.find("transaction_batch")
    from revops.columns import column
    from revops.native import ffi
    field = shape.by_name["effective_ns"]
    for value in values:
        made = column(field, value)
        assert ffi.cast("int64_t *", made.data)[0] == stamp.value
    with pytest.raises(revops.errors.Invalid, match="zone"):
        column(field, [datetime.datetime(2026, 1, 31)])


def test_texts_become_keys_codes_and_words_in_every_form(one):
    texts = ["atlas", "zephyr", "atlas"]
    frame = {"economic_day": 20484, "currency": "GBP", "gross_minor": [10, 20, 30], "fee_minor": 0}
    forms = [texts, pandas.Series(texts), pandas.Series(texts, dtype="string"),
             pandas.Series(texts, dtype="category"), numpy.array(texts), numpy.array(texts, "S"),
             numpy.array(texts, dtype=object), [revops.key(text) for text in texts]]
    assert len({state({**frame, "project": form}) for form in forms}) == 1
    codes = [["GBP", "USD", "GBP"], pandas.Series(["GBP", "USD", "GBP"], dtype="category"),
             numpy.array(["GBP", "USD", "GBP"])]
    assert len({state({**frame, "currency": form}) for form in codes}) == 1
    kinds = [["sale", "adjustment", "sale"], numpy.array(["sale", "adjustment", "sale"]), [0, 5, 0]]
    assert len({state({**frame, "kind": form}) for form in kinds}) == 1


def test_nulls_of_pandas_numpy_and_lists_are_the_same_nulls():
    frame = {"economic_day": 20484, "currency": "GBP", "gross_minor": [10, 20, 30], "fee_minor": 0}
    forms = [[None, 2, None], pandas.Series([None, 2, None], dtype="Int64"),
             pandas.Series([pandas.NA, 2, pandas.NA], dtype="UInt8"),
             numpy.ma.array([7, 2, 7], mask=[1, 0, 1])]
    assert len({state({**frame, "tax_minor": form}) for form in forms}) == 1
    assert state({**frame, "tax_minor": [None] * 3}) == state(frame)
    texts = [[None, "a", None], pandas.Series([None, "a", None], dtype="category"),
             pandas.Series([pandas.NA, "a", None], dtype="string")]
    assert len({state({**frame, "project": form}) for form in texts}) == 1


def test_a_null_in_a_required_column_is_refused_with_its_row(one):
    frame = {**one, "gross_minor": pandas.Series([1, None], dtype="Int64"),
             "economic_day": 20484, "fee_minor": 0}
    with pytest.raises(revops.errors.Invalid) as caught:
        state(frame)
    assert (caught.value.row, caught.value.field) == (1, "gross_minor")


@pytest.mark.parametrize("values", [
    numpy.array([1.0]), numpy.array([1], ">i8"), numpy.array([1], dtype=object),
    numpy.array([True]), numpy.array(["1"]), pandas.Series([1.5]), [1.5], [True], "10",
    pandas.Series([1], dtype="Float64"), numpy.array([1], "m8[ns]"), numpy.ones((1, 1), "i8")])
def test_what_is_no_integer_is_no_money(one, values):
    with pytest.raises(revops.errors.Invalid) as caught:
        state({**one, "gross_minor": values})
    assert caught.value.field == "gross_minor"


def test_an_amount_beyond_int64_is_refused_with_its_row(one):
    for values in (numpy.array([5, 2**63], "u8"), [5, 2**63]):
        with pytest.raises(revops.errors.Invalid) as caught:
            state({**one, "economic_day": 20484, "fee_minor": 0, "gross_minor": values})
        assert (caught.value.row, caught.value.field) == (1, "gross_minor")
    with pytest.raises(revops.errors.Invalid) as caught:
        state({**one, "gross_minor": [2**64]})
    assert caught.value.field == "gross_minor"


def test_columns_of_different_lengths_are_refused(one):
    with pytest.raises(revops.errors.Invalid, match="expected 1 rows as in economic_day, got 2"):
        state({**one, "gross_minor": [1, 2]})


def test_a_missing_required_column_is_refused_by_name(one):
    del one["gross_minor"]
    with pytest.raises(revops.errors.Invalid) as caught:
        state(one)
    assert caught.value.field == "gross_minor"


def test_extra_columns_of_a_frame_are_passed_over_unless_strict(one, revenue):
    frame = {**one, "note": ["hello"]}
    assert state(frame) == state(one)
    with pytest.raises(revops.errors.Invalid) as caught:
        revenue.transactions.add(frame, strict=True)
    assert caught.value.field == "note"
    with pytest.raises(revops.errors.Invalid):  # a keyword is never a typing mistake that counts nothing
        revenue.transactions.add(**one, fee_mino=3)


def test_empty_frames_add_nothing(revenue):
    before = revenue.save()
    revenue.transactions.add({name: value if isinstance(value, str) else value[:0]
                              for name, value in transactions().items()})
    revenue.transactions.add(pandas.DataFrame({"gross_minor": []}, dtype="int64").assign(
        economic_day=0, fee_minor=0, currency=0))
    revenue.transactions.add(economic_day=[], currency=[], gross_minor=[], fee_minor=[])
    assert revenue.save() == before


def test_keywords_complete_a_frame(one):
    frame = pandas.DataFrame({"gross_minor": [1000], "fee_minor": [30]})
    with revops.Revenue() as revenue:
        revenue.transactions.add(frame, economic_day=datetime.date(2026, 1, 31), currency="GBP")
        assert revenue.save() == state(one)


def test_a_list_of_dictionaries_is_a_frame(one):
    row = {name: value[0] if isinstance(value, list) else value for name, value in one.items()}
    assert state([row]) == state(one)


def test_bad_texts_are_refused_with_row_and_field(one):
    with pytest.raises(revops.errors.Invalid) as caught:
        state({**one, "kind": ["sael"]})
    assert (caught.value.row, caught.value.field) == (0, "kind")
    assert "chargeback_reversal" in caught.value.message
    with pytest.raises(revops.errors.Invalid) as caught:
        state({**one, "currency": ["gbp"]})
    assert (caught.value.row, caught.value.field) == (0, "currency")
    for name in ("nul\0inside", "x" * 65536):
        with pytest.raises(revops.errors.Invalid):
            state({**one, "project": [name]})
    with pytest.raises(UnicodeEncodeError):
        state({**one, "project": ["\ud800"]})


def test_a_converted_column_is_counted_once_per_batch(one):
    assert copies_of(lambda: state({**one, "economic_day": 20484})) == 2
