"""Every function that is no part of the catalogue, by its own name."""
import datetime
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
import revops
from revops import errors


def test_allocation_gives_parts_that_sum_to_the_whole():
    assert revops.allocate(1000, ["70%", "20%", "10%"]) == [700, 200, 100]
    assert revops.allocate(100, [2, 3, 1]) == [33, 50, 17]
    assert revops.allocate(100, [2, 3, 1], {"remainder": "to_first"}) == [34, 50, 16]
    assert revops.allocate(100, [Fraction(1, 3), "1/3", Decimal("0.25")]) == [37, 36, 27]
    assert revops.allocate(101, [1, 1], remainder="separate", remainder_minor=True) == ([50, 50], 1)
    with pytest.raises(errors.Invalid) as caught:
        revops.allocate(100, [1, -1])
    assert (caught.value.row, caught.value.field) == (1, "weights")
    with pytest.raises(errors.Invalid, match="an integer"):
        revops.allocate(1.5, [1])
    with pytest.raises(TypeError, match="allocate: weights is missing"):
        revops.allocate(100)
    with pytest.raises(TypeError, match="allocate has no reminder"):
        revops.allocate(100, [1], reminder="separate")


def test_many_amounts_are_allocated_as_one():
    parts = revops.allocate_many({"amount_minor": numpy.array([100, 101, -7])}, [1, 2])
    assert parts.tolist() == [revops.allocate(amount, [1, 2]) for amount in (100, 101, -7)]
    assert numpy.asarray(parts).sum(axis=1).tolist() == [100, 101, -7]


def test_a_refund_takes_frozen_parts_back():
    assert revops.refund_reverse([700, 200, 100], 0, 1000) == [700, 200, 100]
    first = revops.refund_reverse([700, 200, 100], 0, 333)
    assert [a + b for a, b in zip(first, revops.refund_reverse([700, 200, 100], 333, 667))] == [
        700, 200, 100]


def test_fees_are_taken_out_and_reversed():
    lines = [{"share": "2.9%", "fixed_minor": 30}, {"share_num": 1, "share_den": 100}]
    sale, parts = revops.fee_separate(1000, 0, lines, line_minor=True)
    assert sale.fee_minor == sum(parts) == 69 and sale.net_minor == 931
    assert revops.fee_separate(1000, 0, lines) == sale
    back = revops.fee_reverse(sale, parts, [{**line, "refund": "proportional"} for line in lines], 0, 1000)
    assert (back.gross_minor, back.fee_minor) == (1000, 69)
    assert revops.fee_gross_up(931, lines).gross_minor == 1000


def test_a_sale_is_split_in_parts_that_sum_to_its_net():
    sale = revops.fee_separate(100_000, 0, [{"fixed_minor": 1000}])
    rules = [{"party": "author", "share": "70%", "step": 1, "basis": "held"},
             {"party": "house", "kind": "rest", "step": 1}]
    parts, shortfall = revops.split_compute(sale, rules, shortfall_minor=True)
    assert sum(part.amount_minor for part in parts) == sale.net_minor and shortfall == 0
    assert {row.party for row in parts} == {revops.key("author"), revops.key("house")}
    many = [{"party": i + 1, "share": "1/1000", "step": 1, "basis": "held"} for i in range(999)]
    parts = revops.split_compute(sale, [*many, {"party": 5000, "kind": "rest", "step": 1}])
    assert len(parts) == 1000 and sum(part.amount_minor for part in parts) == sale.net_minor


def test_reserves_are_planned():
    plan = revops.reserve_plan(1000, datetime.date(2026, 1, 1), "10%", 90, 0)
    assert plan.hold_minor == 100 and plan.release_day == datetime.date(2026, 4, 1)


def test_money_is_exact_or_refused():
    assert revops.money_add(1, 2) == 3 and revops.money_subtract(1, 2) == -1
    assert revops.money_negate(5) == -5
    assert revops.money_scale(1001, 1, 2) == 500 and revops.money_scale(1001, 1, 2, "half_up") == 501
    assert revops.money_scale(1001, 1, 2, revops.ROUND_HALF_UP) == 501
    assert revops.money_parse("-12.50", 2) == -1250 and revops.money_format(-1250, 2) == "-12.50"
    with pytest.raises(errors.Overflow):
        revops.money_add(2**63 - 1, 1)
    with pytest.raises(errors.Invalid) as caught:
        revops.money_parse("12.505", 2)
    assert caught.value.offset == 5
    with pytest.raises(OverflowError):
        revops.money_negate(2**63)


def test_currencies_have_codes_and_exponents():
    code = revops.currency_parse("JPY")
    assert revops.currency_format(code) == "JPY"
    assert revops.currency_exponent(code) == revops.currency_exponent("JPY") == 0
    assert revops.currency_exponent("XAU", {"defs": {"XAU": 4}}) == 4
    assert revops.currency_exponent("XAU", defs={"XAU": 4, "BTC": 8}) == 4
    with pytest.raises(errors.Missing):
        revops.currency_exponent("XAU")


