"""What is refused: one class per status, with row, field, offset and message."""
import pickle

import pytest
import revops
from conftest import transactions
from revops import errors


def test_there_is_a_class_for_every_status():
    for name, status in revops.errors.CONSTANTS.items():
        if name.startswith("E_"):
            made = getattr(errors, name[2:].capitalize())
            assert made.status == status and issubclass(made, revops.Error)
            assert revops.status_name(status) == name[2:].lower()


def test_errors_are_fitting_built_ins():
    assert issubclass(errors.Invalid, ValueError) and issubclass(errors.Missing, LookupError)
    assert issubclass(errors.Overflow, ArithmeticError) and issubclass(errors.Nomem, MemoryError)


def test_an_error_tells_row_field_and_message(revenue):
    frame = transactions(9)
    frame["gross_minor"][4] = -1
    with pytest.raises(errors.Invalid) as caught:
        revenue.transactions.add(frame)
    assert (caught.value.row, caught.value.field, caught.value.offset) == (4, "gross_minor", None)
    assert str(caught.value).startswith("invalid: row 4, gross_minor: expected")


def test_a_failed_call_changes_nothing(revenue):
    before = revenue.save()
    for bad in ({"gross_minor": [5, -5]}, {"gross_minor": 1.5}, {"currency": "gbp"}, {"bogus": 1}):
        frame = {"economic_day": 1, "currency": "EUR", "gross_minor": [5, 6], "fee_minor": 1, **bad}
        with pytest.raises(errors.Invalid):
            revenue.transactions.add(frame, strict=True)
    assert revenue.save() == before


def test_an_error_survives_pickle(revenue):
    try:
        revenue.transactions.add(gross_minor=1)
    except revops.Error as error:
        again = pickle.loads(pickle.dumps(error))
        assert (type(again), str(again)) == (type(error), str(error))


def test_a_damaged_state_is_refused_with_an_offset(revenue):
    state = bytearray(revenue.save())
    state[40] ^= 1
    with pytest.raises(errors.Damaged) as caught:
        revops.Revenue.load(state)
    assert caught.value.offset is not None


def test_a_closed_handle_is_a_value_error(revenue):
    made = revops.Revenue()
    made.close()
    made.close()
    assert made.closed
    for call in (made.save, made.rows, lambda: made.transactions.add(gross_minor=1),
                 lambda: made.merge(revenue), lambda: revenue.merge(made),
                 lambda: made.explain(None, {}, "net_minor", [])):
        with pytest.raises(ValueError, match="closed"):
            call()


def test_unknown_options_are_named():
    with pytest.raises(TypeError, match="revenue_options has no dimension; it has dimensions"):
        revops.Revenue(dimension="project")


def test_limits_of_the_host_hold():
    with revops.Revenue(max_rows=10) as revenue:
        with pytest.raises(errors.Limit):
            revenue.transactions.add(transactions(11))
    with revops.Revenue(max_bytes=100_000) as revenue:
        with pytest.raises(errors.Limit):
            revenue.transactions.add(transactions(100_000))


def test_merging_other_options_is_a_mismatch():
    with revops.Revenue(dimensions="kind") as left, revops.Revenue(dimensions="project") as right:
        with pytest.raises(errors.Mismatch):
            left.merge(right)
    with revops.Fx() as fx, pytest.raises(TypeError, match="expected a Revenue"):
        revops.Revenue().merge(fx)
