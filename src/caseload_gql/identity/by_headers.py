"""Who a request's headers are of, as plugins say that can tell."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from caseload_gql.domain.person import clean_email
from caseload_gql.errors import Unauthenticated
from caseload_gql.identity.identified import Credential
from caseload_gql.plugins.deadline import within
from caseload_gql.plugins.identify_actor import IdentifyRequest, Identity
from caseload_gql.plugins.installed import LoadedPlugin

HOOK: Final = "identify_actor"

logger = logging.getLogger("caseload_gql.identity")


@dataclass(frozen=True, slots=True)
class HeaderReader:
    """Asks plugins who a request's headers are of."""

    plugins: Sequence[LoadedPlugin] = ()
    #: How long each may take.
    plugin_seconds: float = 2.0
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def names(self) -> frozenset[str]:
        """The headers that any plugin identifies people by, in small letters."""
        return frozenset(name for plugin in self._asked() for name in _named(plugin))

    async def identity(self, credential: Credential) -> Identity:
        """Whom the first plugin that knows them says the headers are of, by their email in the form it is stored in.

        Raises ``Unauthenticated`` where none knows them, one fails or is late, or what it says has passed.
        """
        shown: dict[str, str] = json.loads(credential.secret)
        for plugin in self._asked():
            headers = {name: value for name, value in shown.items() if name in _named(plugin)}
            found = await self._ask(plugin, headers) if headers else None
            if found is not None:
                return found
        message = "Nobody is known by the headers of this request. Sign in again where you come from."
        raise Unauthenticated(message)

    def _asked(self) -> tuple[LoadedPlugin, ...]:
        return tuple(plugin for plugin in self.plugins if HOOK in plugin.hooks)

    async def _ask(self, plugin: LoadedPlugin, headers: Mapping[str, str]) -> Identity | None:
        now = self.now()
        try:
            request = IdentifyRequest(headers, now)
            return _checked(plugin, await within(self.plugin_seconds, plugin.call_async(HOOK, request)), now)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            logger.error("identify_actor of plugin %r failed: %s", plugin.name, type(error).__name__)  # noqa: TRY400  # a traceback could hold a header
            message = (
                "The sign-in that this practice uses could not tell who you are. Try again, or ask an administrator."
            )
            raise Unauthenticated(message) from None


def shown_headers(headers: Mapping[str, str], names: frozenset[str]) -> Credential | None:
    """What a request shows of these headers; None where none of them is there."""
    shown = {name: headers[name] for name in sorted(names) if name in headers}
    return Credential("headers", json.dumps(shown)) if shown else None


def _named(plugin: LoadedPlugin) -> frozenset[str]:
    return frozenset(name.lower() for name in plugin.manifest.identity_headers)


def _checked(plugin: LoadedPlugin, answer: object, now: datetime) -> Identity | None:
    if answer is None:
        return None
    if not isinstance(answer, Identity) or not isinstance(answer.email, str):
        plugin.count(HOOK).faults += 1
        message = "an answer that is no Identity"
        raise TypeError(message)
    if answer.valid_until is not None and answer.valid_until <= now:
        message = "an identity that has passed"
        raise ValueError(message)
    return replace(answer, email=clean_email(answer.email))
