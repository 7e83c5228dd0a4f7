"""Bad input through the real door, on both databases: a coded answer at its path, and nothing changes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider, Team, User, client_do_not_match
from caseload_gql.domain.vocabulary import ClientStatus, ProviderStatus
from tests.support import House

MUTATION: Final = "mutation($input: {type}!) {{ done: {name}(input: $input) {{ userErrors {{ code message path }} }} }}"
#: What no row's id ever is.
STRANGE_IDS: Final = ["", "\0", "cli_\0", "prv_unknown", "cli_é'; --", "\u202eelif", "🦊", "x" * 10_000]
PERSON: Final = {"name": "Newcomer", "email": "new@demo.example", "accountRole": "STAFF"}
BOTH_SETTINGS: Final = {("INVALID", "nearingCapacityAt"), ("INVALID", "supervisorAccess")}
ADMISSION: Final = {"name": "Newcomer", "insuranceStatus": "SELF_PAY"}


@pytest.fixture(scope="session")
def looked_up() -> dict[str, Mapping[str, str]]:
    """What `known` found, by database: nobody changes it."""
    return {}


@pytest.fixture
async def known(reading: House, looked_up: dict[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Ids of the demo practice by what is particular about the row, to be named with a ``$`` in inputs."""
    if reading.demo.url not in looked_up:
        looked_up[reading.demo.url] = await _known(reading)
    return looked_up[reading.demo.url]


async def _known(reading: House) -> Mapping[str, str]:
    other, ended = aliased(Assignment), aliased(Assignment)
    transfer = (PoolEntry.client_id == other.client_id) & PoolEntry.left_at.is_(None)
    waiting = select(Client.id).where(Client.status == ClientStatus.WAITING)
    working = select(Provider.id).where(Provider.status == ProviderStatus.ACTIVE)
    barred = (
        select(client_do_not_match.c.client_id, client_do_not_match.c.provider_id)
        .join(Client)
        .join(Provider, client_do_not_match.c.provider_id == Provider.id)
        .where(Client.status == ClientStatus.ACTIVE, Provider.status == ProviderStatus.ACTIVE)
        .where(Provider.load_hundredths + Client.case_weight_hundredths > Provider.capacity * 100)
    )
    [[led]] = await reading.rows(select(Team.id).where(Team.id == await _led(reading)))
    chosen = {
        "waiting": waiting.where(~exists().where(other.client_id == Client.id)),
        "returning": waiting.where(exists().where(other.client_id == Client.id)),
        # Not one of those who wait for another provider: they may be assigned.
        "active": select(other.client_id).where(other.ended_at.is_(None), ~exists().where(transfer)),
        "assignment": select(other.id).where(other.ended_at.is_(None)),
        "entry": select(PoolEntry.id).where(PoolEntry.left_at.is_(None)),
        "past_entry": select(PoolEntry.id).where(PoolEntry.left_at.is_not(None)),
        "past_assignment": select(ended.id).where(ended.ended_at.is_not(None)),
        "hidden_client": select(PoolEntry.client_id).where(PoolEntry.left_at.is_(None), PoolEntry.team_id != led),
        "hidden_provider": working.where(Provider.team_id != led),
        "hidden_team": select(Team.id).where(Team.id != led),
        "clinician": select(User.id).where(User.email == "clinician@demo.example"),
        "billing": select(User.id).where(User.email == "billing@demo.example"),
        "linked": select(User.provider_id).where(User.provider_id.is_not(None)),
        "departed": select(Provider.id).where(Provider.status == ProviderStatus.DEPARTED),
        "on_leave": select(Provider.id).where(Provider.status == ProviderStatus.ON_LEAVE),
        "closed": working.where(~Provider.accepting_new_clients),
        "full": working.where(Provider.load_hundredths >= Provider.capacity * 100, Provider.accepting_new_clients),
        "free": working.where(
            Provider.load_hundredths + 1_000 < Provider.capacity * 100, Provider.accepting_new_clients
        ),
    }
    found = {name: (await reading.rows(first(statement)))[0][0] for name, statement in chosen.items()}
    [[client, unwanted]] = await reading.rows(first(barred))
    return found | {"barred": client, "unwanted": unwanted}


def first(statement: Select[Any]) -> Select[Any]:
    """The same row whenever it is asked for."""
    return statement.order_by(statement.selected_columns[0]).limit(1)


