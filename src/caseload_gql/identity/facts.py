"""What plugins tell of somebody who was identified, so that their policies need ask nobody themselves."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from caseload_gql.db.engine import Database
from caseload_gql.db.plugin_store import PluginReadings
from caseload_gql.identity.identified import Identified
from caseload_gql.plugins.actor_facts import ActorFacts, ActorFactsRequest
from caseload_gql.plugins.deadline import within
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actor import Told
from caseload_gql.policy.visibility import earlier

HOOK: Final = "actor_facts"
FACTS_AT_MOST: Final = 100
TEXT_CHARACTERS: Final = 1_000
TEXTS_AT_MOST: Final = 1_000
#: How long a plugin that could not tell is left alone.
PAUSE: Final = timedelta(seconds=5)

logger = logging.getLogger("caseload_gql.identity")


@dataclass(frozen=True, slots=True)
class FactFinder:
    """Asks plugins what they know of somebody."""

    database: Database
    plugins: Sequence[LoadedPlugin] = ()
    #: How long each may take.
    plugin_seconds: float = 2.0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def told(self, identified: Identified) -> Identified:
        """The same person, with what each plugin tells of them, and until when that holds.

        Where one fails or is late, that is told too: its policies then count as failed for this person.
        """
        asked = [plugin for plugin in self.plugins if HOOK in plugin.hooks]
        if not asked:
            return identified
        now, told, until = self.now(), [], None
        for plugin in asked:
            known, valid_until = await self._ask(plugin, identified, now)
            told.append(known)
            until = earlier(until, valid_until)
        return replace(identified, actor=replace(identified.actor, told=tuple(told)), told_until=until)

    async def _ask(self, plugin: LoadedPlugin, identified: Identified, now: datetime) -> tuple[Told, datetime | None]:
        store = PluginReadings(self.database.rows, plugin.name, now)
        request = ActorFactsRequest(identified.actor, identified.practice, store, now)
        try:
            answer = await within(self.plugin_seconds, plugin.call_async(HOOK, request))
            return _checked(plugin, answer)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            await store.settle()
            logger.error("actor_facts of plugin %r failed: %s", plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold what the plugin knows
            return Told(plugin.name, failed=True), now + PAUSE
        finally:
            await store.settle()


def _checked(plugin: LoadedPlugin, answer: Any) -> tuple[Told, datetime | None]:  # noqa: ANN401  # of a plugin
    if answer is None:
        return Told(plugin.name), None
    if not isinstance(answer, ActorFacts) or not _are_facts(answer.facts) or not _is_until(answer.valid_until):
        plugin.count(HOOK).faults += 1
        message = "an answer that is no ActorFacts, or holds what is no fact"
        raise ValueError(message)
    facts = tuple((name, type(fact).__name__, fact) for name, fact in sorted(answer.facts.items()))
    return Told(plugin.name, facts), answer.valid_until


def _are_facts(facts: Mapping[str, object]) -> bool:
    if not isinstance(facts, Mapping):
        return False
    return len(facts) <= FACTS_AT_MOST and all(
        isinstance(name, str) and len(name) <= TEXT_CHARACTERS and _is_fact(fact) for name, fact in facts.items()
    )


def _is_fact(fact: object) -> bool:
    if type(fact) is datetime:
        return fact.tzinfo is not None
    if type(fact) is tuple:
        return len(fact) <= TEXTS_AT_MOST and all(type(each) is str and len(each) <= TEXT_CHARACTERS for each in fact)
    return type(fact) in {bool, int} or (type(fact) is str and len(fact) <= TEXT_CHARACTERS)


def _is_until(instant: object) -> bool:
    return instant is None or (isinstance(instant, datetime) and instant.tzinfo is not None)