def test_days_months_and_instants_are_read_and_written():
    day = revops.day_parse("2026-02-28")
    assert revops.day_format(day) == revops.day_format(datetime.date(2026, 2, 28)) == "2026-02-28"
    assert revops.day_make(2026, 2, 28) == day
    assert revops.day_format(revops.day_add_months("2026-01-31", 1, 0)) == "2026-02-28"
    assert revops.day_split(day).weekday == 6 and revops.day_split(day).iso_week == 9
    assert revops.day_from_instant(-1, 0) == -1
    assert revops.day_from_instant(datetime.datetime(2026, 2, 27, 23, tzinfo=datetime.timezone.utc),
                                   3600) == day
    assert revops.month_of(day) == revops.month_parse("2026-02") == 56 * 12 + 1
    assert revops.month_format(56 * 12 + 1) == "2026-02"
    assert revops.day_format(revops.month_first_day(56 * 12 + 1)) == "2026-02-01"
    instant = revops.instant_parse("2026-02-28T01:02:03.5Z")
    assert revops.instant_format(instant) == "2026-02-28T01:02:03.500Z"


def test_periods_tile_a_range():
    asked = revops.periods_resolve({"week_start": 1}, "quarterly", "2026-02-28")
    assert (asked.from_day, asked.to_day) == (datetime.date(2026, 1, 1), datetime.date(2026, 4, 1))
    assert revops.period_count(asked, granularity="month") == 3
    rows = revops.period_rows(asked, granularity="day")
    assert len(rows) == 90 and rows[0].to_day == rows[1].from_day
    assert len(revops.period_rows(from_day=0, to_day=2_000, granularity="day")) == 2000


def test_ratios_are_fractions():
    third = revops.ratio_parse("7/21")
    assert third == Fraction(1, 3) and revops.ratio_make(1, 0) is None
    assert revops.share_parse("12.5%") == Fraction(1, 8)
    assert revops.ratio_add(third, "1/6") == Fraction(1, 2)
    assert revops.ratio_subtract(1, third) == Fraction(2, 3)
    assert revops.ratio_multiply(third, 3) == 1 and revops.ratio_divide(third, 0) is None
    assert revops.ratio_compare("1/3", third) == 0 and revops.ratio_compare(None, 0) == -1
    assert revops.ratio_round("7/2", "half_even", 1) == 4
    assert revops.ratio_format(third, -1) == "1/3" and revops.ratio_format(third, 3) == "0.333"
    assert revops.ratio_weights(["70%", "30%"]) == [7, 3]
    with pytest.raises(errors.Invalid):
        revops.ratio_add(0.5, 1)


def test_a_transaction_is_checked_and_completed():
    made = revops.transaction_check({"gross_minor": 1000, "tax_minor": 100, "fee_minor": 30,
                                     "currency": "GBP", "economic_day": "2026-01-31"}, ["tax", "fee"])
    assert made.net_minor == 870 and made.currency == "GBP"
    assert revops.transaction_check(made, revops.HAS_NET | revops.HAS_TAX).fee_minor == 30
    with pytest.raises(errors.Invalid) as caught:
        revops.transaction_check(made._replace(kind="refund"), "fee")
    assert caught.value.field == "gross_minor"


def test_columns_are_read_as_the_library_reads_them():
    assert revops.column_copy(numpy.array([1, 2, 3], "u1")[::-1], "int64") == [3, 2, 1]
    values, valid = revops.column_copy([1, None], "int32", valid=True)
    assert (values, valid) == ([1, 0], [1, 0])
    assert revops.column_copy(numpy.array([1.5]), revops.TYPE_DOUBLE) == [1.5]
    assert revops.column_copy(7, "uint8", 3) == [7, 7, 7]
    with pytest.raises(errors.Invalid) as caught:
        revops.column_copy([1, 300], "uint8")
    assert caught.value.row == 1


def test_rates_convert_exactly():
    with revops.Fx(max_age_days=3) as fx, revops.Fx(max_age_days=3) as other:
        fx.rates.add(day="2026-01-01", from_currency="USD", to_currency="EUR", rate_num=9, rate_den=10)
        other.rates.add(day="2026-01-02", from_currency="USD", to_currency="GBP", rate_num=8,
                        rate_den=10)
        fx.merge(other)
        assert fx.rate("USD", "EUR", "2026-01-02") == (Fraction(9, 10), 20454)
        got = fx.convert(1005, "USD", "EUR", datetime.date(2026, 1, 2), "half_up")
        assert (got.amount_minor, got.residue_num, got.residue_den) == (905, -1, 2)
        many = fx.convert_many({"amount_minor": [100, 200], "from_currency": "USD",
                                "to_currency": ["EUR", "USD"], "day": "2026-01-01"})
        assert many.tolist() == [90, 200]
        with pytest.raises(errors.Missing):
            fx.rate("USD", "EUR", "2026-01-09")


