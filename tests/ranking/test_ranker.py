"""Who is offered to a client, in which order, and what is said of it."""

from sqlalchemy import insert

from caseload_gql.db.models import ClientWindow, client_do_not_match
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.availability import Span
from caseload_gql.domain.vocabulary import GateMode, ProviderStatus, Weekday
from caseload_gql.matching.facts import ProviderFacts
from caseload_gql.matching.scoring import Scores
from caseload_gql.plugins.builtin.scorers import headroom, specialty_fit
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.plugins.scorer import ScoringBatch
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.ranking.hiding import seen_provider
from tests.ranking.plugins import ADMIN, STRANGER, SUPERVISOR, hiding, opinions, order, rank, ranker, scoring
from tests.services.practice import TODAY, SmallPractice


async def test_the_better_fit_stands_first_then_more_room_then_the_id(practice: SmallPractice) -> None:
    for name, capacity in (("d", 5), ("c", 9), ("b", 5), ("a", 5), ("e", 5)):
        await practice.provider(name, capacity=capacity)
    ranked = await rank(practice, opinions("taste", {"e": 0.9, "a": 0.5, "c": 0.5, "d": 0.1}))
    assert order(ranked) == ["e", "c", "a", "b", "d"]
    assert [each.score for each in ranked.matches] == [0.9, 0.5, 0.5, None, 0.1]
    assert ranked.degraded == ()


async def test_only_as_many_as_asked_for_are_listed(practice: SmallPractice) -> None:
    for name in ("a", "b", "c"):
        await practice.provider(name)
    assert order(await rank(practice, opinions("taste", {"c": 1.0}), first=2)) == ["c", "a"]


async def test_the_ineligible_are_listed_last_and_only_on_request_with_every_failed_gate(
    practice: SmallPractice,
) -> None:
    await practice.provider("away", status=ProviderStatus.ON_LEAVE, accepting_new_clients=False, capacity=0)
    await practice.provider("here")
    taste = opinions("taste", {"away": 1.0, "here": 0.0})
    assert order(await rank(practice, taste)) == ["here"]
    here, away = (await rank(practice, taste, everybody=True)).matches
    assert (here.eligible, here.failed_gates, here.summary) == (True, (), "Fits to 0 %.")
    assert (away.provider_id, away.eligible, away.score) == ("prv_away", False, 1.0)
    assert [gate.code for gate in away.failed_gates] == ["PROVIDER_NOT_ACTIVE", "NOT_ACCEPTING", "NO_FREE_UNITS"]
    assert away.summary == "Not eligible: " + " ".join(gate.reason for gate in away.failed_gates)


async def test_the_departed_are_never_listed(practice: SmallPractice) -> None:
    await practice.provider("gone", status=ProviderStatus.DEPARTED)
    assert order(await rank(practice, everybody=True)) == []
    assert await ranker(practice).pair_score(ADMIN, practice.facts, TODAY, "cli_bo", "prv_gone") is None


async def test_providers_and_clients_out_of_sight_are_not_listed(practice: SmallPractice) -> None:
    await practice.provider("north")
    await practice.provider("south", team_id="tem_south")
    await practice.waiting("far", team_id="tem_south")
    assert order(await rank(practice, everybody=True)) == ["north", "south"]
    assert order(await rank(practice, actor=SUPERVISOR, everybody=True)) == ["north"]
    found = ranker(practice, opinions("taste", {"north": 0.5, "south": 0.5}))
    ids = ["cli_far", "cli_bo", "cli_nobody"]
    assert set(await found.matches(SUPERVISOR, practice.facts, TODAY, ids, 5, include_ineligible=True)) == {"cli_bo"}
    assert set(await found.matches(ADMIN, practice.facts, TODAY, ids, 5, include_ineligible=True)) == {
        "cli_bo",
        "cli_far",
    }
    assert await found.matches(STRANGER, practice.facts, TODAY, ids, 5, include_ineligible=True) == {}
    assert await found.pair_score(SUPERVISOR, practice.facts, TODAY, "cli_bo", "prv_south") is None
    assert await found.pair_score(SUPERVISOR, practice.facts, TODAY, "cli_far", "prv_north") is None
    assert await found.pair_score(SUPERVISOR, practice.facts, TODAY, "cli_bo", "prv_north") == 5000


