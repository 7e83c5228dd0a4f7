"""``caseload user``, ``token`` and ``db`` on a real database."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import EventRow
from tests.cli.conftest import Shell


def test_a_person_is_added_listed_linked_disabled_and_enabled(shell: Shell) -> None:
    assert shell("user", "add", "ada@demo.example", "--name", "Ada", "--account-role", "ceo")[0] == 0
    code, _, error = shell("user", "disable", "ada@demo.example")
    assert (code, error) == (
        1,
        "disabled: This is the last ceo or admin who can sign in. Give the role to somebody else first.\n",
    )
    assert shell("user", "add", "bea@demo.example", "--name", "Bea", "--account-role", "ADMIN")[0] == 0
    code, out, _ = shell("user", "link", "ada@demo.example")
    assert code == 0
    assert out.startswith("http://127.0.0.1:8000/sign-in/")
    assert shell("user", "disable", "ADA@demo.example")[0] == 0
    assert "ada@demo.example\tAda\tCEO\t\t\tdisabled" in shell("user", "list")[1]
    code, _, error = shell("user", "link", "ada@demo.example")
    assert (code, "disabled" in error) == (1, True)
    assert shell("user", "enable", "Ada@demo.example")[0] == 0
    assert "ada@demo.example\tAda\tCEO\t\t\tenabled" in shell("user", "list")[1]
    assert shell("user", "link", "ada@demo.example")[0] == 0


def test_a_person_is_changed_by_those_who_may_and_the_audit_names_them(shell: Shell, database_url: str) -> None:
    shell("user", "add", "ceo@demo.example", "--name", "Cleo", "--account-role", "ceo")
    shell("user", "add", "ada@demo.example", "--name", "Ada", "--company-role", "qmhp")
    changed = ("user", "update", "ada@demo.example", "--name", "Ada Q", "--account-role", "support_staff")
    assert shell(*changed, "--no-company-roles", "--as", "CEO@demo.example")[0] == 0
    assert "ada@demo.example\tAda Q\tSUPPORT_STAFF\t\t\tenabled\t\t\n" in shell("user", "list")[1]
    code, _, error = shell("user", "update", "ceo@demo.example", "--name", "Mine", "--as", "ada@demo.example")
    assert (code, "users:manage" in error) == (1, True)
    assert shell("user", "update", "ada@demo.example", "--as", "nobody@demo.example")[0] == 2
    assert shell("user", "update", "ada@demo.example", "--team", "North", "--no-teams")[0] == 2
    for arguments in (("--team", "Nowhere"), ("--provider", "Nobody"), ("--company-role", "Not A Role")):
        assert shell("user", "update", "ada@demo.example", *arguments)[0] == 1
    assert "Cleo\tCEO" in shell("user", "list")[1]
    token = shell("token", "create", "--user", "ada@demo.example", "--as", "ceo@demo.example")[1].partition(":")[0]
    assert shell("token", "revoke", token, "--as", "ada@demo.example")[0] == 1
    assert shell("token", "revoke", token)[0] == 0
    assert asyncio.run(recorded(database_url)) == [
        ("USER_ADDED", "operator", "cli", None),
        ("USER_ADDED", "operator", "cli", None),
        ("USER_UPDATED", "Cleo", "cli", True),
        ("TOKEN_CREATED", "Cleo", "cli", True),
        ("TOKEN_REVOKED", "operator", "cli", None),
    ]
    made, revoked = asyncio.run(changes(database_url))[-2:]
    assert [(each["before"], made_of["after"]) for each, made_of in zip(made, revoked, strict=True)] == [
        (None, None)
    ] * 2
    assert [each["before"] for each in revoked] == [each["after"] for each in made]
    assert revoked[1] == {"field": "token", "before": token, "after": None}


async def changes(url: str) -> list[list[dict[str, object]]]:
    """What each event changed."""
    database = open_database(url)
    try:
        return [row.changes for row in await database.rows(select(EventRow).order_by(EventRow.number))]
    finally:
        await database.close()


async def recorded(url: str) -> list[tuple[str, str, str, bool | None]]:
    """The type, actor and door of each event, and whether it refers to a user."""
    database = open_database(url)
    try:
        rows = await database.rows(select(EventRow).order_by(EventRow.number))
        return [(row.type, row.actor, row.door, None if row.actor_id is None else True) for row in rows]
    finally:
        await database.close()


def test_a_token_stands_alone_on_the_last_line_and_is_never_listed(shell: Shell) -> None:
    shell("user", "add", "ada@demo.example", "--name", "Ada")
    code, out, _ = shell("token", "create", "--user", "ada@demo.example", "--label", "reports")
    token = out.splitlines()[-1]
    assert (code, len(token), " " in token) == (0, 43, False)
    listed = shell("token", "list")[1]
    assert "reports" in listed
    assert token not in listed
    token_id = listed.splitlines()[1].split("\t")[0]
    assert shell("token", "revoke", token_id)[0] == 0
    assert shell("token", "revoke", token_id) == (1, "", "tokenId: The token was revoked before.\n")
    unknown = (1, "", "tokenId: There is no such token, or you may not see it.\n")
    assert shell("token", "revoke", "tok_nothing") == unknown
    assert shell("token", "create", "--user", "ada@demo.example", "--days", "0")[0] == 2


def test_unknown_people_and_bad_roles_are_told_in_a_sentence(shell: Shell) -> None:
    for arguments in (
        ("user", "link", "nobody@x.example"),
        ("user", "enable", "nobody@x.example"),
        ("token", "create", "--user", "nobody@x.example"),
    ):
        code, out, error = shell(*arguments)
        assert (code, out) == (1, "")
        assert "no user" in error
    assert shell("user", "add", "a@x.example", "--name", "A", "--account-role", "king")[0] == 2


def test_a_database_that_is_missing_or_broken_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = Shell(f"sqlite:///{tmp_path}/none.db", capsys)("user", "list")
    assert missing[0] == 2
    assert "caseload db upgrade" in missing[2]
    assert not (tmp_path / "none.db").exists()
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database, whatever its name says" * 50)
    code, _, error = Shell(f"sqlite:///{broken}", capsys)("db", "upgrade")
    assert code != 0
    assert "broken" in error
