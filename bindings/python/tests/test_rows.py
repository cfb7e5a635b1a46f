"""Rows out: one buffer, looked at by numpy, pandas, records and Arrow."""
import datetime
from fractions import Fraction

import numpy
import pandas
import pytest
import revops
from conftest import transactions


@pytest.fixture
def rows(revenue):
    revenue.transactions.add(economic_day="2026-01-31", currency="GBP", gross_minor=1000,
                             fee_minor=30, project="atlas", kind="sale")
    revenue.spend.add(economic_day="2026-01-31", currency="GBP", amount_minor=300)
    return revenue.rows(granularity="month", group_by=["project", "kind"])


def test_the_array_is_the_memory_that_the_library_wrote(rows):
    assert rows.array.base is not None and rows["net_minor"].base is not None
    assert rows.array.itemsize == rows.shape.size
    assert (rows["gross_minor"] == rows["tax_minor"] + rows["fee_minor"] + rows["net_minor"]).all()


def test_every_field_of_a_record_shape_lies_where_the_shape_says():
    from revops.rows import dtype
    for shape in revops.Shape.all():
        if shape.kind == revops.SHAPE_RECORD:
            made = dtype(shape)
            assert {name: made.fields[name][1] for name in made.names} == {
                field.name: field.offset for field in shape.shown}
            assert made.itemsize == shape.size


def test_records_show_dates_words_codes_and_texts(rows):
    last = [row for row in rows if row.currency == "GBP"][0]
    assert last.project == "atlas" and last.kind == "sale" and last.net_minor == 970
    assert last.from_day == datetime.date(2026, 1, 1)
    assert last == rows[[row.currency for row in rows].index("GBP")]
    assert rows[-1] == list(rows)[-1] and rows[0:2] == list(rows)[:2]
    assert type(last.net_minor) is int
    with pytest.raises(IndexError):
        rows[len(rows)]


def test_ratios_are_fractions_or_none(revenue, rows):
    got = {row.currency: row.roas for row in revenue.profit_rows()}
    assert got == {"EUR": None, "GBP": Fraction(97, 30)}


def test_pandas_gets_datetimes_words_codes_and_fractions(revenue, rows):
    frame = rows.to_pandas()
    assert frame["from_day"].dtype == "datetime64[ns]"
    assert set(frame["kind"]) == {"sale"} and set(frame["currency"]) == {"EUR", "GBP"}
    assert frame["net_minor"].dtype == "int64"
    exact, plot = revenue.profit_rows().to_pandas(), revenue.profit_rows().to_pandas(exact=False)
    assert list(exact["roas"]) == [None, Fraction(97, 30)]
    assert plot["roas"].dtype == "float64" and plot["roas"].isna().tolist() == [True, False]


def test_days_beyond_datetime64_stay_days():
    with revops.Revenue() as revenue:
        revenue.transactions.add(economic_day=["0001-01-01", "9999-12-31"], currency="EUR",
                                 gross_minor=10, fee_minor=1)
        frame = revenue.rows(granularity="day", from_day="0001-01-01", to_day=2932897).to_pandas()
    assert frame["from_day"].tolist() == [datetime.date(1, 1, 1), datetime.date(9999, 12, 31)]
    assert frame["to_day"].tolist() == [datetime.date(1, 1, 2), 2932897]


def test_a_report_of_many_rows_arrives_whole():
    with revops.Revenue(dimensions=["customer"]) as revenue:
        revenue.transactions.add(economic_day=1, currency="EUR", gross_minor=10, fee_minor=1,
                                 customer=numpy.arange(1, 5001, dtype="u8"))
        assert revenue.rows(group_by="customer")["customer"].tolist() == list(range(1, 5001))
        assert len(revenue.rows(group_by="customer")) == 5000


def test_rows_go_back_in_as_a_frame(revenue):
    rows = revenue.rows(granularity="day", group_by=["project", "kind"])
    for frame in (rows, rows.array, rows.to_pandas()):
        with revops.Revenue() as other:
            other.transactions.add(frame, economic_day=rows["from_day"])
            assert other.rows()["net_minor"].tolist() == revenue.rows()["net_minor"].tolist()


def test_queries_take_words_dates_masks_and_bounds(revenue):
    whole = revenue.rows(granularity="day")
    first, last = whole[0].from_day, whole[-1].to_day
    half = revenue.rows(from_day=first, to_day=str(last), granularity="total")
    assert half["net_minor"].sum() == whole["net_minor"].sum()
    bounds = numpy.array([whole["from_day"][0], whole["to_day"][-1]], "i4")
    assert revenue.rows(granularity="bounds", bounds=bounds, from_day=int(bounds[0]),
                        to_day=int(bounds[1]))["net_minor"].tolist() == half["net_minor"].tolist()
    assert len(revenue.rows(group_by="project kind")) == len(revenue.rows(group_by=["project", 1]))
    with pytest.raises(TypeError, match="revenue_query has no granularty; it has granularity"):
        revenue.rows(granularty="day")
    with pytest.raises(revops.errors.Invalid, match="one of day, week, month"):
        revenue.rows(granularity="fortnight")


def test_a_filter_by_text_finds_the_key_of_the_text(rows, revenue):
    assert [row.net_minor for row in revenue.rows(project="atlas")] == [970]


def test_writers_print_rows_with_their_names(rows, revenue):
    text = revenue.rows(project="atlas", group_by="project").write(
        "markdown", fields=["project", "net_minor"], flags=["totals"])
    assert text == ("| project | net_minor |\n|---|---:|\n| atlas | 9.70 |\n"
                    "| **Total** | **9.70** |\n")
    blocks = []
    revenue.rows().write("json", sink=blocks.append)
    assert b"".join(blocks).decode() == revenue.rows().write()


def test_rows_of_ones_own_are_rows():
    made = revops.Rows.of("transaction_row", [{"gross_minor": 5, "kind": "refund", "currency": "EUR",
                                               "economic_day": "2026-01-01", "project": "atlas"}])
    assert made[0].kind == "refund" and made[0].economic_day == datetime.date(2026, 1, 1)
    assert made["project"][0] == revops.key("atlas")
    assert isinstance(made.to_pandas(), pandas.DataFrame)


def test_states_of_equal_rows_are_equal_however_they_came():
    frame = transactions(400)
    with revops.Revenue() as parts:
        for place in range(0, 400, 37):
            parts.transactions.add({name: value if isinstance(value, str) else value[place:place + 37]
                                    for name, value in frame.items()})
        with revops.Revenue() as whole:
            whole.transactions.add(frame)
            assert parts.save() == whole.save()
