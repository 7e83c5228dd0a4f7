"""What held before a change is kept until the day of the change, by whoever changes it."""

import ast
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from caseload_gql import services
from caseload_gql.db.models import EarlierTerms, EarlierWeight
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services.commands import SetProviderCapacity, UpdateClient
from caseload_gql.services.provider_commands import (
    AddProvider,
    DepartProvider,
    EndProviderLeave,
    ReinstateProvider,
    StartProviderLeave,
)
from tests.services.practice import NOW, TODAY, SmallPractice

FILES: Final = sorted(Path(str(services.__file__)).parent.rglob("*.py"))


async def terms(practice: SmallPractice) -> list[tuple[str, date, int, Any]]:
    rows = await practice.rows(EarlierTerms)
    found = [(each["provider_id"], each["until_on"], each["capacity"], each["status"]) for each in rows]
    return sorted(found, key=lambda each: each[:2])


async def test_a_capacity_is_kept_once_a_day(practice: SmallPractice) -> None:
    desk = await practice.desk()
    for capacity in (7, 9):
        await desk.do(SetProviderCapacity("prv_ana", capacity))
    assert await terms(practice) == [("prv_ana", TODAY, 5, ProviderStatus.ACTIVE)]
    later = practice.desk(await practice.person("CEO"), clock=lambda: NOW + timedelta(days=1))
    await (await later).do(SetProviderCapacity("prv_ana", 1))
    assert (await terms(practice))[1:] == [("prv_ana", TODAY + timedelta(days=1), 9, ProviderStatus.ACTIVE)]


async def test_what_is_refused_leaves_nothing_behind(practice: SmallPractice) -> None:
    desk = await practice.desk()
    await desk.do(SetProviderCapacity("prv_ana", -1))
    await desk.do(ReinstateProvider("prv_ana"))
    assert await terms(practice) == []


async def test_statuses_are_kept_through_a_leave_a_departure_and_a_return(practice: SmallPractice) -> None:
    admin = await practice.person("ADMIN")
    commands: list[Any] = [
        StartProviderLeave("prv_ana", TODAY),
        EndProviderLeave("prv_ana"),
        DepartProvider("prv_ana"),
        ReinstateProvider("prv_ana", capacity=2),
    ]
    for after, command in enumerate(commands):
        moment = NOW + timedelta(days=after)
        outcome = await (await practice.desk(admin, clock=lambda moment=moment: moment)).do(command)  # type: ignore[misc]
        assert not outcome.user_errors
    assert [(until - TODAY, capacity, status) for _, until, capacity, status in await terms(practice)] == [
        (timedelta(days=0), 5, ProviderStatus.ACTIVE),
        (timedelta(days=1), 5, ProviderStatus.ON_LEAVE),
        (timedelta(days=2), 5, ProviderStatus.ACTIVE),
        (timedelta(days=3), 5, ProviderStatus.DEPARTED),
    ]


async def test_a_new_provider_was_not_there_before(practice: SmallPractice) -> None:
    outcome = await (await practice.desk()).do(AddProvider("Dora", 3))
    assert await terms(practice) == [(outcome.ids["provider"], TODAY, 3, None)]


async def test_a_weight_is_kept_only_where_an_assignment_changes(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.waiting("mo")
    desk = await practice.desk()
    for client, weight in (("cli_mo", 2.0), ("cli_bo", 1.0), ("cli_bo", 2.0), ("cli_bo", 3.0)):
        assert not (await desk.do(UpdateClient(client, case_weight=weight))).user_errors
    await desk.do(UpdateClient("cli_bo", name="Bo"))
    (kept,) = await practice.rows(EarlierWeight)
    assert kept == {"assignment_id": "asg_bo", "until_on": TODAY, "weight_hundredths": 100}


KEEPERS: Final = {"capacity": "keep_terms", "status": "keep_terms", "weight_hundredths": "keep_weight"}


def functions() -> Iterator[tuple[str, ast.AST]]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{file.stem}.{node.name}", node


def changed(function: ast.AST) -> set[str]:
    """The attributes of providers and assignments that a function sets."""
    found: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            targets = [part for each in node.targets for part in ast.walk(each) if isinstance(part, ast.Attribute)]
            names = {each.attr for each in targets} & KEEPERS.keys()
            found |= names if "ProviderStatus" in ast.dump(node.value) else names - {"status"}
    return found


def test_whoever_changes_what_history_tells_keeps_it_first() -> None:
    """An AST is a poor reader, and a good reminder."""
    changing = {name: changed(function) for name, function in functions()}
    assert {name for name, attributes in changing.items() if attributes} >= {
        "set_provider_capacity.set_provider_capacity",
        "depart_provider.depart_provider",
        "reinstate_provider.reinstate_provider",
        "update_client._reweigh",
    }
    for name, function in functions():
        called = {
            node.func.id
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert {KEEPERS[attribute] for attribute in changing[name]} <= called, name