async def _led(house: House) -> str:
    [team] = (await house.data("supervisor", "{ viewer { teams { id } } }"))["viewer"]["teams"]
    return str(team["id"])


async def refused(house: House, who: str, name: str, given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The code and the path of each problem of a mutation that must change nothing."""
    kind = name[0].upper() + name[1:] + "Input"
    before = await house.snapshot()
    answer = await house.ask(who, MUTATION.format(type=kind, name=name), {"input": given})
    assert await house.snapshot() == before
    if "errors" in answer:
        assert not answer.get("data")
        assert all(each["message"] for each in answer["errors"])
        return [(each["extensions"]["code"], "") for each in answer["errors"]]
    problems = answer["data"]["done"]["userErrors"]
    assert all(each["message"] and each["path"][0] == "input" for each in problems)
    return [(each["code"], ".".join(each["path"][1:])) for each in problems]


def named(known: Mapping[str, str], given: Mapping[str, Any]) -> dict[str, Any]:
    """The input, with rows in the place of their names."""
    return {key: known[v[1:]] if isinstance(v, str) and v.startswith("$") else v for key, v in given.items()}


def assigning(provider: str, client: str = "$waiting", **more: Any) -> dict[str, Any]:
    return {"clientId": client, "providerId": provider, **more}


def leaving(provider: str = "$free", **more: Any) -> dict[str, Any]:
    return {"providerId": provider, "from": "2026-11-18", **more}


PROBLEMS: Final = [
    ("assignClient", assigning("$departed"), {("NOT_ELIGIBLE", "providerId")}),
    ("assignClient", assigning("$departed", overrideReason="please"), {("NOT_ELIGIBLE", "providerId")}),
    ("assignClient", assigning("$on_leave"), {("NOT_ELIGIBLE", "providerId")}),
    ("assignClient", assigning("$closed"), {("NOT_ELIGIBLE", "providerId")}),
    ("assignClient", assigning("$full"), {("AT_CAPACITY", "providerId")}),
    (
        "reassignClient",
        assigning("$unwanted", "$barred"),
        {("NOT_ELIGIBLE", "providerId"), ("AT_CAPACITY", "providerId")},
    ),
    ("assignClient", assigning("$free", "$active"), {("ALREADY_ASSIGNED", "clientId")}),
    ("assignClient", assigning("$full", overrideReason=" \t"), {("INVALID", "overrideReason")}),
    ("assignClient", assigning("$full", overrideReason="a\0b"), {("INVALID", "overrideReason")}),
    ("assignClient", assigning("$free", clientVersion=999), {("STALE", "clientVersion")}),
    ("assignClient", assigning("$free", clientVersion=-1), {("STALE", "clientVersion")}),
    ("assignClient", assigning("$free", assignedAt="2199-01-01T00:00:00Z"), {("INVALID", "assignedAt")}),
    ("assignClient", assigning("$free", assignedAt="1900-01-01T00:00:00Z"), {("INVALID", "assignedAt")}),
    ("reassignClient", assigning("$free", "$waiting"), {("CONFLICT", "clientId")}),
    ("reassignClient", assigning("$departed", "$active"), {("NOT_ELIGIBLE", "providerId")}),
    ("returnClientToPool", {"clientId": "$waiting"}, {("CONFLICT", "clientId")}),
    ("returnClientToPool", {"clientId": "$active", "note": "x" * 10_000}, {("INVALID", "note")}),
    ("returnClientToPool", {"clientId": "$active", "note": "a\0b"}, {("INVALID", "note")}),
    ("dischargeClient", {"clientId": "$active", "note": "a\0b"}, {("INVALID", "note")}),
    ("dischargeClient", {"clientId": "$active", "clientVersion": 999}, {("STALE", "clientVersion")}),
    ("readmitClient", {"clientId": "$active"}, {("CONFLICT", "clientId")}),
    ("readmitClient", {"clientId": "$waiting"}, {("CONFLICT", "clientId")}),
    ("recordFirstSession", {"clientId": "$waiting", "at": "2026-01-01T00:00:00Z"}, {("CONFLICT", "clientId")}),
    ("recordFirstSession", {"clientId": "$active", "at": "2199-01-01T00:00:00Z"}, {("INVALID", "at")}),
    ("recordFirstSession", {"clientId": "$active", "at": "1900-01-01T00:00:00Z"}, {("INVALID", "at")}),
    ("withdrawTransfer", {"clientId": "$waiting"}, {("CONFLICT", "clientId")}),
    ("routePoolEntry", {"poolEntryId": "$entry", "note": " \t"}, {("INVALID", "note")}),
    ("routePoolEntry", {"poolEntryId": "$entry", "poolEntryVersion": 0}, {("STALE", "poolEntryVersion")}),
    ("routePoolEntry", {"poolEntryId": "$past_entry"}, {("CONFLICT", "poolEntryId")}),
    ("undoAssignment", {"assignmentId": "$past_assignment"}, {("CONFLICT", "assignmentId")}),
    ("setProviderCapacity", {"providerId": "$free", "capacity": -1}, {("INVALID", "capacity")}),
    ("setProviderCapacity", {"providerId": "$free", "capacity": 10_001}, {("INVALID", "capacity")}),
    ("setProviderCapacity", {"providerId": "$free", "capacity": 2**31 - 1}, {("INVALID", "capacity")}),
    (
        "setProviderCapacity",
        {"providerId": "$free", "capacity": 5, "providerVersion": 0},
        {("STALE", "providerVersion")},
    ),
    ("departProvider", {"providerId": "$departed"}, {("CONFLICT", "providerId")}),
    ("reinstateProvider", {"providerId": "$free"}, {("CONFLICT", "providerId")}),
    ("reinstateProvider", {"providerId": "$departed", "capacity": -1}, {("INVALID", "capacity")}),
    ("startProviderLeave", leaving("$departed"), {("CONFLICT", "providerId")}),
    ("startProviderLeave", leaving("$on_leave"), {("CONFLICT", "providerId")}),
    ("startProviderLeave", leaving(**{"from": "2199-01-01"}), {("INVALID", "from")}),
    ("startProviderLeave", leaving(**{"from": "1990-01-01"}), {("INVALID", "from")}),
    ("startProviderLeave", leaving(until="2026-11-17"), {("INVALID", "until")}),
    ("startProviderLeave", leaving(until="2099-12-31"), {("INVALID", "until")}),
    ("startProviderLeave", leaving(clients="COVER"), {("INVALID", "coverProviderId")}),
    ("startProviderLeave", leaving(coverProviderId="$free"), {("INVALID", "coverProviderId")}),
    ("startProviderLeave", leaving(coverProviderId="$departed"), {("NOT_ELIGIBLE", "coverProviderId")}),
    ("endProviderLeave", {"providerId": "$free"}, {("CONFLICT", "providerId")}),
    ("endProviderLeave", {"providerId": "$departed"}, {("CONFLICT", "providerId")}),
    ("updateProvider", {"providerId": "$free", "name": None}, {("INVALID", "name")}),
    ("updateProvider", {"providerId": "$free", "minimumAge": 131}, {("INVALID", "minimumAge")}),
    ("updateProvider", {"providerId": "$free", "providerVersion": 0}, {("STALE", "providerVersion")}),
    ("addProvider", {"name": "a\0b", "capacity": -1}, {("INVALID", "name"), ("INVALID", "capacity")}),
    ("updatePractice", {"timeZone": "Mars/Olympus", "name": "a\0b"}, {("INVALID", "timeZone"), ("INVALID", "name")}),
    ("updatePractice", {"scorers": [{"scorer": "headroom", "weight": -1}]}, {("INVALID", "scorers.0.weight")}),
    ("updatePractice", {"scorers": [{"scorer": "x", "weight": 1}] * 251}, {("INVALID", "scorers")}),
    ("updatePractice", {"gates": [{"code": "NO_FREE_UNITS", "mode": "OFF"}]}, {("INVALID", "gates.0.code")}),
    ("updatePractice", {"nearingCapacityAt": 1e308}, {("INVALID", "nearingCapacityAt")}),
    ("updatePractice", {"nearingCapacityAt": 0, "supervisorAccess": None}, BOTH_SETTINGS),
    ("updateTeam", {"teamId": "$hidden_team", "name": None}, {("INVALID", "name")}),
    ("addTeam", {"name": " \u200b\n"}, {("INVALID", "name")}),
    ("addLocation", {"name": "Pier", "latitude": 90.5}, {("INVALID", "latitude"), ("INVALID", "longitude")}),
    ("addUser", PERSON | {"email": "CEO@demo.example"}, {("CONFLICT", "email")}),
    ("addUser", PERSON | {"email": "@", "companyRoles": ["?"]}, {("INVALID", "email"), ("INVALID", "companyRoles.0")}),
    ("addUser", PERSON | {"email": f"{'İ' * 30}@{'İ' * 120}"}, {("INVALID", "email")}),
    ("addUser", PERSON | {"teamIds": ["tem_x"] * 251}, {("INVALID", "teamIds")}),
    ("updateUser", {"userId": "$clinician", "disabled": None}, {("INVALID", "disabled")}),
    ("updateUser", {"userId": "$clinician", "name": "x" * 201}, {("INVALID", "name")}),
    ("updateUser", {"userId": "$billing", "providerId": "$linked"}, {("CONFLICT", "providerId")}),
    ("updateClient", {"clientId": "$active", "name": None}, {("INVALID", "name")}),
    ("updateClient", {"clientId": "$active", "caseWeight": 100.01}, {("INVALID", "caseWeight")}),
    ("updateClient", {"clientId": "$active", "caseWeight": -1e308}, {("INVALID", "caseWeight")}),
    ("updateClient", {"clientId": "$active", "languages": ["a"] * 251}, {("INVALID", "languages")}),
    ("updateClient", {"clientId": "$active", "clientVersion": 0}, {("STALE", "clientVersion")}),
    ("admitClient", ADMISSION | {"name": ""}, {("INVALID", "name")}),
    ("admitClient", ADMISSION | {"name": " \u200b\n"}, {("INVALID", "name")}),
    ("admitClient", ADMISSION | {"name": "x" * 10_000}, {("INVALID", "name")}),
    ("admitClient", ADMISSION | {"name": "🦊" * 10_000}, {("INVALID", "name")}),
    ("admitClient", ADMISSION | {"name": "a\0b"}, {("INVALID", "name")}),
    ("admitClient", ADMISSION | {"dateOfBirth": "2199-01-01"}, {("INVALID", "dateOfBirth")}),
    ("admitClient", ADMISSION | {"intakeDate": "2199-01-01"}, {("INVALID", "intakeDate")}),
    ("admitClient", ADMISSION | {"caseWeight": 1e308}, {("INVALID", "caseWeight")}),
    ("admitClient", ADMISSION | {"caseWeight": 0}, {("INVALID", "caseWeight")}),
    ("admitClient", ADMISSION | {"attributes": {"a\0": 1}}, {("INVALID", "attributes")}),
    ("admitClient", ADMISSION | {"externalId": "\0"}, {("INVALID", "externalId")}),
]


@pytest.mark.parametrize(
    ("name", "given", "expected"), PROBLEMS, ids=[f"{at}-{row[0]}" for at, row in enumerate(PROBLEMS)]
)
async def test_what_cannot_be_done_is_told_at_its_path(
    reading: House, known: Mapping[str, str], name: str, given: Mapping[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert set(await refused(reading, "ceo", name, named(known, given))) == expected


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("setProviderCapacity", {"providerId": "$free", "capacity": 2**31}),
        ("setProviderCapacity", {"providerId": "$free", "capacity": 1.5}),
        ("setProviderCapacity", {"providerId": "$free", "capacity": "5"}),
        ("setProviderCapacity", {"providerId": "$free", "capacity": True}),
        ("setProviderCapacity", {"providerId": "$free", "capacity": None}),
        ("setProviderCapacity", {"providerId": "$free"}),
        ("setProviderCapacity", {"providerId": "$free", "capacity": 5, "color": "red"}),
        ("setProviderCapacity", {"providerId": ["$free"], "capacity": 5, "providerVersion": 2**31}),
        ("assignClient", assigning("$free", assignedAt="2026-01-15T09:30:00")),
        ("assignClient", assigning("$free", assignedAt="15/01/2026")),
        ("assignClient", assigning("$free", assignedAt="9999-12-31T23:59:59Z")),
        ("assignClient", {"clientId": "$waiting"}),
        ("undoAssignment", {"assignmentId": None}),
        ("undoAssignment", {"assignmentId": {"id": "$assignment"}}),
        ("admitClient", ADMISSION | {"name": 7}),
        ("admitClient", ADMISSION | {"name": None}),
        ("admitClient", ADMISSION | {"insuranceStatus": "verified"}),
        ("admitClient", ADMISSION | {"intakeDate": "15/01/2026"}),
        ("admitClient", ADMISSION | {"intakeDate": "2026-02-30"}),
        ("admitClient", ADMISSION | {"caseWeight": "1"}),
        ("admitClient", {}),
        ("addProvider", {"name": "No capacity"}),
        ("startProviderLeave", leaving(clients="DISCHARGE")),
        ("startProviderLeave", leaving(clients=None)),
        ("startProviderLeave", {"providerId": "$free"}),
        ("updateProvider", {"providerId": "$free", "availability": [{"weekday": "monday"}]}),
        ("updatePractice", {"scorers": [{"scorer": "headroom", "weight": "2"}]}),
        ("updatePractice", {"gates": [{"code": "AGE_OUT_OF_BAND", "mode": "block"}]}),
        ("updatePractice", {"waitTargetDays": 2**31}),
        ("addUser", PERSON | {"accountRole": "KING"}),
        ("updateUser", {"userId": "$clinician", "disabled": "yes"}),
        ("addLocation", {"name": "Pier", "latitude": "north"}),
    ],
    ids=range(32),
)
async def test_input_of_the_wrong_form_is_bad_user_input(
    reading: House, known: Mapping[str, str], name: str, given: Mapping[str, Any]
) -> None:
    assert {code for code, _ in await refused(reading, "ceo", name, named(known, given))} == {"BAD_USER_INPUT"}


@pytest.mark.parametrize("strange", STRANGE_IDS, ids=range(len(STRANGE_IDS)))
async def test_strange_ids_are_not_found_by_any_mutation(reading: House, strange: str) -> None:
    both = [("NOT_FOUND", "clientId"), ("NOT_FOUND", "providerId")]
    for name, given, expected in (
        ("assignClient", assigning(strange, strange), both),
        ("reassignClient", assigning(strange, strange), both),
        (
            "returnClientToPool",
            {"clientId": strange, "teamId": strange},
            [("NOT_FOUND", "clientId"), ("NOT_FOUND", "teamId")],
        ),
        (
            "updateClient",
            {"clientId": "cli_unknown", "locationId": strange},
            [("NOT_FOUND", "clientId")],
        ),
        ("dischargeClient", {"clientId": strange}, [("NOT_FOUND", "clientId")]),
        ("readmitClient", {"clientId": strange}, [("NOT_FOUND", "clientId")]),
        ("recordFirstSession", {"clientId": strange, "at": "2026-01-01T00:00:00Z"}, [("NOT_FOUND", "clientId")]),
        ("withdrawTransfer", {"clientId": strange}, [("NOT_FOUND", "clientId")]),
        ("routePoolEntry", {"poolEntryId": strange}, [("NOT_FOUND", "poolEntryId")]),
        ("undoAssignment", {"assignmentId": strange}, [("NOT_FOUND", "assignmentId")]),
        ("setProviderCapacity", {"providerId": strange, "capacity": 5}, [("NOT_FOUND", "providerId")]),
        ("updateProvider", {"providerId": strange}, [("NOT_FOUND", "providerId")]),
        ("departProvider", {"providerId": strange}, [("NOT_FOUND", "providerId")]),
        ("reinstateProvider", {"providerId": strange}, [("NOT_FOUND", "providerId")]),
        ("startProviderLeave", leaving(strange), [("NOT_FOUND", "providerId")]),
        ("endProviderLeave", {"providerId": strange}, [("NOT_FOUND", "providerId")]),
        ("updateTeam", {"teamId": strange, "name": "x"}, [("NOT_FOUND", "teamId")]),
        ("updateLocation", {"locationId": strange, "name": "x"}, [("NOT_FOUND", "locationId")]),
        ("updateUser", {"userId": strange, "disabled": True}, [("NOT_FOUND", "userId")]),
        ("createSignInLink", {"userId": strange}, [("NOT_FOUND", "userId")]),
        (
            "addUser",
            PERSON | {"teamIds": [strange], "providerId": strange},
            [("NOT_FOUND", "teamIds.0"), ("NOT_FOUND", "providerId")],
        ),
        (
            "addProvider",
            {"name": "Newcomer", "capacity": 1, "teamId": strange, "locationIds": [strange]},
            [("NOT_FOUND", "teamId"), ("NOT_FOUND", "locationIds.0")],
        ),
        (
            "admitClient",
            ADMISSION | {"teamId": strange, "locationId": strange, "doNotMatchProviderIds": [strange]},
            [("NOT_FOUND", "locationId"), ("NOT_FOUND", "teamId"), ("NOT_FOUND", "doNotMatchProviderIds.0")],
        ),
    ):
        assert sorted(await refused(reading, "ceo", name, given)) == sorted(expected), name


async def test_ids_of_another_kind_are_not_found(reading: House, known: Mapping[str, str]) -> None:
    swapped = named(known, assigning("$waiting", "$free"))
    assert await refused(reading, "ceo", "assignClient", swapped) == [
        ("NOT_FOUND", "clientId"),
        ("NOT_FOUND", "providerId"),
    ]


@pytest.mark.parametrize(
    ("name", "given", "path"),
    [
        ("assignClient", assigning("$hidden_provider", "$hidden_client"), "clientId"),
        ("dischargeClient", {"clientId": "$hidden_client"}, "clientId"),
        ("readmitClient", {"clientId": "$hidden_client"}, "clientId"),
        ("recordFirstSession", {"clientId": "$hidden_client", "at": "2026-01-01T00:00:00Z"}, "clientId"),
        ("withdrawTransfer", {"clientId": "$hidden_client"}, "clientId"),
        ("setProviderCapacity", {"providerId": "$hidden_provider", "capacity": 5}, "providerId"),
        ("updateProvider", {"providerId": "$hidden_provider", "name": "x"}, "providerId"),
        ("startProviderLeave", leaving("$hidden_provider"), "providerId"),
        ("endProviderLeave", {"providerId": "$hidden_provider"}, "providerId"),
        ("admitClient", ADMISSION | {"teamId": "$hidden_team"}, "teamId"),
    ],
)
async def test_other_teams_ids_answer_as_unknown_ones(
    reading: House, known: Mapping[str, str], name: str, given: Mapping[str, Any], path: str
) -> None:
    unknown = {key: "xxx_unknown" if key.endswith("Id") else value for key, value in given.items()}
    hidden = await refused(reading, "supervisor", name, named(known, given))
    assert ("NOT_FOUND", path) in hidden
    assert hidden == await refused(reading, "supervisor", name, unknown)


async def test_an_assignment_that_overlaps_an_earlier_one_is_invalid(reading: House, known: Mapping[str, str]) -> None:
    earlier = select(Assignment.assigned_at).where(Assignment.client_id == known["returning"])
    began: datetime = (await reading.rows(earlier.order_by(Assignment.assigned_at)))[0][0]
    within = began.astimezone(UTC) + timedelta(seconds=1)
    given = named(known, assigning("$free", "$returning", assignedAt=within.isoformat()))
    assert await refused(reading, "ceo", "assignClient", given) == [("INVALID", "assignedAt")]


FILTERS: Final = {
    "providers": ("ProviderFilter", ("search", "teamId", "locationId", "specialty", "language", "payer")),
    "clients": ("ClientFilter", ("search", "locationId", "providerId", "teamId", "payer", "serviceRequirement")),
    "entries": ("PoolFilter", ("search", "locationId", "serviceRequirement", "payer", "language", "teamId")),
}


@pytest.mark.parametrize("strange", STRANGE_IDS[1:], ids=range(1, len(STRANGE_IDS)))
@pytest.mark.parametrize("listed", FILTERS)
async def test_text_of_any_kind_in_a_filter_finds_nothing_and_fails_nothing(
    reading: House, listed: str, strange: str
) -> None:
    kind, names = FILTERS[listed]
    asked = f"{listed}(first: 2, filter: $filter) {{ totalCount nodes {{ id }} }}"
    query = f"query($filter: {kind}) {{ {f'pool {{ {asked} }}' if listed == 'entries' else asked} }}"
    for name in names:
        data = await reading.data("ceo", query, {"filter": {name: strange}})
        found = data["pool"][listed] if listed == "entries" else data[listed]
        assert found == {"totalCount": 0, "nodes": []}, name
