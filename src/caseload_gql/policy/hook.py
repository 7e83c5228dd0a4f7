"""What every request of a hook carries: the plugin that is asked."""

import logging
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

R = TypeVar("R", bound="HookRequest")


@dataclass(frozen=True, slots=True)
class PluginHandle:
    """The plugin that is asked, as it sees itself: its name, a logger of its own, its checked configuration.

    Never log a client's name or health data. `config` is what the manifest's `config` class was built to, else None;
    `PLUGIN.config_in(request)` gives it with its type.
    """

    name: str
    log: logging.Logger
    config: object = None


def plugin_handle(name: str, config: object = None) -> PluginHandle:
    """The handle of a plugin; its logger is `caseload_gql.plugin.NAME`."""
    return PluginHandle(name, logging.getLogger(f"caseload_gql.plugin.{name}"), config)


#: Who a request is for before it is handed to a plugin.
NOBODY: Final = plugin_handle("nobody")


@dataclass(frozen=True, slots=True)
class HookRequest:
    """The base of every request: one request a plugin and call, of which `plugin` is the plugin asked."""

    plugin: PluginHandle = field(default=NOBODY, kw_only=True, compare=False)


def addressed(request: R, plugin: PluginHandle) -> R:
    """The same request, to this plugin."""
    return replace(request, plugin=plugin)
