"""People are added, changed, shut out and let in again; one who can let others in always stays."""

import asyncio
from typing import Any

import pytest

from caseload_gql.bootstrap import operators_desk
from caseload_gql.db.engine import open_database
from caseload_gql.db.models import AccessEpoch, EventRow, SignInLink, User, UserWord, user_team
from caseload_gql.db.secret import secret_hash
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import Forbidden, StaleAccess, UserErrorCode
from caseload_gql.services.user_commands import AddUser, CreateSignInLink, UpdateUser
from caseload_gql.settings import Settings
from tests.services.practice import SmallPractice, codes, paths

INVALID, CONFLICT, NOT_FOUND = UserErrorCode.INVALID, UserErrorCode.CONFLICT, UserErrorCode.NOT_FOUND
STAFF = AccountRole.STAFF


async def teams(practice: SmallPractice, user_id: str) -> list[str]:
    rows = await practice.database.rows(user_team.select().where(user_team.c.user_id == user_id))
    return sorted(row.team_id for row in rows)


async def epoch(practice: SmallPractice) -> int:
    return int((await practice.rows(AccessEpoch))[0]["epoch"])


async def test_a_person_is_added_with_all_that_was_given(practice: SmallPractice) -> None:
    new = AddUser(
        " Zoë Ek ", " Zoe@X.example", STAFF, (" Supervisor", "qmhp", "qmhp"), ("tem_south", "tem_north"), "prv_ana"
    )
    outcome = await (await practice.desk()).do(new)
    user_id = str(outcome.ids["user"])
    assert outcome.user_errors == ()
    row = await practice.row(User, user_id)
    assert (row["name"], row["name_key"], row["email"]) == ("Zoë Ek", "zoe ek", "zoe@x.example")
    assert (row["account_role"], row["company_roles"]) == ("STAFF", ["qmhp", "supervisor"])
    assert (row["provider_id"], row["disabled"]) == ("prv_ana", False)
    assert await teams(practice, user_id) == ["tem_north", "tem_south"]
    words = {each["word"] for each in await practice.rows(UserWord, user_id=user_id)}
    assert words == {"zoe", "ek", "x", "example"}
    assert await epoch(practice) == 2
    [event] = await practice.rows(EventRow)
    assert (event["type"], event["actor"], event["door"]) == ("USER_ADDED", "Person ADMIN", "api")
    told = {each["field"]: each["after"] for each in event["changes"]}
    assert told == {
        "user": user_id,
        "name": "Zoë Ek",
        "email": "zoe@x.example",
        "accountRole": "STAFF",
        "companyRoles": ["qmhp", "supervisor"],
        "teamIds": ["tem_north", "tem_south"],
        "providerId": "prv_ana",
    }


async def test_what_was_given_changes_and_null_clears(practice: SmallPractice) -> None:
    person = await practice.person("STAFF", "tem_north")
    admin = await practice.person("ADMIN")
    change = UpdateUser(person.user_id, "New Name", AccountRole.SUPPORT_STAFF, provider_id="prv_sam")
    assert (await (await practice.desk(admin)).do(change)).user_errors == ()
    row = await practice.row(User, person.user_id)
    assert (row["name"], row["account_role"], row["provider_id"]) == ("New Name", "SUPPORT_STAFF", "prv_sam")
    assert row["company_roles"] == ["supervisor"]
    assert await teams(practice, person.user_id) == ["tem_north"]
    [event] = await practice.rows(EventRow)
    assert (event["type"], event["changes"][0]["after"]) == ("USER_UPDATED", person.user_id)
    assert event["changes"][1] == {"field": "name", "before": "Person STAFF", "after": "New Name"}
    cleared = UpdateUser(person.user_id, company_roles=None, team_ids=None, provider_id=None)
    assert (await (await practice.desk(admin, epoch=2)).do(cleared)).user_errors == ()
    row = await practice.row(User, person.user_id)
    assert (row["company_roles"], row["provider_id"], await teams(practice, person.user_id)) == ([], None, [])
    assert await epoch(practice) == 3
    nothing = UpdateUser(person.user_id, "New Name", disabled=False)
    assert (await (await practice.desk(admin, epoch=3)).do(nothing)).user_errors == ()
    assert (await epoch(practice), len(await practice.rows(EventRow))) == (3, 2)