def test_fees_are_filled_in_where_an_export_leaves_them_out():
    with revops.Fees() as fees:
        fees.lines.add(platform=["stripe"], currency="USD", share_num=29, share_den=1000,
                       fixed_minor=30)
        fee, net = fees.apply({"economic_day": "2026-01-01", "currency": "USD",
                               "platform": "stripe", "gross_minor": [10000, 5000]})
        assert (fee.tolist(), net.tolist()) == ([320, 175], [9680, 4825])
        with pytest.raises(errors.Missing):
            fees.apply({"economic_day": "2026-01-01", "currency": "USD", "platform": "paddle",
                        "gross_minor": [10000]})


def test_names_remember_texts():
    with revops.Names() as names:
        assert names.add("atlas") == revops.key("atlas")
        keys = names.add_column(numpy.array([b"zephyr", b"atlas", b""]))
        assert keys == [revops.key("zephyr"), revops.key("atlas"), 0]
        assert names.add_column(["a" * 300, "é", None]) == [revops.key("a" * 300), revops.key("é"), 0]
        assert names.count() == len(names) == 4
        assert names.find(keys[0]) == "zephyr" and names.find(revops.key("a" * 300)) == "a" * 300
        assert names.resolve(keys[0]) == "zephyr" and names.resolve(77) == "77"
        assert names.resolve(revops.key("a" * 300)) == "a" * 300
        with pytest.raises(errors.Missing):
            names.find(99)
        with pytest.raises(errors.Invalid) as caught:
            names.add("nul\0inside")
        assert caught.value.offset == 3
        other = revops.Names.load(names.save())
        other.add("more")
        assert len(names.merge(other)) == 5 and names.save() == other.save()


def test_names_keep_the_limits_of_the_host():
    with revops.Names(max_rows=1) as names:
        names.add("one")
        with pytest.raises(errors.Limit):
            names.add("two")


def test_payouts_explain_their_members():
    frame = {"economic_day": 20454, "currency": "EUR", "gross_minor": [100, 200], "fee_minor": 1,
             "payout": 7, "transaction": [1, 2]}
    with revops.Payouts() as payouts, revops.Payouts() as empty:
        empty.merge(payouts)
        payouts.transactions.add(frame)
        payouts.payouts.add(payout=7, day=20455, currency="EUR", amount_minor=298)
        row = payouts.rows()[0]
        assert (row.net_minor, row.paid_minor) == (298, 298)
        assert payouts.explain(row, "net_minor", [frame])["amount_minor"].tolist() == [99, 199]
        payouts.payouts.remove(payout=7, day=20455, currency="EUR", amount_minor=298)
        payouts.transactions.remove(frame)
        assert payouts.save() == empty.save()


def test_spend_can_be_taken_back(revenue):
    before, spend = revenue.save(), {"economic_day": 1, "currency": "EUR", "amount_minor": 5}
    revenue.spend.add(spend).spend.remove(spend)
    assert revenue.save() == before


def test_the_library_tells_about_itself():
    assert revops.version() == revops.VERSION == revops.__version__
    assert revops.version_number() == revops.VERSION_NUMBER
    assert revops.versions()["library"] == revops.version()
    assert revops.status_name(2) == "overflow" and revops.status_text(2)
    assert revops.sha256(b"abc").hex().startswith("ba7816bf")
    assert revops.catalog_count() == len(revops.catalogue)
    assert revops.catalog_at(0).name == next(iter(revops.catalogue))
    assert revops.catalog_at(99) is None and revops.catalog_find("nothing") is None
    assert revops.catalog_find("revenue").state == "REVN"
    assert revops.shape_at(0) is revops.Shape.all()[0] and revops.shape_count() > 20
    assert revops.shape_find("revenue_row") is revops.Shape.find("revenue_row")
    assert revops.shape_field("revenue_row", 0).name == "gross_minor"
    assert revops.shape_find("nothing") is None and revops.shape_field("revenue_row", 99) is None
    with pytest.raises(LookupError, match="there is no shape nothing"):
        revops.Writer("nothing")


@pytest.mark.parametrize("name", [name for name in dir(revops) if name.endswith("_init")])
def test_defaults_are_zero_but_for_their_size(name):
    made = getattr(revops, name)()
    zero = (0, None, (), datetime.date(1970, 1, 1))
    assert all(value in zero or isinstance(value, str) for value in made)


def test_a_state_is_verified_without_loading_it(revenue):
    info = revops.state_verify(revenue.save())
    assert (info.kind, info.version) == ("REVN", 1)
    with pytest.raises(errors.Damaged):
        revops.state_verify(b"")


def test_a_writer_is_used_by_hand(revenue):
    rows = revenue.rows()
    with revops.Writer("revenue_row", format="csv", fields=["currency", "count"]) as writer:
        writer.rows(rows).rows(rows.array).rows([rows[0]])
        assert writer.end() == "currency,count\r\n" + "EUR,50\r\n" * 3
        with pytest.raises(errors.Invalid):
            writer.end()
    with pytest.raises(errors.Invalid, match="format"):
        revops.Writer("revenue_row", format="xml")
