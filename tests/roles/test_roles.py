"""Who may do what: each role, each action, own team and another, through HTTP, against the table of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from sqlalchemy import select

from caseload_gql.db.models import Team
from tests.support import House

ROLES: Final = ("ceo", "admin", "support", "supervisor", "qmhp", "clinician", "billing")

_WRITES = ("assign", "undo", "override", "client:write", "provider:write")
_READS = ("read", "matches", "workload")
_ALL = dict.fromkeys((*_READS, *_WRITES, "plugins:read", "graphiql:use"), "done")
_NONE = dict.fromkeys((*_READS, *_WRITES, "plugins:read", "graphiql:use"), "FORBIDDEN")
_NO_SYSTEM = {"plugins:read": "FORBIDDEN", "graphiql:use": "FORBIDDEN"}
_SUPERVISOR = _ALL | _NO_SYSTEM
_UNSEEN = dict.fromkeys(_READS, "nothing") | dict.fromkeys(_WRITES, "NOT_FOUND") | _NO_SYSTEM

#: What comes of each action at the supervisor's own team, and at another.
EXPECTED: Final[Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]] = {
    "ceo": (_ALL, _ALL),
    "admin": (_ALL, _ALL),
    "support": (_ALL | _NO_SYSTEM | {"override": "NOT_ALLOWED"},) * 2,
    "supervisor": (_SUPERVISOR, _UNSEEN),
    "qmhp": (_NONE | dict.fromkeys(_READS, "done"),) * 2,
    "clinician": (_NONE, _NONE),
    "billing": (_NONE, _NONE),
}

_EVERYTHING = {
    "caseload:read",
    "caseload:assign",
    "caseload:undo",
    "caseload:override",
    "client:write",
    "provider:write",
    "provider:manage",
    "plan:read",
    "audit:read",
    "access:explain",
    "plugins:read",
    "graphiql:use",
    "practice:write",
    "users:manage",
    "data:exchange",
}
_TEAM_ACTIONS = {
    "caseload:read",
    "caseload:assign",
    "caseload:undo",
    "caseload:override",
    "client:write",
    "provider:write",
    "plan:read",
}
ACTIONS: Final[Mapping[str, set[str]]] = {
    "ceo": _EVERYTHING,
    "admin": _EVERYTHING,
    "support": (_TEAM_ACTIONS - {"caseload:override"}) | {"provider:manage"},
    "supervisor": _TEAM_ACTIONS,
    "qmhp": {"caseload:read", "plan:read"},
    "clinician": set(),
    "billing": set(),
}

ADMIT = """
mutation($input: AdmitClientInput!) {
  done: admitClient(input: $input) { client { id name } userErrors { code path } }
}
"""
ASSIGN = """
mutation($client: ID!, $provider: ID!, $reason: String) {
  done: assignClient(input: { clientId: $client, providerId: $provider, overrideReason: $reason }) {
    assignment { id overrideReason } userErrors { code path }
  }
}
"""
UNDO = """
mutation($assignment: ID!) {
  done: undoAssignment(input: { assignmentId: $assignment }) { assignment { id } userErrors { code path } }
}
"""
CAPACITY = """
mutation($provider: ID!, $capacity: Int!) {
  done: setProviderCapacity(input: { providerId: $provider, capacity: $capacity }) {
    provider { id } userErrors { code path }
  }
}
"""
PROVIDER = "query($provider: ID!) { done: provider(id: $provider) { name capacity } }"
MATCHES = "query($client: ID!) { done: client(id: $client) { matches { matches { eligible } } } }"
WORKLOAD = "query($team: ID!) { done: workload(filter: { teamId: $team }) { providerCount } }"


@dataclass(frozen=True)
class Stage:
    """One team's rows on which every action can be tried."""

    team: str
    provider: str
    waiting: str
    barred: str
    assigned: str


async def _stage(house: House, team: str) -> Stage:
    query = """
    query($team: ID!) {
      providers(first: 50, filter: { teamId: $team, status: ACTIVE, acceptingNewClients: true }) { nodes { id } }
    }
    """
    provider = (await house.data("ceo", query, {"team": team}))["providers"]["nodes"][0]["id"]
    await _ceo(house, CAPACITY, provider=provider, capacity=1000)
    waiting = (await _ceo(house, ADMIT, input=_newcomer(team, "Waiting")))["client"]["id"]
    barred = _newcomer(team, "Barred") | {"doNotMatchProviderIds": [provider]}
    barred_id = (await _ceo(house, ADMIT, input=barred))["client"]["id"]
    served = (await _ceo(house, ADMIT, input=_newcomer(team, "Served")))["client"]["id"]
    assignment = await _ceo(house, ASSIGN, client=served, provider=provider)
    return Stage(team, provider, waiting, barred_id, assignment["assignment"]["id"])


def _newcomer(team: str, name: str) -> dict[str, Any]:
    return {"name": name, "insuranceStatus": "SELF_PAY", "teamId": team}


async def _ceo(house: House, query: str, **variables: Any) -> Any:
    done = (await house.data("ceo", query, variables))["done"]
    assert done["userErrors"] == []
    return done


def _tries(stage: Stage) -> Mapping[str, tuple[str, dict[str, Any]]]:
    return {
        "read": (PROVIDER, {"provider": stage.provider}),
        "matches": (MATCHES, {"client": stage.waiting}),
        "workload": (WORKLOAD, {"team": stage.team}),
        "override": (ASSIGN, {"client": stage.barred, "provider": stage.provider, "reason": "The family insists."}),
        "assign": (ASSIGN, {"client": stage.waiting, "provider": stage.provider}),
        "undo": (UNDO, {"assignment": stage.assigned}),
        "client:write": (ADMIT, {"input": _newcomer(stage.team, "Newcomer")}),
        "provider:write": (CAPACITY, {"provider": stage.provider, "capacity": 900}),
        "plugins:read": ("{ done: plugins { name } }", {}),
    }


def _outcome(answer: Any) -> str:
    if "errors" in answer:
        assert answer["data"] is None or answer["data"]["done"] in (None, {"matches": None})
        return ",".join(sorted({each["extensions"]["code"] for each in answer["errors"]}))
    done = answer["data"]["done"]
    if done is None or done == {"providerCount": 0}:
        return "nothing"
    problems = done.get("userErrors") if isinstance(done, dict) else None
    return ",".join(sorted({each["code"] for each in problems})) if problems else "done"


async def _graphiql(house: House, who: str) -> str:
    page = await house.client.get("/graphiql", headers={"Authorization": f"Bearer {house.demo.tokens[who]}"})
    return {200: "done", 403: "FORBIDDEN"}[page.status_code]


@pytest.mark.parametrize("own", [True, False], ids=["own-team", "other-team"])
@pytest.mark.parametrize("who", ROLES)
async def test_each_role_does_what_the_table_says_and_a_refusal_changes_nothing(
    house: House,
    who: str,
    own: bool,  # noqa: FBT001  # a case
) -> None:
    [led] = (await house.data("supervisor", "{ viewer { teams { id } } }"))["viewer"]["teams"]
    teams = [row.id for row in await house.rows(select(Team.id).order_by(Team.id))]
    stage = await _stage(house, led["id"] if own else next(team for team in teams if team != led["id"]))
    outcomes = {}
    before = await house.snapshot()
    for action, (query, variables) in _tries(stage).items():
        outcomes[action] = _outcome(await house.ask(who, query, variables))
        after = await house.snapshot()
        changes = action in _WRITES and outcomes[action] == "done"
        assert (after != before) == changes, action
        before = after
    actions = (await house.data(who, "{ viewer { actions } }"))["viewer"]["actions"]
    outcomes["graphiql:use"] = await _graphiql(house, who)
    assert outcomes == EXPECTED[who][not own]
    assert set(actions) == ACTIONS[who]


async def test_support_staff_are_told_at_the_reason_that_they_may_not_override(house: House) -> None:
    [team, *_] = [row.id for row in await house.rows(select(Team.id))]
    query, variables = _tries(await _stage(house, team))["override"]
    done = (await house.data("support", query, variables))["done"]
    assert [(each["code"], each["path"][-1]) for each in done["userErrors"]] == [("NOT_ALLOWED", "overrideReason")]


@pytest.mark.parametrize("who", ["clinician", "billing"])
@pytest.mark.parametrize(
    "field",
    [
        "practice { id }",
        "providers(first: 1) { totalCount }",
        "clients(first: 1) { totalCount }",
        "pool { totalCount }",
        "teams(first: 1) { totalCount }",
        "locations(first: 1) { totalCount }",
        "workload { providerCount }",
        'provider(id: "prv_unknown") { id }',
        'client(id: "cli_unknown") { id }',
    ],
)
async def test_who_holds_no_grant_is_refused_never_shown_an_idle_practice(reading: House, who: str, field: str) -> None:
    answer = await reading.ask(who, f"{{ asked: {field} viewer {{ name }} }}")
    assert answer["data"]["asked"] is None
    assert answer["data"]["viewer"]["name"]
    assert [(each["path"], each["extensions"]["code"]) for each in answer["errors"]] == [(["asked"], "FORBIDDEN")]


async def test_those_without_a_grant_get_nulls_from_node_and_nodes(reading: House) -> None:
    found = await reading.data("ceo", "{ providers(first: 1) { nodes { id } } practice { id } pool { id } }")
    ids = [found["providers"]["nodes"][0]["id"], found["practice"]["id"], found["pool"]["id"]]
    query = "query($ids: [ID!]!, $id: ID!) { nodes(ids: $ids) { id } node(id: $id) { id } }"
    answer = await reading.data("billing", query, {"ids": ids, "id": ids[0]})
    assert answer == {"nodes": [None, None, None], "node": None}
