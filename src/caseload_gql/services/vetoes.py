"""The last word of plugins before assignments are made: every veto holds, and one that cannot be had is a veto too."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from caseload_gql.db.plugin_store import PluginValues
from caseload_gql.errors import FailedGate
from caseload_gql.plugins.before_assignment import BeforeAssignmentRequest, ProposedAssignment, Veto
from caseload_gql.plugins.deadline import within
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.ranking.rules import UNAVAILABLE, can_be_told, client_for_rules, provider_for_rules
from caseload_gql.services.write import Write

HOOK: Final = "before_assignment"

logger = logging.getLogger("caseload_gql.services")


async def ask_before(write: Write, proposed: Sequence[ProposedAssignment]) -> list[tuple[str, FailedGate]]:
    """The vetoes, each with the id of its client; every client's where a plugin fails, or takes longer than it may.

    What plugins have written into their stores is kept where none of them objects. Raises what the database says to a
    statement of a store that failed, for the transaction is lost then.
    """
    found: list[tuple[str, FailedGate]] = []
    stores = []
    for plugin in write.rules:
        if HOOK not in plugin.hooks:
            continue
        store = PluginValues(write.unit.rows, plugin.name, write.now())
        stores.append(store)
        found += await _asked(write, plugin, store, proposed)
    if not found:
        for store in stores:
            await store.keep(write.unit.session)
    return found


async def _asked(
    write: Write, plugin: LoadedPlugin, store: PluginValues, proposed: Sequence[ProposedAssignment]
) -> list[tuple[str, FailedGate]]:
    today = write.day_of(write.now())
    request = BeforeAssignmentRequest([_copied(each) for each in proposed], write.actor, today, store)
    try:
        vetoes = _sound(plugin, await within(write.plugin_seconds, plugin.call_async(HOOK, request)), proposed)
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything
        await store.settle()
        logger.error("before_assignment of plugin %r failed: %s", plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold client data
        return [(each.client.id, UNAVAILABLE) for each in proposed]
    finally:
        await store.settle()
    return [(each.client_id, FailedGate(each.code, each.reason)) for each in vetoes]


def _copied(proposed: ProposedAssignment) -> ProposedAssignment:
    """Each plugin has its own, so that what one of them changes the next does not see."""
    return replace(proposed, client=client_for_rules(proposed.client), provider=provider_for_rules(proposed.provider))


def _sound(plugin: LoadedPlugin, answer: object, proposed: Sequence[ProposedAssignment]) -> tuple[Veto, ...]:
    clients = {each.client.id for each in proposed}
    vetoes = tuple(answer) if isinstance(answer, Iterable) else () if answer is None else (answer,)
    for each in vetoes:
        if not isinstance(each, Veto) or each.client_id not in clients or not can_be_told(each.code, each.reason):
            plugin.count(HOOK).faults += 1
            message = "an answer that is no Veto, is malformed, or names nobody of the batch"
            raise ValueError(message)
    return vetoes
