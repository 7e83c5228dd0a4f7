"""Ranks providers for clients: gates and rules on true facts, scorers on what the viewer sees."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from caseload_gql.db.engine import Database
from caseload_gql.errors import RankingUnavailable
from caseload_gql.matching.explain import best_first, summarise
from caseload_gql.matching.gates import check_gates
from caseload_gql.matching.scoring import Scores, combine, contributions, ten_thousandths
from caseload_gql.matching.screening import eligible_pairs
from caseload_gql.plugins.manager import Plugins
from caseload_gql.plugins.scorer import ScoringBatch, ScoringPair
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.ranking.loader import LoadedClient, LoadedProvider, load_clients, load_providers
from caseload_gql.ranking.result import Contribution, RankedList, RankedMatch
from caseload_gql.ranking.rules import Rulings, Verdict, ask_rules
from caseload_gql.ranking.scores import SCORER_SECONDS, Scorers, ScoreSheet
from caseload_gql.ranking.wording import Wording


@dataclass(frozen=True, slots=True)
class _Run:
    """One ranking of many clients at once."""

    clients: Sequence[LoadedClient]
    providers: Sequence[LoadedProvider]
    sheet: ScoreSheet
    totals: Scores
    rulings: Rulings
    practice: PracticeFacts
    today: date


class Ranker:
    """Ranks providers for clients, as one viewer may see them."""

    def __init__(
        self, database: Database, policy: PolicyEngine, plugins: Plugins, *, plugin_seconds: float = SCORER_SECONDS
    ) -> None:
        """`policy` is bound to the practice's settings by each call; `plugin_seconds` is how long a scorer may take."""
        self._database = database
        self._policy = policy
        self._plugins = plugins
        self._scorers = Scorers(plugins, seconds=plugin_seconds)

    async def matches(  # the arguments of the API, and who asks
        self,
        actor: Actor,
        practice: PracticeFacts,
        today: date,
        client_ids: Sequence[str],
        first: int,
        include_ineligible: bool,  # noqa: FBT001  # an argument of the API
    ) -> dict[str, RankedList]:
        """The best `first` providers for each client; clients whose ranking the actor may not read are left out.

        Raises ``RankingUnavailable`` where a scorer that is required could not be asked.
        """
        run = await self._run(actor, practice, today, client_ids, None, rules=True)
        degraded = _degraded(run)
        return {
            client.facts.id: RankedList(matches, degraded)
            for client, matches in zip(run.clients, _lists(run, first, include_ineligible), strict=True)
        }

    async def pair_score(
        self, actor: Actor, practice: PracticeFacts, today: date, client_id: str, provider_id: str
    ) -> int | None:
        """How well the two fit, in ten-thousandths; None where it cannot be told or either is out of sight."""
        try:
            run = await self._run(actor, practice, today, [client_id], provider_id, rules=False)
        except RankingUnavailable:
            return None
        return ten_thousandths(float(run.totals[0, 0])) if run.totals.size else None

    async def _run(
        self,
        actor: Actor,
        practice: PracticeFacts,
        today: date,
        client_ids: Sequence[str],
        provider_id: str | None,
        *,
        rules: bool,
    ) -> _Run:
        policy = self._policy.at(practice)
        async with self._database.read() as connection:
            clients = await load_clients(connection, policy, actor, client_ids)
            providers = await load_providers(connection, policy, actor, today, provider_id)
        batch = ScoringBatch(tuple(each.seen for each in clients), tuple(each.seen for each in providers), today)
        sheet = await self._scorers.ask(practice, batch)
        totals = combine(sheet.scored, (len(clients), len(providers)))
        true_clients, true_providers = [each.facts for each in clients], [each.facts for each in providers]
        rulings = ask_rules(self._plugins.sources, true_clients, true_providers, today) if rules else Rulings()
        return _Run(clients, providers, sheet, totals, rulings, practice, today)


def _degraded(run: _Run) -> tuple[str, ...]:
    return tuple(sorted({*run.sheet.degraded, *run.rulings.unavailable}))


def _verdict(run: _Run, client: LoadedClient, provider: LoadedProvider) -> Verdict:
    gates = check_gates(client.facts, provider.facts, run.today, run.practice.gate_modes)
    return Verdict(gates, run.rulings.of(client.facts.id, provider.facts.id))


def _eligible(run: _Run) -> NDArray[np.bool_]:
    """Each pair that nothing stands in the way of; no reason is worded yet, as few pairs are shown."""
    clients, providers = [each.facts for each in run.clients], [each.facts for each in run.providers]
    passes = eligible_pairs(clients, providers, run.today, run.practice.gate_modes)
    if run.rulings.unavailable:
        return np.zeros_like(passes)
    rows = {each.id: at for at, each in enumerate(clients)}
    columns = {each.id: at for at, each in enumerate(providers)}
    for client_id, provider_id in run.rulings.by_pair:
        passes[rows[client_id], columns[provider_id]] = False
    return passes


def _lists(run: _Run, first: int, include_ineligible: bool) -> Iterator[tuple[RankedMatch, ...]]:  # noqa: FBT001  # an argument of the API
    """The best of each client, in the order of the clients."""
    eligible = _eligible(run)
    order = best_first(eligible, run.totals, [each.facts for each in run.providers])
    listed = np.full(len(run.clients), len(run.providers)) if include_ineligible else eligible.sum(axis=1)
    chosen = [columns[: min(first, listed[at])].tolist() for at, columns in enumerate(order)]
    wording = _wording(run, [(at, column) for at, columns in enumerate(chosen) for column in columns])
    for at, columns in enumerate(chosen):
        yield tuple(_match(run, wording, at, column) for column in columns)


def _wording(run: _Run, shown: Sequence[tuple[int, int]]) -> Wording:
    def pair(at: int, column: int) -> ScoringPair:
        return ScoringPair(run.clients[at].seen, run.providers[column].seen, run.today)

    def raw(position: int, at: int, column: int) -> float | None:
        return _number(run.sheet.scored[position].raw[at, column])

    return Wording(run.sheet.speakers, shown, pair, raw)


def _match(run: _Run, wording: Wording, at: int, column: int) -> RankedMatch:
    client, provider = run.clients[at], run.providers[column]
    verdict = _verdict(run, client, provider)
    shown = verdict.shown(client.hidden, provider.hidden)
    score = _number(run.totals[at, column])
    return RankedMatch(
        client_id=client.facts.id,
        provider_id=provider.facts.id,
        eligible=verdict.eligible,
        score=None if score is None else round(score, 6),
        summary=summarise(shown, score),
        failed_gates=shown.failed,
        explain=partial(_contributions, run, wording, at, column),
    )


async def _contributions(run: _Run, wording: Wording, at: int, column: int) -> tuple[Contribution, ...]:
    said = [float(each.raw[at, column]) for each in run.sheet.scored]
    added = contributions(said, [each.weight for each in run.sheet.scored])
    reasons = await wording.of(at, column)
    found = []
    for scored, score, value, reason in zip(run.sheet.scored, said, added, reasons, strict=True):
        raw = _number(score)
        rounded = None if raw is None else round(raw, 6)
        found.append(Contribution(scored.scorer, rounded, scored.weight, value, reason))
    return tuple(found)


def _number(value: float) -> float | None:
    number = float(value)
    return None if math.isnan(number) else number
