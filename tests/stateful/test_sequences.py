"""Random sequences of all mutations by people of all roles leave what a model in plain Python says."""

import asyncio
import os
from collections.abc import Iterator
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from caseload_gql.db.engine import open_database
from tests.services.practice import SmallPractice
from tests.stateful.machine import Ground, Machine
from tests.stateful.roles import NORTH

#: Sequences on each of the two databases; `make search` draws more.
SEQUENCES: Final = int(os.environ.get("CASELOAD_SEARCH_SEQUENCES", "200")) // 2

#: Without shrinking a failure is told in seconds rather than minutes.
PHASES: Final = (
    (Phase.explicit, Phase.reuse, Phase.generate) if os.environ.get("CASELOAD_NO_SHRINKING") else tuple(Phase)
)


@pytest.fixture
def ground(database_url: str) -> Iterator[Ground]:
    """A practice of two teams, with somebody of every role."""
    with asyncio.Runner() as runner:
        practice = SmallPractice(open_database(database_url))
        for name in ("north", "south"):
            runner.run(practice.team(name))
        actors = {role: runner.run(practice.person(role)) for role in ("ADMIN", "SUPPORT_STAFF")}
        actors["STAFF"] = runner.run(practice.person("STAFF"))
        actors["supervisor"] = runner.run(practice.person("STAFF", NORTH))
        actors["qmhp"] = runner.run(practice.person("STAFF", company=frozenset({"qmhp"})))
        yield Ground(runner, practice, actors)
        runner.run(practice.database.close())


@pytest.mark.timeout(0)
def test_sequences_of_all_mutations_leave_what_the_model_says(ground: Ground) -> None:
    class OnThisGround(Machine):
        pass

    OnThisGround.ground = ground
    run_state_machine_as_test(
        OnThisGround,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=20,
            deadline=None,
            print_blob=True,
            report_multiple_bugs=False,
            phases=PHASES,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )
