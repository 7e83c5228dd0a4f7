"""Two mutations that meet, in two processes at the same instant, end as one of the two orders would."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.policy.actor import Actor
from tests.e2e.clerks import Clerk, Result, at_once, clerks
from tests.e2e.pairs import LATER, STANDS, STEPS, left, pairs, situation
from tests.services.practice import SmallPractice

#: Every pair meets with the client in so many of the stands; the soak takes all.
STANDS_A_PAIR: Final = int(os.environ.get("CASELOAD_SOAK_STANDS", "1"))


@pytest.fixture
def practice(database_url: str) -> Iterator[tuple[asyncio.Runner, SmallPractice, Actor]]:
    """Two teams and an administrator."""
    with asyncio.Runner() as runner:
        practice = SmallPractice(open_database(database_url))
        for name in ("north", "south"):
            runner.run(practice.team(name))
        yield runner, practice, runner.run(practice.person("ADMIN"))
        runner.run(practice.database.close())


@pytest.mark.timeout(900)
def test_any_two_mutations_at_once_end_as_one_of_the_two_orders_would(
    practice: tuple[asyncio.Runner, SmallPractice, Actor], database_url: str
) -> None:
    runner, small, actor = practice
    numbers = count()
    met = set()
    with clerks(database_url, 2) as both:
        for at, (one, other) in enumerate(pairs()):
            for stand in (STANDS[(at + shift) % len(STANDS)] for shift in range(STANDS_A_PAIR)):
                orders = [
                    _in_order(runner, small, actor, both[0], str(next(numbers)), stand, order)
                    for order in ((one, other), (other, one))
                ]
                it = runner.run(situation(small, actor, str(next(numbers)), stand))
                results = at_once(both, [(STEPS[one](it), actor), (STEPS[other](it), actor)], LATER)
                ended = ({one: results[0], other: results[1]}, runner.run(left(small, it)))
                if one == other:
                    ended = (_both(results), ended[1])
                assert ended in orders, (one, other, stand)
                met.add(orders.index(ended) if orders[0] != orders[1] else None)
    # Orders differ for many pairs: either may come first.
    assert {0, 1} <= met


def _in_order(
    runner: asyncio.Runner,
    small: SmallPractice,
    actor: Actor,
    clerk: Clerk,
    number: str,
    stand: str,
    order: tuple[str, str],
) -> tuple[dict[Any, Any], dict[str, Any]]:
    it = runner.run(situation(small, actor, number, stand))
    results = [at_once([clerk], [(STEPS[each](it), actor)], LATER)[0] for each in order]
    said = _both(results) if order[0] == order[1] else dict(zip(order, results, strict=True))
    return said, runner.run(left(small, it))


def _both(results: Sequence[Result]) -> dict[Any, Any]:
    """What a step and its twin came to, whichever was which."""
    return {"both": sorted(map(repr, results))}
