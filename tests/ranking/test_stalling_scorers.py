"""Scorers that stall or keep failing hold nobody up, are left alone for a while, and are let back."""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import pytest

from caseload_gql.errors import RankingUnavailable
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.scoring import Scores
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import Plugins
from caseload_gql.plugins.scorer import ScoringBatch
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.ranking.breaker import FAILURES, PAUSE_SECONDS
from caseload_gql.ranking.scores import Scorers, ScoreSheet
from tests.ranking.plugins import ADMIN, opinions, ranker, scoring
from tests.services.practice import TODAY, SmallPractice

BATCH: Final = ScoringBatch((ClientFacts("cli_a"),), (ProviderFacts("prv_a"),), date(2026, 11, 20))
GOOD: Final = np.array([[0.5]])


class Flaky:
    """A scorer that fails as long as a test says so."""

    def __init__(self) -> None:
        self.fails = True
        self.calls = 0

    def __call__(self, batch: ScoringBatch) -> Scores:
        self.calls += 1
        if self.fails:
            raise RuntimeError(batch.clients[0].id)
        return GOOD


class Stalling:
    """A scorer that stalls until it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.calls = 0

    def __call__(self, batch: ScoringBatch) -> Scores:
        self.calls += 1
        self.released.wait(30)
        if not batch.clients:
            raise RuntimeError
        return GOOD


@pytest.fixture
def stalling() -> Iterator[Stalling]:
    made = Stalling()
    yield made
    made.released.set()


def requiring(plugin: LoadedPlugin) -> LoadedPlugin:
    return replace(plugin, manifest=replace(plugin.manifest, required_scorers=(plugin.name,)))


async def asked(scorers: Scorers) -> ScoreSheet:
    return await scorers.ask(PracticeFacts(), BATCH)


async def test_a_scorer_that_stalls_is_left_out_while_others_are_answered(stalling: Stalling) -> None:
    plugin = scoring("slow", stalling)
    scorers = Scorers(Plugins([plugin, opinions("good", {"a": 0.5})]), seconds=0.05)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    other = asyncio.create_task(others())
    sheet = await asked(scorers)
    other.cancel()
    assert ([each.scorer for each in sheet.scored], sheet.degraded) == (["good"], ("slow",))
    assert turns > 1
    assert plugin.seen().faults == 1


async def test_one_that_still_runs_is_not_asked_again_until_it_has_ended(stalling: Stalling) -> None:
    scorers = Scorers(Plugins([scoring("slow", stalling)]), seconds=0.05)
    assert (await asked(scorers)).degraded == ("slow",)
    assert (await asked(scorers)).degraded == ("slow",)
    assert stalling.calls == 1
    stalling.released.set()
    for thread in [each for each in threading.enumerate() if each.name == "caseload-scorer"]:
        thread.join(30)
    assert (await asked(scorers)).degraded == ()
    assert stalling.calls == 2


async def test_one_that_keeps_failing_is_left_alone_and_let_back(caplog: pytest.LogCaptureFixture) -> None:
    moment, flaky = [0.0], Flaky()
    scorers = Scorers(Plugins([scoring("flaky", flaky)]), clock=lambda: moment[0])
    with caplog.at_level(logging.WARNING):
        for _ in range(FAILURES + 2):
            assert (await asked(scorers)).degraded == ("flaky",)
    assert flaky.calls == FAILURES
    assert "scorer 'flaky' of plugin 'flaky' keeps failing" in caplog.text
    moment[0] += PAUSE_SECONDS
    assert (await asked(scorers)).degraded == (await asked(scorers)).degraded == ("flaky",)
    assert flaky.calls == FAILURES + 1
    moment[0] += PAUSE_SECONDS
    flaky.fails = False
    with caplog.at_level(logging.WARNING):
        assert (await asked(scorers)).degraded == (await asked(scorers)).degraded == ()
    assert flaky.calls == FAILURES + 3
    assert "works again" in caplog.text
    assert "cli_a" not in caplog.text


async def test_a_success_in_between_keeps_it_going() -> None:
    flaky = Flaky()
    scorers = Scorers(Plugins([scoring("flaky", flaky)]))
    for at in range(4 * FAILURES):
        flaky.fails = at % FAILURES != 0
        await asked(scorers)
    assert flaky.calls == 4 * FAILURES


def exits(batch: ScoringBatch) -> Scores:
    sys.exit(len(batch.clients))


def recurses(batch: ScoringBatch) -> Scores:
    return recurses(batch)


@pytest.mark.parametrize("score", [exits, recurses, lambda batch: np.zeros((3_000, 3_000))])
async def test_one_that_exits_recurses_or_answers_by_the_million_is_left_out(
    score: Callable[[ScoringBatch], Scores],
) -> None:
    sheet = await asked(Scorers(Plugins([scoring("bad", score), opinions("good", {"a": 0.5})])))
    assert ([each.scorer for each in sheet.scored], sheet.degraded) == (["good"], ("bad",))


async def test_what_one_does_to_the_batch_the_next_does_not_see() -> None:
    def clears(batch: ScoringBatch) -> Scores:
        batch.clients.clear()  # type: ignore[attr-defined]  # a tuple, whatever it hopes for
        return GOOD

    sheet = await asked(Scorers(Plugins([scoring("bad", clears), opinions("good", {"a": 0.5})])))
    assert sheet.degraded == ("bad",)


async def test_each_scorer_has_attributes_of_its_own() -> None:
    def marks(batch: ScoringBatch) -> Scores:
        batch.clients[0].attributes["vip"].append("marked")
        return GOOD

    client = ClientFacts("cli_a", attributes={"vip": ["no"]})
    batch = replace(BATCH, clients=(client,))
    sheet = await Scorers(Plugins([scoring("bad", marks), scoring("worse", marks)])).ask(PracticeFacts(), batch)
    assert sheet.degraded == ()
    assert client.attributes == {"vip": ["no"]}


async def test_there_is_no_ranking_without_a_scorer_that_is_required(practice: SmallPractice) -> None:
    flaky = Flaky()
    plugin = requiring(scoring("legal", flaky))
    ranking = ranker(practice, plugin, opinions("good", {"ana": 0.5}))
    with pytest.raises(RankingUnavailable, match="scorer legal of plugin legal"):
        await ranking.matches(ADMIN, practice.facts, TODAY, ["cli_bo"], 50, False)  # noqa: FBT003  # as the API asks
    assert await ranking.pair_score(ADMIN, practice.facts, TODAY, "cli_bo", "prv_ana") is None
    flaky.fails = False
    assert (await asked(Scorers(Plugins([plugin])))).degraded == ()
