"""What the tests share: the package of the build tree, and small frames."""
import datetime

import numpy
import pytest
import revops


def transactions(count=1000, seed=1, **changes):
    """Columns of random transactions as numpy arrays."""
    random = numpy.random.default_rng(seed)
    gross = random.integers(100, 100_000, count)
    return {"economic_day": random.integers(20_000, 20_400, count).astype("i4"),
            "currency": "EUR", "gross_minor": gross, "fee_minor": gross // 30,
            "project": random.integers(1, 9, count).astype("u8"),
            "customer": random.integers(1, 400, count).astype("u8"), **changes}


def state(*frames, **options):
    """The state of a revenue handle that got these frames."""
    with revops.Revenue(**options) as revenue:
        for frame in frames:
            revenue.transactions.add(frame)
        return revenue.save()


@pytest.fixture
def revenue():
    with revops.Revenue() as made:
        made.transactions.add(transactions(50))
        yield made


@pytest.fixture
def one():
    """One transaction, column by column, as Python values."""
    return {"economic_day": [datetime.date(2026, 1, 31)], "currency": "GBP",
            "gross_minor": [1000], "fee_minor": [30]}
