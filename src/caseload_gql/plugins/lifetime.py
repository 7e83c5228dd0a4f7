"""The start and the end of plugins in one worker."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.refusal import refusal
from caseload_gql.policy.hook import HookRequest

logger = logging.getLogger("caseload_gql.plugins")
#: Seconds a plugin may take to start.
STARTUP_SECONDS: Final = 30.0
#: Seconds a plugin may take to end.
SHUTDOWN_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class StartupRequest(HookRequest):
    """What a plugin is started with."""


@dataclass(frozen=True, slots=True)
class ShutdownRequest(HookRequest):
    """What a plugin is ended with."""


class Lifetime:
    """Starts the plugins of a worker in their order, and ends those that started in the opposite one."""

    def __init__(
        self,
        plugins: Sequence[LoadedPlugin],
        *,
        startup_seconds: float = STARTUP_SECONDS,
        shutdown_seconds: float = SHUTDOWN_SECONDS,
    ) -> None:
        """Takes every plugin, and the seconds that each has."""
        self._plugins = tuple(plugins)
        self._startup_seconds = startup_seconds
        self._shutdown_seconds = shutdown_seconds
        self._started: list[LoadedPlugin] = []

    async def startup(self) -> None:
        """Start each. Raises `ConfigurationError` that names the first which fails, with the others ended."""
        for plugin in self._plugins:
            try:
                async with asyncio.timeout(self._startup_seconds):
                    await plugin.call_async("startup", StartupRequest())
            except Exception as error:  # noqa: BLE001  # a plugin may raise anything
                await self.shutdown()
                message = f"its startup failed: {type(error).__name__}; its own log may say more"
                raise refusal(plugin.name, message) from None
            self._started.append(plugin)

    async def shutdown(self) -> None:
        """End each that started; one that fails is logged, and the others are ended all the same."""
        while self._started:
            plugin = self._started.pop()
            try:
                async with asyncio.timeout(self._shutdown_seconds):
                    await plugin.call_async("shutdown", ShutdownRequest())
            except Exception as error:  # noqa: BLE001  # a plugin may raise anything
                logger.error(  # noqa: TRY400  # a traceback could hold client data
                    "shutdown of plugin %r failed: %s", plugin.name, type(error).__name__
                )
