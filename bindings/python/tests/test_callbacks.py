"""The host's callables: what they raise comes out, what they give is checked, nothing is lost."""
import gc
import sys
import weakref

import numpy
import pytest
import revops
from conftest import state, transactions
from revops import errors


class Stop(Exception):
    pass


def batches(count, then=None):
    for place in range(count):
        yield transactions(100, seed=place)
    if then is not None:
        raise then


def test_a_source_gives_what_adding_gives(revenue):
    with revops.Revenue() as read:
        read.transactions.read(batches(5))
        assert read.save() == state(*batches(5))


@pytest.mark.parametrize("error", [Stop("mine"), KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_what_a_source_raises_comes_out_with_its_trace(revenue, error):
    before = revenue.save()
    with pytest.raises(type(error)) as caught:
        revenue.transactions.read(batches(3, then=error))
    assert caught.value is error
    assert any(entry.name == "batches" for entry in caught.traceback)
    assert revenue.save() == before


@pytest.mark.parametrize("nothing", [None, 0])
def test_a_source_that_gives_nothing_is_a_failure_of_the_host(revenue, nothing):
    before = revenue.save()
    with pytest.raises(errors.Host, match=f"expected a batch, got {nothing}"):
        revenue.transactions.read([transactions(10), nothing])
    assert revenue.save() == before


@pytest.mark.parametrize("count", [-1, 2**31, 2**63])
def test_a_garbage_count_is_refused_by_the_field_count(revenue, count):
    before = revenue.save()
    row = {"economic_day": 1, "currency": "EUR", "gross_minor": 5, "fee_minor": 1}
    with pytest.raises(errors.Invalid) as caught:
        revenue.transactions.read([{**row, "count": count}])
    assert caught.value.field == "count" and revenue.save() == before
    with pytest.raises(errors.Invalid) as caught:
        revenue.transactions.add({**row, "count": count})
    assert caught.value.field == "count" and revenue.save() == before


def test_a_handle_is_busy_inside_its_own_callback(revenue):
    before, seen = revenue.save(), []

    def reenter():
        yield transactions(10)
        for call in (revenue.save, revenue.rows, revenue.close,
                     lambda: revenue.transactions.add(transactions(1))):
            with pytest.raises(errors.Busy):
                call()
            seen.append(call)
        revenue.rows()

    with pytest.raises(errors.Busy):
        revenue.transactions.read(reenter())
    assert len(seen) == 4 and revenue.save() == before


def test_the_end_of_a_source_is_the_end_of_the_data(revenue):
    before = revenue.save()
    revenue.transactions.read([])
    assert revenue.save() == before


def test_a_bad_batch_is_refused_with_its_row_over_all_batches(revenue):
    bad = transactions(100)
    bad["gross_minor"][7] = -1
    with pytest.raises(errors.Invalid) as caught:
        revenue.transactions.read([transactions(100), transactions(50), bad])
    assert (caught.value.row, caught.value.field) == (157, "gross_minor")


def test_memory_of_a_batch_lives_until_the_next_one(revenue):
    class Array(numpy.ndarray):
        pass

    alive = []

    def source():
        for place in range(4):
            gross = numpy.arange(100, 200).view(Array)
            alive.append(weakref.ref(gross))
            yield {"economic_day": place, "currency": "EUR", "gross_minor": gross, "fee_minor": 1}
            del gross
            gc.collect()
            assert alive[-1]() is None or place < 4
            assert all(one() is None for one in alive[:-1])

    revenue.transactions.read(source())
    gc.collect()
    assert all(one() is None for one in alive)


def test_progress_is_told_and_can_cancel():
    asked = []
    with revops.Revenue(progress=lambda done, total: asked.append((done, total))) as revenue:
        revenue.transactions.add(transactions(200_000))
        assert asked[0][0] == 0 and asked[-1][0] >= 131_072 and len(asked) >= 4
    with revops.Revenue(progress=lambda done, total: done < 65_536) as revenue:
        with pytest.raises(errors.Cancelled):
            revenue.transactions.add(transactions(200_000))
        assert revenue.save() == state()


def test_what_progress_raises_comes_out():
    def progress(done, total):
        if done:
            raise Stop("enough")
    with revops.Revenue(progress=progress) as revenue:
        with pytest.raises(Stop, match="enough"):
            revenue.transactions.add(transactions(200_000))
        assert revenue.save() == state()
        revenue.transactions.add(transactions(10))


def test_a_sink_that_says_false_stops(revenue):
    frame = transactions(50)
    cell = revenue.rows()[0]
    with pytest.raises(errors.Cancelled):
        revenue.explain(None, cell, "net_minor", [frame], lambda rows: False)

    def sink(rows):
        raise Stop
    with pytest.raises(Stop):
        revenue.explain(None, cell, "net_minor", [frame], sink)


def test_explain_lists_contributions_that_sum_to_the_cell(revenue):
    cell = revenue.rows()[0]
    rows = revenue.explain(None, cell, "net_minor", [transactions(50)])
    assert rows["amount_minor"].sum() == cell.net_minor and len(rows) == 50
    assert rows["row"].tolist() == list(range(50))


@pytest.mark.parametrize("answer, message", [
    (None, "expected a text, got None"), (7, "expected a text, got 7"),
    ("x" * 70_000, "expected 65536 bytes, got 70000"), (("a", "b"), "expected 1 results")])
def test_a_resolver_that_gives_no_text_is_a_failure_of_the_host(revenue, answer, message):
    with pytest.raises(errors.Host, match=message):
        revenue.rows(group_by="project").write("csv", resolver=lambda key: answer)


def test_a_resolver_gives_texts(revenue):
    text = revenue.rows(group_by="project").write("csv", resolver=lambda key: f"p{key}")
    assert ",p1," in text and ",p8," in text


def test_references_are_balanced_after_ten_thousand_calls(revenue):
    frame, bad = transactions(3), transactions(3)
    bad["gross_minor"][1] = -1
    error, cell = Stop("again"), revenue.rows()[0]

    def source():
        yield frame
        raise error

    def fail(call, *given):
        try:
            call(*given)
        except (revops.Error, Stop):
            return
        raise AssertionError("it did not fail")

    def resolver(key):
        raise error

    arrays = [one for columns in (frame, bad) for one in columns.values() if not isinstance(one, str)]
    watched = [frame, bad, *arrays, error, source, resolver, revenue]
    rows = revenue.rows(group_by="project")
    for rounds in (10, 2500):  # first whatever is kept for good
        gc.collect()
        before, objects = [sys.getrefcount(one) for one in watched], len(gc.get_objects())
        for _ in range(rounds):
            fail(revenue.transactions.add, bad)
            fail(revenue.transactions.read, source())
            fail(revenue.explain, None, cell, "net_minor", [frame])
            fail(lambda: rows.write("csv", resolver=resolver))
        error.__traceback__ = None
        gc.collect()
    assert [sys.getrefcount(one) for one in watched] == before
    assert len(gc.get_objects()) - objects < 100
