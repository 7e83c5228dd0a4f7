"""What a plugin must be to be installed; whatever else it is stops the start with a sentence that names it."""

import inspect
import re
from types import ModuleType
from typing import Any

import pluggy

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins import hookspecs
from caseload_gql.plugins.installed import Hook, LoadedPlugin
from caseload_gql.plugins.manifest import API_VERSION, Plugin
from caseload_gql.policy.redactable import REDACTABLE

HOOKS = ("policy_grants", "policy_restrictions", "register_scorers")
_COMPARE = {
    ">=": lambda bound: bound <= API_VERSION,
    ">": lambda bound: bound < API_VERSION,
    "<=": lambda bound: bound >= API_VERSION,
    "<": lambda bound: bound > API_VERSION,
    "==": lambda bound: bound == API_VERSION,
}


def load_plugin(module: ModuleType, version: str | None = None) -> LoadedPlugin:
    """The plugin in a module. Raises `ConfigurationError` where it breaks the contract."""
    manifest = getattr(module, "PLUGIN", None)
    if not isinstance(manifest, Plugin):
        message = f"plugin module {module.__name__}: it has no PLUGIN = Plugin(name, api=...)"
        raise ConfigurationError(message)
    _check_api(manifest)
    _check_redacts(manifest)
    found = {name: _implementation(manifest.name, module, name) for name in _marked(manifest.name, module)}
    return LoadedPlugin(manifest, version or manifest.version, found)


def _refuse(plugin: str, sentence: str) -> ConfigurationError:
    return ConfigurationError(f"plugin {plugin}: {sentence}")


def _check_api(manifest: Plugin[Any]) -> None:
    for part in manifest.api.split(","):
        match = re.fullmatch(r"\s*(>=|<=|==|>|<)\s*(\d+)\s*", part)
        if match is None:
            raise _refuse(manifest.name, f"api={manifest.api!r} is no range of versions, as in '>=1,<2'")
        if not _COMPARE[match[1]](int(match[2])):
            raise _refuse(manifest.name, f"it needs plugin api {manifest.api}, and this is {API_VERSION}")


def _check_redacts(manifest: Plugin[Any]) -> None:
    for name in manifest.redacts:
        resource, _, attribute = name.partition(".")
        if attribute not in REDACTABLE.get(resource, frozenset()):
            raise _refuse(manifest.name, f"{name} cannot be hidden, as it is not nullable in the API")


def _marked(plugin: str, module: ModuleType) -> list[str]:
    mark = f"{hookspecs.GROUP}_impl"
    marked = [name for name, value in vars(module).items() if inspect.isroutine(value) and getattr(value, mark, None)]
    unknown = sorted(set(marked) - set(HOOKS))
    if unknown:
        raise _refuse(plugin, f"{unknown[0]} is no hook; hooks are {', '.join(HOOKS)}")
    unmarked = [name for name in HOOKS if name in vars(module) and name not in marked]
    if unmarked:
        raise _refuse(plugin, f"{unmarked[0]} would never be called; mark it with @hookimpl")
    return marked


def _implementation(plugin: str, module: ModuleType, name: str) -> Hook:
    hook: Hook = getattr(module, name)
    options: pluggy.HookimplOpts = getattr(hook, f"{hookspecs.GROUP}_impl")
    if options["wrapper"] or options["hookwrapper"]:
        raise _refuse(plugin, f"{name} is a wrapper; hooks here are called one by one, so write a plain function")
    if inspect.iscoroutinefunction(hook) or inspect.isasyncgenfunction(hook):
        raise _refuse(plugin, f"{name} is async; it must be a plain function without I/O")
    taken = [(each.name, each.kind) for each in inspect.signature(hook).parameters.values()]
    if taken != [("request", inspect.Parameter.POSITIONAL_OR_KEYWORD)]:
        raise _refuse(plugin, f"{name} must take exactly one argument, named request")
    return hook
