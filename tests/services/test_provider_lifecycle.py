"""Every step from every status: the table of providers' steps is what the use cases do."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from caseload_gql.db.models import EventRow, Provider
from caseload_gql.domain.lifecycle import Bar
from caseload_gql.domain.provider_lifecycle import PROVIDER_STEPS, ProviderStep
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services.commands import SetProviderCapacity
from caseload_gql.services.provider_commands import (
    DepartProvider,
    EndProviderLeave,
    ReinstateProvider,
    StartProviderLeave,
    UpdateProvider,
)
from tests.services.practice import TODAY, SmallPractice, codes

STEPS: Final[dict[ProviderStep, Callable[[str], Any]]] = {
    ProviderStep.UPDATE: lambda provider: UpdateProvider(provider, credential="LPC"),
    ProviderStep.SET_CAPACITY: lambda provider: SetProviderCapacity(provider, 3),
    ProviderStep.START_LEAVE: lambda provider: StartProviderLeave(provider, TODAY),
    ProviderStep.END_LEAVE: EndProviderLeave,
    ProviderStep.DEPART: DepartProvider,
    ProviderStep.REINSTATE: ReinstateProvider,
}
WAYS: Final[dict[ProviderStatus, list[ProviderStep]]] = {
    ProviderStatus.ACTIVE: [],
    ProviderStatus.ON_LEAVE: [ProviderStep.START_LEAVE],
    ProviderStatus.DEPARTED: [ProviderStep.DEPART],
}


async def test_a_step_leads_from_each_status_to_where_the_table_says_or_is_refused_with_its_code(
    practice: SmallPractice,
) -> None:
    desk = await practice.desk()
    for step, rule in PROVIDER_STEPS.items():
        for status, leads in rule.by_status.items():
            provider = await practice.provider(f"{step.name}_{status}".lower())
            for way in WAYS[status]:
                assert codes(await desk.do(STEPS[way](provider))) == []
            told = {each["id"] for each in await practice.rows(EventRow)}
            outcome = await desk.do(STEPS[step](provider))
            new = [each["type"] for each in await practice.rows(EventRow) if each["id"] not in told]
            now = (await practice.row(Provider, provider))["status"]
            if isinstance(leads, Bar):
                found = [(each.code, each.message, each.path[1]) for each in outcome.user_errors]
                assert found == [(leads.code, leads.sentence, "providerId")]
                assert (now, new) == (status, [])
            else:
                assert codes(outcome) == []
                assert (now, new) == (leads, [rule.records])


@pytest.mark.parametrize("step", PROVIDER_STEPS)
def test_the_table_says_something_of_every_step_from_every_status(step: ProviderStep) -> None:
    assert list(PROVIDER_STEPS[step].by_status) == list(ProviderStatus)
    assert step in STEPS
