"""The plugins of this worker: loaded once, asked one by one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pluggy

from caseload_gql.domain.vocabulary import GateMode
from caseload_gql.errors import ConfigurationError
from caseload_gql.matching.gates import softenable
from caseload_gql.plugins import hookspecs
from caseload_gql.plugins.configuration import Configuration
from caseload_gql.plugins.contract import load_plugin
from caseload_gql.plugins.discovery import find_modules
from caseload_gql.plugins.hookspecs import ScorerRequest
from caseload_gql.plugins.installed import InstalledPlugin, LoadedPlugin
from caseload_gql.plugins.plugin_fields import PluginField, fields_of
from caseload_gql.plugins.refusal import did_you_mean, refusal
from caseload_gql.plugins.registered_actions import rows_of_action
from caseload_gql.plugins.scorer import Scorer
from caseload_gql.policy.practice import PracticeFacts

DEFAULT_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class InstalledScorer:
    """A scorer, the plugin that brings it, and its weight under the practice's settings."""

    scorer: str
    plugin: str
    weight: float


@dataclass(frozen=True, slots=True)
class InstalledGate:
    """A gate that can be softened, with its mode under the practice's settings."""

    code: str
    mode: str


class Plugins:
    """Every plugin. Made by `load_plugins`."""

    def __init__(self, plugins: Sequence[LoadedPlugin]) -> None:
        """Raises `ConfigurationError` for two of one name, and for scorers, actions and fields that cannot be had."""
        self._plugins = tuple(plugins)
        _refuse_two_plugins([each.name for each in plugins])
        self._scorers = tuple((plugin, scorer) for plugin in plugins for scorer in _scorers_of(plugin))
        _refuse_two_scorers(self._scorers)
        self._actions = rows_of_action(plugins)
        self._fields = fields_of(plugins, self._actions)

    @property
    def sources(self) -> tuple[LoadedPlugin, ...]:
        """The plugins as sources of policy."""
        return self._plugins

    @property
    def actions(self) -> Mapping[str, tuple[str, ...]]:
        """Every action, the product's and those of plugins, with the kinds of rows it is done to."""
        return self._actions

    @property
    def fields(self) -> tuple[PluginField, ...]:
        """Every field that plugins add to the API."""
        return self._fields

    @property
    def batch_scorers(self) -> tuple[tuple[LoadedPlugin, Scorer], ...]:
        """Every scorer, with its plugin."""
        return self._scorers

    def installed(self) -> tuple[InstalledPlugin, ...]:
        """Every plugin and how it fares, by name."""
        return tuple(sorted((each.seen() for each in self._plugins), key=lambda each: each.name))

    def scorers(self, weights: Mapping[str, float]) -> tuple[InstalledScorer, ...]:
        """Every scorer, by name, with its weight: the practice's, else 1."""
        return tuple(
            sorted(
                (
                    InstalledScorer(scorer.name, plugin.name, weights.get(scorer.name, DEFAULT_WEIGHT))
                    for plugin, scorer in self._scorers
                ),
                key=lambda each: each.scorer,
            )
        )

    def gates(self, modes: Mapping[str, str]) -> tuple[InstalledGate, ...]:
        """Every gate that can be softened, with its mode: the practice's, else WARN."""
        return tuple(InstalledGate(code, modes.get(code, GateMode.WARN.value)) for code in softenable())


def load_plugins(
    folder: Path | None = None, *, configuration: Configuration | None = None, required: Sequence[str] = ()
) -> Plugins:
    """Load those shipped, those installed as packages and those in the folder.

    `required` names plugins without which nothing may start. Raises `ConfigurationError`.
    """
    return assemble(find_modules(folder), configuration, required)


def assemble(
    modules: Iterable[tuple[ModuleType, str | None]],
    configuration: Configuration | None = None,
    required: Sequence[str] = (),
) -> Plugins:
    """Load the plugins of these modules, each with its package's version if it has one. Raises `ConfigurationError`."""
    configuration = configuration or Configuration()
    registry = pluggy.PluginManager(hookspecs.GROUP)
    registry.add_hookspecs(hookspecs)
    loaded = []
    for module, version in modules:
        plugin = load_plugin(module, version, configuration)
        _register(registry, module, plugin.name)
        loaded.append(plugin)
    configuration.refuse_strangers([each.manifest for each in loaded])
    _refuse_missing(loaded, required)
    return Plugins(loaded)


def _register(registry: pluggy.PluginManager, module: object, name: str) -> None:
    if registry.has_plugin(name):
        message = f"plugin {name}: it is installed twice; remove one of the two"
        raise ConfigurationError(message)
    try:
        registry.register(module, name)
    except (ValueError, pluggy.PluginValidationError) as error:
        message = f"plugin {name}: {error}"
        raise ConfigurationError(message) from error


def _refuse_missing(plugins: Sequence[LoadedPlugin], required: Sequence[str]) -> None:
    """A plugin that is missed could be one that restricts: without it, people would see more than they may."""
    names = [each.name for each in plugins]
    for name in required:
        if name not in names:
            message = f"the setting required_plugins names {name}, and no such plugin is installed"
            raise ConfigurationError(message + did_you_mean(name, names))
    for plugin in plugins:
        for name in plugin.manifest.requires:
            if name not in names:
                raise refusal(plugin.name, f"it requires plugin {name}, which is not installed")


def _scorers_of(plugin: LoadedPlugin) -> tuple[Scorer, ...]:
    try:
        found = plugin.call("register_scorers", ScorerRequest(PracticeFacts()))
    except Exception as error:
        message = f"plugin {plugin.name}: register_scorers failed: {error!r}"
        raise ConfigurationError(message) from error
    if not all(isinstance(each, Scorer) for each in found):
        message = f"plugin {plugin.name}: register_scorers must return Scorer objects"
        raise ConfigurationError(message)
    for name in plugin.manifest.required_scorers:
        if name not in {each.name for each in found}:
            raise refusal(plugin.name, f"required_scorers names {name}, which is no scorer of it")
    return found


def _refuse_two_plugins(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            message = f"plugin {name}: it is installed twice; remove one of the two"
            raise ConfigurationError(message)


def _refuse_two_scorers(scorers: Sequence[tuple[LoadedPlugin, Scorer]]) -> None:
    owners: dict[str, str] = {}
    for plugin, scorer in scorers:
        if scorer.name in owners:
            message = (
                f"plugin {plugin.name}: plugin {owners[scorer.name]} has a scorer named {scorer.name} too; rename one"
            )
            raise ConfigurationError(message)
        owners[scorer.name] = plugin.name
