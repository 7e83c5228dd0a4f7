"""Bearer tokens are made and revoked by those who manage people, and the audit tells of both without the secret."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from caseload_gql.bootstrap import operators_desk
from caseload_gql.db.engine import open_database
from caseload_gql.db.models import AccessEpoch, ApiToken, EventRow, User
from caseload_gql.db.secret import secret_hash
from caseload_gql.errors import Forbidden, StaleAccess, UserErrorCode
from caseload_gql.services.user_commands import CreateToken, RevokeToken
from caseload_gql.settings import Settings
from tests.services.practice import SmallPractice, codes, paths

INVALID, CONFLICT, NOT_FOUND = UserErrorCode.INVALID, UserErrorCode.CONFLICT, UserErrorCode.NOT_FOUND


async def epoch(practice: SmallPractice) -> int:
    return int((await practice.rows(AccessEpoch))[0]["epoch"])


async def told(practice: SmallPractice) -> list[tuple[str, str, dict[str, tuple[object, object]]]]:
    """The type, actor and changes of each event, in order."""
    events = sorted(await practice.rows(EventRow), key=lambda each: each["number"])
    return [
        (row["type"], row["actor"], {each["field"]: (each["before"], each["after"]) for each in row["changes"]})
        for row in events
    ]


async def test_a_token_is_made_and_revoked_and_the_audit_tells_whose_it_was(practice: SmallPractice) -> None:
    person, admin = await practice.person("STAFF"), await practice.person("ADMIN")
    made = await (await practice.desk(admin)).do(CreateToken(person.user_id, " reports ", 90))
    token_id, secret = str(made.ids["token"]), str(made.values["secret"])
    row = await practice.row(ApiToken, token_id)
    assert (row["user_id"], row["label"], row["secret_hash"]) == (person.user_id, "reports", secret_hash(secret))
    assert row["expires_at"] - row["created_at"] == timedelta(days=90)
    assert await epoch(practice) == 1
    assert (await (await practice.desk(admin)).do(RevokeToken(token_id))).ids == {"token": token_id}
    revoked = (await practice.row(ApiToken, token_id))["revoked_at"]
    assert (revoked is not None, await epoch(practice)) == (True, 2)
    [(_, _, creation), (_, _, revocation)] = events = await told(practice)
    assert [each[:2] for each in events] == [("TOKEN_CREATED", "Person ADMIN"), ("TOKEN_REVOKED", "Person ADMIN")]
    held = {"user": person.user_id, "token": token_id, "label": "reports", "expiresAt": creation["expiresAt"][1]}
    assert creation == {name: (None, value) for name, value in held.items()}
    assert revocation == {name: (value, None) for name, value in held.items()}
    assert creation["expiresAt"][1] is not None
    assert secret not in repr(await practice.snapshot())


async def test_what_cannot_be_is_told_and_nothing_changes(practice: SmallPractice) -> None:
    gone, person = await practice.person("CEO"), await practice.person("STAFF")
    await practice.change(User, gone.user_id, disabled=True)
    desk = await practice.desk()
    ended = await desk.do(CreateToken(person.user_id))
    assert (await desk.do(RevokeToken(str(ended.ids["token"])))).user_errors == ()
    desk = await practice.desk(desk.identified.actor, epoch=2)
    before = await practice.snapshot()
    bad: list[tuple[Any, list[tuple[UserErrorCode, str]]]] = [
        *((CreateToken(user_id), [(NOT_FOUND, "userId")]) for user_id in ("usr_x", "", "\0", "prv_ana")),
        (CreateToken(gone.user_id), [(CONFLICT, "userId")]),
        *((CreateToken(person.user_id, days=days), [(INVALID, "days")]) for days in (0, -1, 3651, 10**12)),
        *((CreateToken(person.user_id, label), [(INVALID, "label")]) for label in ("", " ", "a\0b", "x" * 201)),
        (CreateToken(gone.user_id, "", 0), [(CONFLICT, "userId"), (INVALID, "label"), (INVALID, "days")]),
        *((RevokeToken(token_id), [(NOT_FOUND, "tokenId")]) for token_id in ("tok_x", "", "\0", person.user_id)),
        (RevokeToken(str(ended.ids["token"])), [(CONFLICT, "tokenId")]),
    ]
    for command, expected in bad:
        outcome = await desk.do(command)
        assert list(zip(codes(outcome), paths(outcome), strict=True)) == expected, command
        assert outcome.values == {}
    assert await practice.snapshot() == before


@pytest.mark.parametrize("command", [CreateToken("usr_x"), RevokeToken("tok_x")])
async def test_nobody_else_makes_or_revokes_tokens(practice: SmallPractice, command: Any) -> None:
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


async def test_of_two_who_revoke_a_token_at_once_one_does(practice: SmallPractice, database_url: str) -> None:
    token_id = str((await (await practice.desk()).do(CreateToken("usr_admin_0_0"))).ids["token"])

    async def one() -> list[UserErrorCode]:
        database = open_database(database_url)
        try:
            while True:
                try:
                    return codes(await (await operators_desk(Settings(), database)).do(RevokeToken(token_id)))
                except StaleAccess:
                    continue
        finally:
            await database.close()

    assert sorted(await asyncio.gather(one(), one())) == [[], [CONFLICT]]
    assert [each[0] for each in await told(practice)] == ["TOKEN_CREATED", "TOKEN_REVOKED"]


async def test_a_key_sent_again_makes_no_second_token(practice: SmallPractice) -> None:
    desk = await practice.desk()
    made = [await desk.do(CreateToken("usr_admin_0_0"), "key-1") for _ in range(2)]
    assert made[0].ids == made[1].ids
    assert ("secret" in made[0].values, "secret" in made[1].values) == (True, False)
    assert len(await practice.rows(ApiToken)) == 1