async def test_who_is_disabled_is_told_apart_from_other_changes_in_the_audit(practice: SmallPractice) -> None:
    person, admin = await practice.person("STAFF"), await practice.person("ADMIN")
    link = await (await practice.desk(admin)).do(CreateSignInLink(person.user_id))
    assert str(link.values["url"]).startswith("https://caseload.example/sign-in/")
    secret = str(link.values["url"]).rpartition("/")[2]
    shut = UpdateUser(person.user_id, name="Gone", disabled=True)
    assert (await (await practice.desk(admin)).do(shut)).user_errors == ()
    [kept] = await practice.rows(SignInLink)
    assert (kept["secret_hash"], kept["used_at"] is not None) == (secret_hash(secret), True)
    events = await practice.rows(EventRow)
    assert [each["type"] for each in events] == ["SIGN_IN_LINK_CREATED", "USER_UPDATED", "USER_DISABLED"]
    assert secret not in repr(await practice.snapshot())
    refused = await (await practice.desk(admin, epoch=2)).do(CreateSignInLink(person.user_id))
    assert (codes(refused), paths(refused), refused.values) == ([CONFLICT], ["userId"], {})


BAD: list[tuple[Any, list[tuple[UserErrorCode, str]]]] = [
    *((AddUser(name, "n@x.example", STAFF), [(INVALID, "name")]) for name in ("", " ", "a\0b", "\u200b", "x" * 201)),
    *(
        (AddUser("N", email, STAFF), [(INVALID, "email")])
        for email in ("", "@", "no at sign", "a b@c", "a@b\0", "a@b@c", f"{'x' * 65}@y", f"a@{'x' * 260}")
    ),
    (AddUser("N", " USR_STAFF_1_0@x.example", STAFF), [(CONFLICT, "email")]),
    (
        AddUser("N", "n@x.example", STAFF, ("ok", "Not A Role", "")),
        [(INVALID, "companyRoles.1"), (INVALID, "companyRoles.2")],
    ),
    (AddUser("N", "n@x.example", STAFF, ("a\0",)), [(INVALID, "companyRoles.0")]),
    (AddUser("N", "n@x.example", STAFF, ("r",) * 251), [(INVALID, "companyRoles")]),
    (
        AddUser("N", "n@x.example", STAFF, (), ("tem_x", "tem_north", "\0")),
        [(NOT_FOUND, "teamIds.0"), (NOT_FOUND, "teamIds.2")],
    ),
    (AddUser("N", "n@x.example", STAFF, (), ("tem_north",) * 251), [(INVALID, "teamIds")]),
    (AddUser("N", "n@x.example", STAFF, provider_id="prv_x"), [(NOT_FOUND, "providerId")]),
    (AddUser("N", "n@x.example", STAFF, provider_id="cli_\0"), [(NOT_FOUND, "providerId")]),
    (AddUser("N", "n@x.example", STAFF, provider_id="prv_sam"), [(CONFLICT, "providerId")]),
    (
        AddUser("", "", STAFF, ("?",), ("?",), "?"),
        [
            (INVALID, "name"),
            (INVALID, "email"),
            (INVALID, "companyRoles.0"),
            (NOT_FOUND, "teamIds.0"),
            (NOT_FOUND, "providerId"),
        ],
    ),
    (UpdateUser("usr_x", "N"), [(NOT_FOUND, "userId")]),
    (UpdateUser("prv_ana", "N"), [(NOT_FOUND, "userId")]),
    (UpdateUser("", "N"), [(NOT_FOUND, "userId")]),
    (UpdateUser("usr_\0", "N"), [(NOT_FOUND, "userId")]),
    (
        UpdateUser("usr_staff_1_0", None, None, disabled=None),
        [(INVALID, "name"), (INVALID, "accountRole"), (INVALID, "disabled")],
    ),
    (UpdateUser("usr_staff_1_0", "a\0b"), [(INVALID, "name")]),
    (UpdateUser("usr_staff_1_0", company_roles=("?",)), [(INVALID, "companyRoles.0")]),
    (UpdateUser("usr_staff_1_0", team_ids=("tem_x",)), [(NOT_FOUND, "teamIds.0")]),
    (UpdateUser("usr_staff_1_0", provider_id="prv_sam"), [(CONFLICT, "providerId")]),
    (UpdateUser("usr_admin_0_0", disabled=True), [(CONFLICT, "disabled")]),
    (UpdateUser("usr_admin_0_0", account_role=STAFF), [(CONFLICT, "accountRole")]),
    (CreateSignInLink("usr_x"), [(NOT_FOUND, "userId")]),
    (CreateSignInLink("\0"), [(NOT_FOUND, "userId")]),
]


