"""What a plugin must be to be installed; whatever else it is stops the start with a sentence that names it."""

import inspect
import re
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Final

import pluggy

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import hookspecs
from caseload_gql.plugins.configuration import Configuration
from caseload_gql.plugins.installed import Hook, LoadedPlugin
from caseload_gql.plugins.manifest import API_VERSION, Plugin
from caseload_gql.plugins.refusal import did_you_mean, refusal
from caseload_gql.policy.redactable import REDACTABLE

#: Each hook there is, and whether it is async.
HOOKS: Final[Mapping[str, bool]] = {
    name: inspect.iscoroutinefunction(spec)
    for name, spec in vars(hookspecs).items()
    if inspect.isfunction(spec) and hasattr(spec, f"{hookspecs.GROUP}_spec")
}
#: What the tables take that a plugin's name stands in.
NAME_CHARACTERS: Final = 64
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_HEADER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_COMPARE = {
    ">=": lambda bound: bound <= API_VERSION,
    ">": lambda bound: bound < API_VERSION,
    "<=": lambda bound: bound >= API_VERSION,
    "<": lambda bound: bound > API_VERSION,
    "==": lambda bound: bound == API_VERSION,
}


def load_plugin(
    module: ModuleType, version: str | None = None, configuration: Configuration | None = None
) -> LoadedPlugin:
    """The plugin in a module. Raises `ConfigurationError` where it breaks the contract or cannot be configured."""
    manifest = getattr(module, "PLUGIN", None)
    if not isinstance(manifest, Plugin):
        message = f"plugin module {module.__name__}: it has no PLUGIN = Plugin(name, api=...)"
        raise ConfigurationError(message)
    _check_name(manifest)
    _check_api(manifest)
    _check_redacts(manifest)
    _check_identity_headers(manifest)
    found = {name: _implementation(manifest.name, module, name) for name in _marked(manifest.name, module)}
    config = (configuration or Configuration()).of(manifest)
    return LoadedPlugin(manifest, version or manifest.version, found, config=config)


def _check_name(manifest: Plugin[Any]) -> None:
    if not _NAME.fullmatch(manifest.name):
        raise refusal(manifest.name, "its name must be of small letters, digits and single dashes, as in own-clients")
    if len(manifest.name) > NAME_CHARACTERS:
        raise refusal(manifest.name, f"its name may have {NAME_CHARACTERS} characters")


def _check_api(manifest: Plugin[Any]) -> None:
    for part in manifest.api.split(","):
        match = re.fullmatch(r"\s*(>=|<=|==|>|<)\s*(\d+)\s*", part)
        if match is None:
            raise refusal(manifest.name, f"api={manifest.api!r} is no range of versions, as in '>=1,<2'")
        if not _COMPARE[match[1]](int(match[2])):
            raise refusal(manifest.name, f"it needs plugin api {manifest.api}, and this is {API_VERSION}")


def _check_redacts(manifest: Plugin[Any]) -> None:
    for name in manifest.redacts:
        resource, _, attribute = name.partition(".")
        if attribute not in REDACTABLE.get(resource, frozenset()):
            raise refusal(manifest.name, f"{name} cannot be hidden, as it is not nullable in the API")


def _check_identity_headers(manifest: Plugin[Any]) -> None:
    for name in manifest.identity_headers:
        if _HEADER.fullmatch(name) is None:
            raise refusal(manifest.name, f"identity_headers holds {name!r}, which is no name of a header")
        if name.lower() in {"authorization", "cookie"}:
            raise refusal(manifest.name, f"identity_headers holds {name}, which tokens and sessions are known by")


def _marked(plugin: str, module: ModuleType) -> list[str]:
    mark = f"{hookspecs.GROUP}_impl"
    marked = [name for name, value in vars(module).items() if inspect.isroutine(value) and getattr(value, mark, None)]
    unknown = sorted(set(marked) - set(HOOKS))
    if unknown:
        close = did_you_mean(unknown[0], HOOKS)
        raise refusal(plugin, f"{unknown[0]} is no hook{close or '; hooks are ' + ', '.join(HOOKS)}")
    unmarked = [name for name in HOOKS if name in vars(module) and name not in marked]
    if unmarked:
        raise refusal(plugin, f"{unmarked[0]} would never be called; mark it with @hookimpl")
    return marked


def _implementation(plugin: str, module: ModuleType, name: str) -> Hook:
    hook: Hook = getattr(module, name)
    options: pluggy.HookimplOpts = getattr(hook, f"{hookspecs.GROUP}_impl")
    if options["wrapper"] or options["hookwrapper"]:
        raise refusal(plugin, f"{name} is a wrapper; hooks here are called one by one, so write a plain function")
    _check_colour(plugin, name, hook)
    taken = [(each.name, each.kind) for each in inspect.signature(hook).parameters.values()]
    if taken != [("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]:
        raise refusal(plugin, f"{name} must take exactly one argument, named request")
    return hook


def _check_colour(plugin: str, name: str, hook: Hook) -> None:
    """A hook that is async where it is due to be sync would never run; the other way round it would block everybody."""
    is_async = inspect.iscoroutinefunction(hook)
    if inspect.isasyncgenfunction(hook) or (is_async and not HOOKS[name]):
        due = "an async function that returns its answer" if HOOKS[name] else "a plain function without I/O"
        raise refusal(plugin, f"{name} is async; it must be {due}")
    if HOOKS[name] and not is_async:
        raise refusal(plugin, f"{name} is no async function; write async def {name}(request)")
