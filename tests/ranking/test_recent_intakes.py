"""How many clients a provider was given lately, as scorers are told."""

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pytest

from caseload_gql.db.models import Assignment
from caseload_gql.domain.vocabulary import AssignmentEndReason
from caseload_gql.matching.scoring import Scores
from caseload_gql.plugins.scorer import ScoringBatch
from caseload_gql.policy.actor import Actor
from tests.ranking.plugins import ADMIN, SUPERVISOR, rank, scoring
from tests.services.practice import TODAY, SmallPractice


async def told(practice: SmallPractice, actor: Actor = ADMIN) -> Mapping[str, int | None]:
    counts: dict[str, int | None] = {}

    def note(batch: ScoringBatch) -> Scores:
        counts.update({each.id.removeprefix("prv_"): each.recent_intakes for each in batch.providers})
        return np.full((len(batch.clients), len(batch.providers)), np.nan)

    await rank(practice, scoring("noting", note), actor=actor)
    return counts


async def given(practice: SmallPractice, client: str, provider: str, since: int) -> None:
    await practice.client(client)
    await practice.assignment(client, provider, since=since)


@pytest.fixture
async def ana(practice: SmallPractice) -> SmallPractice:
    """Ana and ben work in the team North."""
    await practice.provider("ana")
    await practice.provider("ben")
    return practice


async def test_the_last_28_days_count_today_among_them(ana: SmallPractice) -> None:
    for name, since in (("today", 0), ("first", 27), ("before", 28), ("long_ago", 400)):
        await given(ana, name, "ana", since)
    assert await told(ana) == {"ana": 2, "ben": 0}


async def test_days_are_those_of_the_practice(ana: SmallPractice) -> None:
    await given(ana, "early", "ana", 28)
    await given(ana, "late", "ben", 27)
    await ana.change(Assignment, "asg_early", assigned_on=TODAY - timedelta(days=27))
    await ana.change(Assignment, "asg_late", assigned_on=TODAY - timedelta(days=28))
    assert await told(ana) == {"ana": 1, "ben": 0}


async def test_who_has_gone_since_counts_and_what_was_undone_does_not(ana: SmallPractice) -> None:
    for name in ("gone", "undone"):
        await ana.client(name)
        await ana.ended(name, "ana", since=9, until=8)
    await ana.change(Assignment, "asg_undone_past", end_reason=AssignmentEndReason.UNDONE)
    assert await told(ana) == {"ana": 1, "ben": 0}


async def test_the_count_is_the_same_for_all_who_see_the_provider(ana: SmallPractice) -> None:
    await given(ana, "new", "ben", 3)
    assert await told(ana, SUPERVISOR) == await told(ana) == {"ana": 0, "ben": 1}
