"""Before servers are timed, their answers are compared: the same passes, anything else fails and names its place."""

import copy
import re
from collections.abc import Callable
from typing import Any

import orjson
import pytest

from benchmarks.answers import Different, answered, same
from benchmarks.operations import SCREENS
from benchmarks.places import HERE

PAGE: list[dict[str, Any]] = [
    {"id": "prv_1", "load": 2.5, "team": None, "accepting": True, "caseload": [{"id": "cli_1", "name": "Ana"}]},
    {"id": "prv_2", "load": 0.0, "team": {"id": "tem_1"}, "accepting": False, "caseload": []},
]


def test_equal_answers_pass() -> None:
    same(PAGE, copy.deepcopy(PAGE))


def test_a_whole_number_equals_the_same_number_with_a_fraction() -> None:
    same({"load": 2}, {"load": 2.0})


def _set(*path: str | int, value: object) -> Callable[[Any], None]:
    def change(page: Any) -> None:
        *way, last = path
        for step in way:
            page = page[step]
        page[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_set(0, "load", value=2.51), "answer[0].load is 2.51 instead of 2.5"),
        (_set(0, "caseload", 0, "name", value="Anna"), "answer[0].caseload[0].name is 'Anna'"),
        (_set(0, "caseload", value=[]), "answer[0].caseload has 0 entries instead of 1"),
        (_set(0, "accepting", value=1), "answer[0].accepting is 1 instead of True"),
        (_set(0, "accepting", value=None), "answer[0].accepting is None"),
        (_set(1, "team", value=None), "answer[1].team is None"),
        (_set(1, "load", value=False), "answer[1].load is False instead of 0.0"),
        (_set(1, "more", value=1), "answer[1] has the fields"),
        (lambda page: page[0].pop("load"), "answer[0] has the fields"),
        (lambda page: page.reverse(), "answer[0]"),
        (lambda page: page.append({}), "answer has 3 entries instead of 2"),
    ],
)
def test_a_difference_anywhere_fails_and_names_its_place(change: Callable[[Any], None], place: str) -> None:
    found = copy.deepcopy(PAGE)
    change(found)
    with pytest.raises(Different, match=re.escape(place)):
        same(PAGE, found)


def test_connections_and_lists_and_instants_come_to_one_form() -> None:
    ours = {
        "data": {"pool": {"entries": {"nodes": [{"id": "pen_1", "enteredAt": "2026-01-02T05:00:00.000000+00:00"}]}}}
    }
    theirs = {"data": {"openEntries": {"nodes": [{"id": "pen_1", "enteredAt": "2026-01-02T00:00:00-05:00"}]}}}
    plain = [{"id": "pen_1", "enteredAt": "2026-01-02T05:00:00.000000+00:00"}]
    for each in (theirs, plain):
        same(answered(orjson.dumps(ours)), answered(orjson.dumps(each)))


def test_a_provider_behind_the_assignment_is_the_clients() -> None:
    ours = {"data": {"client": {"assignment": {"id": "asg_1"}, "provider": {"id": "prv_1"}}}}
    theirs = {"data": {"client": {"assignment": {"id": "asg_1", "provider": {"id": "prv_1"}}}}}
    same(answered(orjson.dumps(ours)), answered(orjson.dumps(theirs)))
    without = {"data": {"client": {"assignment": None, "provider": None}}}
    same(answered(orjson.dumps(without)), answered(b'{"data": {"client": {"assignment": null}}}'))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"data": null, "errors": [{"message": "no"}]}', "reports errors"),
        (b"<html>", "no JSON"),
        (b'{"data": {"a": 1, "b": 2}}', "no single root field"),
    ],
)
def test_an_answer_without_the_data_fails(body: bytes, why: str) -> None:
    with pytest.raises(Different, match=why):
        answered(body)


def test_every_server_has_a_document_for_every_screen() -> None:
    for dialect in sorted(path.name for path in (HERE / "documents").iterdir()):
        for operation in SCREENS:
            assert operation.document(dialect).startswith("query ")


def test_every_screen_is_written_by_hand_for_both_viewers() -> None:
    written = {path.relative_to(HERE / "servers" / "sql").as_posix() for path in HERE.glob("servers/sql/*/*.sql")}
    assert written == {f"{viewer}/{each.name}.sql" for viewer in ("everyone", "supervisor") for each in SCREENS}
