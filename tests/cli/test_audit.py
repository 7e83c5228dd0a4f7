"""``caseload audit`` on a real database."""

import sqlite3
from pathlib import Path
from typing import Final

import orjson
import pytest

from caseload_gql.db import migrate
from tests.cli.conftest import Shell

KEY: Final = "a key that is long enough to be one"


@pytest.fixture
def shut(shell: Shell) -> Shell:
    """A practice in which two people were added, and one shut out."""
    assert shell("user", "add", "ada@demo.example", "--name", "Ada", "--account-role", "ceo")[0] == 0
    assert shell("user", "add", "eve@demo.example", "--name", "Eve")[0] == 0
    assert shell("user", "disable", "eve@demo.example")[0] == 0
    return shell


def test_the_audit_is_verified_exported_trimmed_and_verified_again(
    shut: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = shut("audit", "verify")
    assert (code, out) == (0, "3 events verified, up to 3: the audit is whole.\n")
    head = shut("audit", "head")[1].strip()
    assert head.startswith("3:")
    assert shut("audit", "verify", "--head", head)[0] == 0
    code, _, error = shut("audit", "verify", "--head", f"3:{'0' * 64}")
    assert (code, "Event 3 is not the one of the head that was kept." in error) == (1, True)
    file = tmp_path / "audit.jsonl"
    assert shut("audit", "export", "--output", str(file), "--as", "ADA@demo.example")[0] == 0
    lines = [orjson.loads(each) for each in file.read_bytes().splitlines()]
    assert [each["type"] for each in lines] == ["USER_ADDED", "USER_ADDED", "USER_DISABLED"]
    assert f"3:{lines[2]['hash']}" == head
    assert file.stat().st_mode & 0o777 == 0o600
    code, _, error = shut("audit", "export", "--output", str(file))
    assert (code, "cannot be made" in error) == (2, True)
    lines = [orjson.loads(each) for each in shut("audit", "export")[1].splitlines()]
    assert (lines[3]["type"], lines[3]["actor"], lines[3]["door"]) == ("AUDIT_EXPORTED", "Ada", "cli")
    assert shut("audit", "trim", "--before", "2001-01-01", "--yes")[1] == "There is nothing to trim.\n"
    assert shut("audit", "trim", "--before", "2999-01-01", "--yes")[1] == "Trimmed 5 events, up to 5.\n"
    code, out, _ = shut("audit", "verify")
    assert (code, out.splitlines()[0]) == (0, "Events up to 5 were trimmed.")
    monkeypatch.setenv("CASELOAD_AUDIT_KEY", KEY)
    code, _, error = shut("user", "enable", "eve@demo.example")
    assert (code, "is not the one with which" in error) == (2, True)
    assert shut("audit", "rekey", "--yes")[1].startswith("The audit goes on with the key ")
    assert "already" in shut("audit", "rekey", "--yes")[1]
    assert shut("user", "enable", "eve@demo.example")[0] == 0
    later = [orjson.loads(each) for each in shut("audit", "export")[1].splitlines()]
    (change,) = next(each["changes"] for each in later if each["type"] == "AUDIT_KEY_CHANGED")
    assert (change["before"], change["after"]) == (lines[0]["keyId"], later[-1]["keyId"])
    code, _, error = shut("audit", "verify")
    assert (code, "Name the file of an earlier key with --old-key." in error, KEY in error) == (1, True, False)


def test_a_changed_event_is_named_and_nothing_is_trimmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(f"sqlite:///{tmp_path}/practice.db", capsys)
    migrate.upgrade(f"sqlite:///{tmp_path}/practice.db")
    assert shell("audit", "verify")[0] == 0
    assert shell("user", "add", "ada@demo.example", "--name", "Ada", "--account-role", "ceo")[0] == 0
    with sqlite3.connect(tmp_path / "practice.db") as connection:
        connection.execute("DROP TRIGGER event_update")
        connection.execute("UPDATE event SET actor = 'Eve'")
    code, out, error = shell("audit", "verify")
    assert (code, error.splitlines()[-1]) == (1, "Event 1 was changed.")
    assert out == "1 events verified, up to 1: the audit is NOT whole.\n"
    code, _, error = shell("audit", "trim", "--before", "2999-01-01", "--yes")
    assert (code, "nothing is deleted" in error) == (1, True)
    (tmp_path / "practice.db.audit-key").unlink()
    code, _, error = shell("audit", "verify")
    assert (code, "The audit key is missing" in error) == (2, True)


def test_what_cannot_be_used_is_told_in_a_sentence_and_who_may_not_is_refused(shut: Shell) -> None:
    assert shut("user", "add", "sue@demo.example", "--name", "Sue", "--account-role", "support_staff")[0] == 0
    code, _, error = shut("audit", "verify", "--head", "three")
    assert (code, "A head is a number, a colon and a hash" in error) == (2, True)
    assert shut("audit", "export", "--as", "nobody@demo.example")[0] == 2
    for command in (("export",), ("rekey", "--yes"), ("trim", "--before", "2999-01-01", "--yes")):
        code, _, error = shut("audit", *command, "--as", "sue@demo.example")
        assert (code, "data:exchange" in error) == (1, True)
    assert shut("audit", "head")[1].startswith("4:")


def test_a_client_is_erased_by_somebody_who_may(shut: Shell) -> None:
    assert shut("user", "add", "sue@demo.example", "--name", "Sue", "--account-role", "support_staff")[0] == 0
    code, _, error = shut("client", "erase", "cli_nobody", "--as", "ada@demo.example", "--yes")
    assert (code, error) == (1, "There is no client with that id.\n")
    assert shut("client", "erase", "cli_nobody", "--yes")[0] == 2
    code, _, error = shut("client", "erase", "cli_nobody", "--as", "sue@demo.example", "--yes")
    assert (code, "data:exchange" in error) == (1, True)
