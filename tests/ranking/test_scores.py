"""Scorers that fail are left out, and their plugins named."""

import logging
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest

from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.matching.scoring import Scores
from caseload_gql.plugins.manager import Plugins
from caseload_gql.plugins.scorer import ScoringBatch, ScoringPair
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.ranking.scores import Scorers
from caseload_gql.ranking.wording import Speaker, Wording
from tests.ranking.plugins import opinions, scoring

BATCH = ScoringBatch([ClientFacts("cli_a")], [ProviderFacts("prv_a"), ProviderFacts("prv_b")], date(2026, 11, 20))
PAIR = ScoringPair(BATCH.clients[0], BATCH.providers[0], BATCH.today)


def fails(batch: ScoringBatch) -> Scores:
    raise RuntimeError(batch.clients[0].id)


@pytest.mark.parametrize(
    "score",
    [
        fails,
        lambda batch: np.zeros((2, 1)),
        lambda batch: np.zeros(2),
        lambda batch: 0.5,
        lambda batch: np.array([[0.5, 1.01]]),
        lambda batch: np.array([[-0.01, 0.5]]),
        lambda batch: np.array([[np.inf, 0.5]]),
        lambda batch: np.array([[-np.inf, np.nan]]),
        lambda batch: [["x", "y"]],
        lambda batch: None,
    ],
    ids=["raises", "shape", "one_row", "number", "above", "below", "infinite", "minus_infinite", "words", "nothing"],
)
async def test_a_scorer_that_fails_is_left_out_counted_and_named_without_client_data(
    score: Callable[[ScoringBatch], Scores], caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = scoring("bad", score), opinions("good", {"a": 0.5})
    calls = bad.seen().calls
    with caplog.at_level(logging.ERROR):
        sheet = await Scorers(Plugins([bad, good])).ask(PracticeFacts(), BATCH)
    assert [each.scorer for each in sheet.scored] == [each.scorer.name for each in sheet.speakers] == ["good"]
    assert sheet.degraded == ("bad",)
    assert (bad.seen().faults, good.seen().faults) == (1, 0)
    assert bad.seen().calls == calls + 2  # one for its scorers, one for the scores
    assert "'bad'" in caplog.text
    assert "cli_a" not in caplog.text


async def test_nan_abstains_and_both_ends_of_the_range_are_scores() -> None:
    sheet = await Scorers(Plugins([opinions("x", {"a": 0.0}), opinions("y", {"b": 1.0})])).ask(PracticeFacts(), BATCH)
    assert sheet.degraded == ()
    np.testing.assert_array_equal(sheet.scored[0].raw, [[0.0, np.nan]])
    np.testing.assert_array_equal(sheet.scored[1].raw, [[np.nan, 1.0]])


async def test_weights_are_the_practices_else_1() -> None:
    sheet = await Scorers(Plugins([opinions("x", {}), opinions("y", {})])).ask(
        PracticeFacts(scorer_weights={"y": 0}), BATCH
    )
    assert [each.weight for each in sheet.scored] == [1.0, 0]


async def test_an_empty_batch_is_scored() -> None:
    empty = ScoringBatch([], [], BATCH.today)
    assert (await Scorers(Plugins([opinions("x", {})])).ask(PracticeFacts(), empty)).degraded == ()


async def test_a_scorer_that_cannot_say_why_spoils_nothing_and_is_named(caplog: pytest.LogCaptureFixture) -> None:
    def mute(pair: ScoringPair) -> str:
        raise RuntimeError(pair.client.id)

    def exits(pair: ScoringPair) -> str:
        raise SystemExit(pair.client.id)

    released = threading.Event()

    def stalls(pair: ScoringPair) -> str:
        released.wait(30)
        return pair.client.id

    reasons: list[Callable[[ScoringPair], Any]] = [
        mute,
        exits,
        stalls,
        lambda pair: 7,
        lambda pair: "x" * 900,
        lambda pair: "So.",
    ]
    plugins = [scoring(f"s{at}", fails, reason) for at, reason in enumerate(reasons)]
    speakers = [Speaker(plugin, scorer, 0.2) for plugin, scorer in Plugins(plugins).batch_scorers]
    words = Wording(
        speakers, [(0, 0), (0, 1)], lambda row, column: PAIR, lambda scorer, row, column: 0.5 if column == 0 else None
    )
    said = await words.of(0, 0)
    assert said == (*["The scorer gives no reason."] * 4, "x" * 500, "So.")
    assert await words.of(0, 1) == ("Nothing to go by.",) * 6
    assert [plugin.seen().faults for plugin in plugins] == [1, 1, 1, 1, 0, 0]
    for at in range(4):
        assert f"scorer 's{at}' of plugin 's{at}' could not say why" in caplog.text
    assert "cli_a" not in caplog.text
    assert (await speakers[2].sentences({(0, 0): PAIR})) == {}
    released.set()