async def test_the_score_of_a_pair_is_that_of_the_ranking(practice: SmallPractice) -> None:
    await practice.provider("ana")
    found = ranker(practice, opinions("one", {"ana": 0.7}), opinions("two", {"ana": 0.2}), opinions("mute", {}))
    facts = PracticeFacts(scorer_weights={"one": 3.0, "mute": 9.0})
    assert await found.pair_score(ADMIN, facts, TODAY, "cli_bo", "prv_ana") == 5750
    (match,) = (await found.matches(ADMIN, facts, TODAY, ["cli_bo"], 5, include_ineligible=False))["cli_bo"].matches
    assert match.score == 0.575
    assert [(each.scorer, each.raw, each.weight, each.contribution) for each in await match.explain()] == [
        ("one", 0.7, 3.0, 0.525),
        ("two", 0.2, 1.0, 0.05),
        ("mute", None, 9.0, 0.0),
    ]
    assert [each.because for each in await match.explain()] == ["one says so.", "two says so.", "Nothing to go by."]


async def test_a_scorer_of_weight_0_is_heard_and_does_not_count(practice: SmallPractice) -> None:
    await practice.provider("ana")
    practice.facts = PracticeFacts(scorer_weights={"one": 0.0})
    (match,) = (await rank(practice, opinions("one", {"ana": 0.7}))).matches
    assert (match.score, match.summary) == (None, "No scorer had anything to go by.")
    assert [(each.raw, each.contribution) for each in await match.explain()] == [(0.7, 0.0)]
    found = ranker(practice, opinions("one", {"ana": 0.7}))
    assert await found.pair_score(ADMIN, practice.facts, TODAY, "cli_bo", "prv_ana") is None


async def test_what_ships_scores_room_and_specialties(practice: SmallPractice) -> None:
    await practice.client("cy", service_requirements=["Trauma", "Grief"])
    await practice.provider("ana", capacity=4, load_hundredths=100, specialties=["trauma"])
    shipped = LoadedPlugin(Plugin("x", ">=1"), "0", {"register_scorers": lambda request: [headroom, specialty_fit]})
    found = await ranker(practice, shipped).matches(
        ADMIN, practice.facts, TODAY, ["cli_cy"], 5, include_ineligible=False
    )
    (match,) = found["cli_cy"].matches
    assert [(each.scorer, each.raw) for each in await match.explain()] == [("headroom", 0.75), ("specialty_fit", 0.5)]
    assert match.score == 0.625


async def test_the_modes_of_gates_are_the_practices(practice: SmallPractice) -> None:
    await practice.waiting("cy", payer="Acme")
    await practice.provider("ana", payers=["Other"])
    for mode, eligible, minds in (
        (GateMode.BLOCK, False, False),
        (GateMode.WARN, True, True),
        (GateMode.OFF, True, False),
    ):
        facts = PracticeFacts(gate_modes={"PAYER_NOT_TAKEN": mode})
        found = await ranker(practice).matches(ADMIN, facts, TODAY, ["cli_cy"], 5, include_ineligible=True)
        (match,) = found["cli_cy"].matches
        assert (match.eligible, "Mind:" in match.summary) == (eligible, minds)