async def test_what_cannot_be_is_told_and_nothing_changes(practice: SmallPractice) -> None:
    await practice.person("STAFF", "tem_north")
    linked = await practice.person("SUPPORT_STAFF")
    await practice.change(User, linked.user_id, provider_id="prv_sam")
    gone = await practice.person("CEO")
    await practice.change(User, gone.user_id, disabled=True)
    desk = await practice.desk()
    before = await practice.snapshot()
    for command, expected in BAD:
        outcome = await desk.do(command)
        assert list(zip(codes(outcome), paths(outcome), strict=True)) == expected, command
    assert await practice.snapshot() == before


@pytest.mark.parametrize(
    "command", [AddUser("N", "n@x.example", STAFF), UpdateUser("usr_x"), CreateSignInLink("usr_x")]
)
async def test_nobody_else_manages_people(practice: SmallPractice, command: Any) -> None:
    people = [
        await practice.person("SUPPORT_STAFF"),
        await practice.person("STAFF", "tem_north"),
        await practice.person("STAFF", company=frozenset({"qmhp"})),
    ]
    before = await practice.snapshot()
    for person in people:
        with pytest.raises(Forbidden):
            await (await practice.desk(person)).do(command)
    assert await practice.snapshot() == before


async def at_once(url: str, *asked: Any) -> list[list[UserErrorCode]]:
    """The codes of what operators ask for at once, each over a database handle of their own; sorted."""

    async def one(command: Any) -> list[UserErrorCode]:
        database = open_database(url)
        try:
            while True:
                try:
                    return codes(await (await operators_desk(Settings(), database)).do(command))
                except StaleAccess:
                    continue
        finally:
            await database.close()

    return sorted(await asyncio.gather(*(one(command) for command in asked)))


async def test_of_the_last_two_who_let_others_in_one_stays_though_both_are_shut_out_at_once(
    practice: SmallPractice, database_url: str
) -> None:
    last = [(await practice.person(role)).user_id for role in ("CEO", "ADMIN")]
    demoted = UpdateUser(last[1], account_role=STAFF)
    assert await at_once(database_url, UpdateUser(last[0], disabled=True), demoted) == [[], [CONFLICT]]
    chiefs = [row for row in await practice.rows(User) if row["account_role"] != "STAFF" and not row["disabled"]]
    assert len(chiefs) == 1


async def test_of_those_who_are_added_at_once_one_gets_the_provider_and_one_the_email(
    practice: SmallPractice, database_url: str
) -> None:
    linked = [AddUser("N", f"n{at}@x.example", STAFF, provider_id="prv_ana") for at in range(3)]
    assert await at_once(database_url, *linked) == [[], [CONFLICT], [CONFLICT]]
    assert len(await practice.rows(User, provider_id="prv_ana")) == 1
    alike = [AddUser("N", "Same@x.example", STAFF) for _ in range(3)]
    assert await at_once(database_url, *alike) == [[], [CONFLICT], [CONFLICT]]
    assert len(await practice.rows(User, email="same@x.example")) == 1
