"""A mutation sent twice with one key takes effect once."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from caseload_gql.db.models import Assignment, EventRow, IdempotencyKey, PoolEntry, Provider
from caseload_gql.domain.vocabulary import InsuranceStatus
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.live.housekeeping import Housekeeping
from caseload_gql.services.commands import AdmitClient, AssignClient, DischargeClient
from caseload_gql.services.idempotency import KEY_CHARACTERS, forget_keys
from tests.services.practice import NOW, SmallPractice, codes, paths

ASSIGN = AssignClient("cli_bo", "prv_ana")


@pytest.fixture
async def practice(practice: SmallPractice) -> SmallPractice:
    """Bo waits."""
    await practice.waiting("bo")
    return practice


async def test_the_repeat_answers_as_the_first_and_changes_nothing(practice: SmallPractice) -> None:
    desk = await practice.desk()
    first = await desk.do(ASSIGN, "key-1")
    before = await practice.snapshot()
    again = await desk.do(ASSIGN, "key-1")
    assert (again, first.user_errors) == (first, ())
    assert await practice.snapshot() == before
    assert len(await practice.rows(Assignment)) == 1


async def test_what_was_refused_is_refused_again_though_it_could_be_done_now(practice: SmallPractice) -> None:
    await practice.change(Provider, "prv_ana", capacity=0)
    desk = await practice.desk()
    first = await desk.do(ASSIGN, "key-1")
    assert codes(first) == [UserErrorCode.AT_CAPACITY]
    assert first.user_errors[0].gate is not None
    assert (await practice.rows(Assignment), await practice.rows(EventRow)) == ([], [])
    await practice.change(Provider, "prv_ana", capacity=5)
    assert await desk.do(ASSIGN, "key-1") == first
    assert codes(await desk.do(ASSIGN, "key-2")) == []


async def test_a_key_sent_with_another_input_is_refused(practice: SmallPractice) -> None:
    desk = await practice.desk()
    await desk.do(ASSIGN, "key-1")
    before = await practice.snapshot()
    for other in (replace(ASSIGN, override_reason="Because."), DischargeClient("cli_bo")):
        outcome = await desk.do(other, "key-1")
        assert (codes(outcome), paths(outcome)) == ([UserErrorCode.IDEMPOTENCY_KEY_REUSED], ["idempotencyKey"])
    assert await practice.snapshot() == before


async def test_a_key_belongs_to_who_sent_it(practice: SmallPractice) -> None:
    await (await practice.desk()).do(ASSIGN, "key-1")
    staff = await practice.desk(await practice.person("SUPPORT_STAFF"))
    assert codes(await staff.do(DischargeClient("cli_bo"), "key-1")) == []


async def test_a_repeat_by_who_may_no_longer_act_at_all_is_forbidden(practice: SmallPractice) -> None:
    person = await practice.person("ADMIN")
    await (await practice.desk(person)).do(ASSIGN, "key-1")
    before = await practice.snapshot()
    lowered = await practice.desk(replace(person, account_role="STAFF"))
    with pytest.raises(Forbidden):
        await lowered.do(ASSIGN, "key-1")
    assert await practice.snapshot() == before


async def test_two_at_once_take_effect_once(practice: SmallPractice) -> None:
    desk = await practice.desk()
    outcomes = await asyncio.gather(*(desk.do(ASSIGN, "key-1") for _ in range(8)))
    assert {each.user_errors for each in outcomes} == {()}
    assert len({each.ids["assignment"] for each in outcomes}) == 1
    assert len(await practice.rows(Assignment)) == len(await practice.rows(EventRow)) == 1


@pytest.mark.parametrize("key", ["", "  ", "a\0b", "x" * (KEY_CHARACTERS + 1)])
async def test_a_key_that_cannot_be_kept_is_refused(practice: SmallPractice, key: str) -> None:
    before = await practice.snapshot()
    outcome = await (await practice.desk()).do(ASSIGN, key)
    assert (codes(outcome), paths(outcome)) == ([UserErrorCode.INVALID], ["idempotencyKey"])
    assert await practice.snapshot() | {"user_account": []} == before | {"user_account": []}


async def test_a_key_means_nothing_once_its_time_is_over(practice: SmallPractice) -> None:
    desk = await practice.desk()
    await desk.do(ASSIGN, "key-1")
    later = await practice.desk(desk.identified.actor, clock=lambda: NOW + timedelta(hours=25))
    assert codes(await later.do(ASSIGN, "key-1")) == [UserErrorCode.ALREADY_ASSIGNED]


async def test_keys_whose_time_is_over_are_taken_away(practice: SmallPractice) -> None:
    desk = await practice.desk()
    await desk.do(ASSIGN, "key-1")
    for hours, left in ((23, 1), (25, 0)):
        at = NOW + timedelta(hours=hours)
        await Housekeeping(practice.database, [forget_keys(24)], now=lambda at=at: at).do_all()  # type: ignore[misc]
        assert len(await practice.rows(IdempotencyKey)) == left


async def test_what_was_sent_is_not_kept(practice: SmallPractice) -> None:
    admitted = AdmitClient("Zachary Quill", InsuranceStatus.VERIFIED, note="Fears dogs.")
    assert codes(await (await practice.desk()).do(admitted, "key-1")) == []
    (kept,) = await practice.rows(IdempotencyKey)
    assert not any(word in repr(kept) for word in ("Zachary", "Quill", "dogs"))
    assert len(await practice.rows(PoolEntry)) == 2
