"""The last word of plugins before assignments are made: every veto holds, and one that cannot be had is a veto too."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Final, Protocol

from caseload_gql.db.plugin_store import PluginValues
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import FailedGate
from caseload_gql.plugins.before_assignment import BeforeAssignmentRequest, ProposedAssignment, Veto
from caseload_gql.plugins.deadline import within
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actor import Actor
from caseload_gql.ranking.rules import UNAVAILABLE, can_be_told, client_for_rules, provider_for_rules

HOOK: Final = "before_assignment"
#: How many vetoes a plugin may have against one client.
VETOES_OF_CLIENT: Final = 20

logger = logging.getLogger("caseload_gql.services")


class Asking(Protocol):
    """Whoever is about to assign: a use case, or an import."""

    @property
    def unit(self) -> UnitOfWork:
        """The transaction."""
        ...

    @property
    def actor(self) -> Actor:
        """Who assigns."""
        ...

    @property
    def rules(self) -> Sequence[LoadedPlugin]:
        """The plugins to ask."""
        ...

    @property
    def plugin_seconds(self) -> float:
        """How long one of them may take to answer."""
        ...

    def now(self) -> datetime:
        """The instant, UTC."""
        ...

    def day_of(self, instant: datetime) -> date:
        """The practice-local calendar date of an instant."""
        ...


async def ask_before(
    asking: Asking, proposed: Sequence[ProposedAssignment], *, come_what_may: bool = False
) -> list[tuple[str, FailedGate]]:
    """The vetoes, each with the id of its client; every client's where a plugin fails, or takes longer than it may.

    What plugins have written into their stores is kept where none of them objects; `come_what_may`, as facts are
    imported, what those have written that did not fail. Raises what the database says to a statement of a store that
    failed, for the transaction is lost then.
    """
    found: list[tuple[str, FailedGate]] = []
    stores = []
    for plugin in asking.rules:
        if HOOK not in plugin.hooks:
            continue
        store = PluginValues(asking.unit.rows, plugin.name, asking.now())
        vetoes = await _asked(asking, plugin, store, proposed)
        if vetoes is None:
            found += ((each.client.id, UNAVAILABLE) for each in proposed)
        else:
            found += vetoes
            stores.append(store)
    if not found or come_what_may:
        for store in stores:
            await store.keep(asking.unit.session)
    return found


async def _asked(
    asking: Asking, plugin: LoadedPlugin, store: PluginValues, proposed: Sequence[ProposedAssignment]
) -> list[tuple[str, FailedGate]] | None:
    """The vetoes of one plugin; None where it failed."""
    today = asking.day_of(asking.now())
    request = BeforeAssignmentRequest([_copied(each) for each in proposed], asking.actor, today, store)
    try:
        vetoes = _sound(plugin, await within(asking.plugin_seconds, plugin.call_async(HOOK, request)), proposed)
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything
        await store.settle()
        logger.error("before_assignment of plugin %r failed: %s", plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold client data
        return None
    finally:
        await store.settle()
    return [(each.client_id, FailedGate(each.code, each.reason)) for each in vetoes]


def _copied(proposed: ProposedAssignment) -> ProposedAssignment:
    """Each plugin has its own, so that what one of them changes the next does not see."""
    return replace(proposed, client=client_for_rules(proposed.client), provider=provider_for_rules(proposed.provider))


def _sound(plugin: LoadedPlugin, answer: object, proposed: Sequence[ProposedAssignment]) -> tuple[Veto, ...]:
    clients = {each.client.id for each in proposed}
    most = VETOES_OF_CLIENT * len(clients)
    vetoes = tuple(islice(answer, most + 1)) if isinstance(answer, Iterable) else () if answer is None else (answer,)
    if len(vetoes) > most:
        plugin.count(HOOK).faults += 1
        message = f"more than {most} vetoes"
        raise OverflowError(message)
    for each in vetoes:
        if not isinstance(each, Veto) or each.client_id not in clients or not can_be_told(each.code, each.reason):
            plugin.count(HOOK).faults += 1
            message = "an answer that is no Veto, is malformed, or names nobody of the batch"
            raise ValueError(message)
    return vetoes