async def test_scorers_read_what_is_recorded_but_not_what_is_hidden(practice: SmallPractice) -> None:
    batches: list[ScoringBatch] = []

    def spy(batch: ScoringBatch) -> Scores:
        batches.append(batch)
        return opinions("x", {}).hooks["register_scorers"](None)[0].score(batch)  # type: ignore[no-any-return]

    await practice.waiting("cy", payer="Acme", service_requirements=["Trauma"], attributes={"vip": True})
    await practice.provider("ana", payers=["Other"], services=["Grief"], minimum_age=18)
    await practice.ended("cy", "ana", 30, 20)
    await practice.add(
        ClientWindow(client_id="cli_cy", position=0, weekday=Weekday.MONDAY, starts="09:00", ends="12:00")
    )

    async def forbid(unit: UnitOfWork) -> None:
        await unit.session.execute(insert(client_do_not_match).values(client_id="cli_cy", provider_id="prv_ana"))

    await practice.database.write(forbid)
    facts = PracticeFacts(gate_modes={"PAYER_NOT_TAKEN": GateMode.BLOCK, "SERVICES_NOT_GIVEN": GateMode.BLOCK})
    hidden = hiding("Client", "payer", "do_not_match", "availability", "attributes")
    for plugins in ((), (hidden,)):
        found = await ranker(practice, scoring("spy", spy), *plugins).matches(
            ADMIN, facts, TODAY, ["cli_cy"], 5, include_ineligible=True
        )
    (open_client,), (seen,) = (batch.clients for batch in batches)
    assert (open_client.payer, open_client.attributes) == ("Acme", {"vip": True})
    assert open_client.availability == (Span(Weekday.MONDAY, "09:00", "12:00"),)
    assert open_client.do_not_match == open_client.earlier_provider_ids == {"prv_ana"}
    assert (seen.payer, seen.attributes, seen.availability, seen.do_not_match) == (None, {}, (), frozenset())
    assert seen.service_requirements == ("Trauma",)
    (match,) = found["cli_cy"].matches
    general = "A rule of the practice stands in the way."
    assert {gate.code: gate.reason for gate in match.failed_gates} == {
        "DO_NOT_MATCH": general,
        "PAYER_NOT_TAKEN": general,
        "SERVICES_NOT_GIVEN": "The provider does not give every service that the client requires.",
    }


async def test_a_scorer_whose_input_is_hidden_abstains(practice: SmallPractice) -> None:
    await practice.client("cy", service_requirements=["Trauma"])
    await practice.provider("ana", specialties=["Trauma"])
    fit = LoadedPlugin(Plugin("fit", ">=1"), "0", {"register_scorers": lambda request: [specialty_fit]})
    args = (ADMIN, practice.facts, TODAY, "cli_cy", "prv_ana")
    assert await ranker(practice, fit).pair_score(*args) == 10_000
    assert await ranker(practice, fit, hiding("Client", "service_requirements")).pair_score(*args) is None


async def test_the_hidden_age_band_of_a_provider_still_rules_out(practice: SmallPractice) -> None:
    await practice.client("cy", date_of_birth=TODAY.replace(year=TODAY.year - 10))
    await practice.provider("ana", minimum_age=18)
    facts = PracticeFacts(gate_modes={"AGE_OUT_OF_BAND": GateMode.BLOCK})
    found = await ranker(practice, hiding("Provider", "minimum_age")).matches(
        ADMIN, facts, TODAY, ["cli_cy"], 5, include_ineligible=True
    )
    (match,) = found["cli_cy"].matches
    assert [(gate.code, "band" in gate.reason) for gate in match.failed_gates] == [("AGE_OUT_OF_BAND", False)]


async def test_without_providers_there_are_no_matches(practice: SmallPractice) -> None:
    ranked = await rank(practice, opinions("taste", {}), everybody=True)
    assert (ranked.matches, ranked.degraded) == ((), ())


def test_a_provider_whose_external_id_is_hidden_has_none_for_scorers() -> None:
    facts = ProviderFacts("prv", external_id="P-1")
    assert seen_provider(facts, frozenset({"external_id"})).external_id is None
    assert seen_provider(facts, frozenset()) == facts
