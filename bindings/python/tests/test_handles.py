"""Handles of the catalogue: states, merging, pickles, names, threads and processes."""
import copy
import os
import pickle
import sys
import threading
import time

import numpy
import pytest
import revops
from conftest import state, transactions
from revops import errors

KINDS = list(revops.catalogue.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_has_a_class_with_its_feeds_and_reports(kind):
    made = getattr(revops, revops.handles.class_name(kind.name))
    assert made.__name__ in revops.__all__ and kind.about[1:] in made.__doc__
    with made() as handle:
        for feed in kind.feeds.values():
            door = getattr(handle, feed.name)
            assert hasattr(door, "remove") == (feed.remove is not None)
            empty = {field.name: [] for field in feed.batch.fields
                     if field.type == revops.TYPE_COLUMN}
            door.add(empty)
            door.read([empty])
            if feed.remove:
                door.remove(empty)
        if kind.compute:
            handle.compute()
        for report in kind.reports.values():
            assert len(getattr(handle, report.name)()) == 0
        if kind.state:
            with made() as other:
                assert handle.merge(other).save() == other.save()
            assert revops.state_verify(handle.save()).kind == kind.state
            assert made.load(handle.save()).save() == handle.save()
            assert pickle.loads(pickle.dumps(handle)).save() == handle.save()


def test_a_state_loads_to_the_same_state(revenue):
    again = revops.Revenue.load(revenue.save())
    assert again.save() == revenue.save()
    assert revops.Revenue.load(memoryview(bytearray(revenue.save()))).save() == revenue.save()


def test_a_pickle_is_the_state_and_its_names(revenue):
    revenue.transactions.add(economic_day=1, currency="EUR", gross_minor=5, fee_minor=1, project="a")
    again = pickle.loads(pickle.dumps(revenue))
    assert again.save() == revenue.save() and again.names.save() == revenue.names.save()
    assert copy.copy(revenue).save() == revenue.save()


def test_an_aggregate_of_a_union_is_the_merge_of_the_aggregates():
    left, right = transactions(500, seed=2), transactions(700, seed=3)
    merged = revops.Revenue.load(state(left)).merge(revops.Revenue.load(state(right)))
    assert merged.save() == state(left, right) == state(right, left)
    with pytest.raises(errors.Invalid, match="same twice"):
        merged.merge(merged)


def test_what_was_added_can_be_taken_back(revenue):
    before, frame = revenue.save(), transactions(200, seed=9)
    revenue.transactions.add(frame).transactions.remove(frame)
    assert revenue.save() == before


def test_a_feed_without_an_inverse_has_no_remove(revenue):
    assert not hasattr(revenue.rates, "remove")


def test_texts_of_keys_are_remembered_shared_and_merged():
    names = revops.Names()
    with revops.Revenue(names=names) as one, revops.Revenue(names=names) as two:
        for handle, project in ((one, "atlas"), (two, "zephyr")):
            handle.transactions.add(economic_day=1, currency="EUR", gross_minor=5, fee_minor=1,
                                    project=[project])
        one.merge(two)
        assert sorted(row.project for row in one.rows(group_by="project")) == ["atlas", "zephyr"]
    assert len(names) == 2 and "atlas" in names and "other" not in names
    assert names[revops.key("atlas")] == "atlas" and names.text(12345) == 12345


def test_without_names_keys_stay_numbers():
    with revops.Revenue(names=False) as revenue:
        revenue.transactions.add(economic_day=1, currency="EUR", gross_minor=5, fee_minor=1,
                                 project=["atlas"])
        assert revenue.rows(group_by="project")[0].project == revops.key("atlas")
        assert revenue.names is None


def test_options_nest_as_in_c():
    assert state(fx={"pivot": "USD"}) == state(pivot="USD") != state()
    assert state(currencies={"defs": {"XAU": 4}}) == state(defs={"XAU": 4}) != state()


def test_a_handle_works_in_both_processes_after_a_fork(revenue):
    frame = transactions(100, seed=5)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            revenue.transactions.add(frame)
            os.write(writer, revops.sha256(revenue.save()))
        finally:
            os._exit(0)
    revenue.transactions.add(frame)
    os.waitpid(child, 0)
    assert os.read(reader, 32) == revops.sha256(revenue.save())


def test_other_threads_run_during_a_call():
    ticks, running = [0], [True]

    def tick():
        while running[0]:
            ticks[0] += 1
            time.sleep(0.0005)

    frame = transactions(3_000_000)
    thread, interval = threading.Thread(target=tick), sys.getswitchinterval()
    thread.start()
    try:
        sys.setswitchinterval(60)  # nobody is asked to give way: only a call without the GIL does
        with revops.Revenue() as revenue:
            time.sleep(0.01)
            before = ticks[0]
            revenue.transactions.add(frame)
            during = ticks[0] - before
    finally:
        sys.setswitchinterval(interval)
        running[0] = False
        thread.join()
    assert during > 0


def test_a_second_thread_finds_the_handle_busy_and_readers_share_it():
    inside, leave, seen = threading.Event(), threading.Event(), []

    def progress(done, total):
        inside.set()
        leave.wait(10)

    with revops.Revenue(progress=progress) as revenue:
        thread = threading.Thread(target=lambda: revenue.transactions.add(transactions(10)))
        thread.start()
        inside.wait(10)
        for call in (revenue.save, revenue.close):
            with pytest.raises(errors.Busy):
                call()
        leave.set()
        thread.join()
        revenue.save()
    with revops.Revenue() as revenue:
        revenue.transactions.add(transactions(1000))
        threads = [threading.Thread(target=lambda: seen.append(len(revenue.rows()))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert seen == [1] * 8


def test_handles_of_different_threads_do_not_meet():
    made = [None] * 4

    def work(place):
        made[place] = state(*(transactions(2000, seed=seed) for seed in range(5)))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1 and made[0]


def test_an_unclosed_handle_is_freed():
    import resource
    frame = {"economic_day": numpy.arange(20_000, 25_000), "currency": "EUR", "gross_minor": 5,
             "fee_minor": 1}
    for rounds in (50, 400):
        for _ in range(rounds):
            revops.Revenue().transactions.add(frame)
        if rounds == 50:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_states_of_a_newer_version_are_unsupported(revenue):
    state_ = bytearray(revenue.save())
    state_[12:14] = (99).to_bytes(2, "big")
    state_[-8:] = revops.sha256(state_[:-8])[:8]
    with pytest.raises(errors.Unsupported):
        revops.Revenue.load(bytes(state_))


def test_help_tells_what_there_is():
    assert revops.Revenue.transactions.__doc__ == "what customers paid and got back"
    assert "Revenue by period" in revops.Revenue.rows.__doc__
    import inspect
    assert list(inspect.signature(revops.allocate).parameters)[:2] == ["amount_minor", "weights"]
    assert "sum to the amount" in revops.allocate.__doc__
