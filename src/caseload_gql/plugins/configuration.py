"""The configuration of plugins: from the environment, else from the TOML file, checked once at the start."""

import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, get_type_hints

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.plugins.refusal import did_you_mean, refusal
from caseload_gql.plugins.secret import Secret
from caseload_gql.plugins.trust import refuse_writable
from caseload_gql.plugins.values import WANTED, from_file, from_text, kind_of

PREFIX: Final = "CASELOAD_PLUGIN_"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where plugins' settings come from: variables, and the tables of the file, one a plugin."""

    environment: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)

    def of(self, plugin: Plugin[Any]) -> object:
        """The plugin's configuration, None where it has none. Raises `ConfigurationError` naming the setting."""
        table = self.tables.get(plugin.name, {})
        if plugin.config is None:
            _refuse_unknown(plugin.name, table, ())
            return None
        kinds = _kinds(plugin.name, plugin.config)
        _refuse_unknown(plugin.name, table, kinds)
        values: dict[str, object] = {}
        for item in fields(plugin.config):
            if item.init:
                self._read(plugin.name, item, kinds[item.name], values)
        return _made(plugin.name, plugin.config, values)

    def refuse_strangers(self, plugins: Sequence[Plugin[Any]]) -> None:
        """Refuse what is set for no plugin: a misspelt name would leave its setting at the default, unseen.

        Raises `ConfigurationError` for a table of the file that is no installed plugin's, and for a variable that
        begins as those of a plugin do and names none of its settings.
        """
        names = [each.name for each in plugins]
        for name in self.tables:
            if name not in names:
                message = f"the setting plugin_config: its file has a table [{name}], and no such plugin is installed"
                raise ConfigurationError(message + did_you_mean(name, names))
        known = _variables(plugins)
        for given in sorted(set(self.environment) - set(known)):
            for plugin in names:
                if given.startswith(variable(plugin, "")):
                    raise refusal(plugin, f"{given} names no setting of it{did_you_mean(given, known)}")

    def _read(self, plugin: str, item: "Field[Any]", kind: object, values: dict[str, object]) -> None:
        named = variable(plugin, item.name)
        table = self.tables.get(plugin, {})
        optional = item.default is not MISSING or item.default_factory is not MISSING
        text = self.environment.get(named)
        if text is not None and (text.strip() or not optional):
            values[item.name] = _tried(plugin, item.name, kind, from_text, text)
        elif item.name in table:
            if kind is Secret:
                message = f"the setting {item.name} is a secret, and no file may hold it; set {named}"
                raise refusal(plugin, message)
            values[item.name] = _tried(plugin, item.name, kind, from_file, table[item.name])
        elif not optional:
            raise refusal(plugin, f"the setting {item.name} is missing; set {named} to {WANTED[kind]}")


def variable(plugin: str, setting: str) -> str:
    """The environment variable of a plugin's setting, such as `CASELOAD_PLUGIN_MASKED_NAMES_ROLE`."""
    return f"{PREFIX}{plugin}_{setting}".replace("-", "_").upper()


def read_configuration(file: Path | None, environment: Mapping[str, str]) -> Configuration:
    """What the environment and the file say. Raises `ConfigurationError` where the file cannot be used."""
    return Configuration(MappingProxyType(dict(environment)), {} if file is None else _tables(file))


def _tables(file: Path) -> dict[str, Any]:
    try:
        refuse_writable(file)
        with file.open("rb") as opened:
            tables = tomllib.load(opened)
    except OSError as error:
        message = f"the setting plugin_config: {file} cannot be read ({error.strerror})"
        raise ConfigurationError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # Neither the cause nor its place: a line of the file could hold a secret that somebody put there.
        message = f"the setting plugin_config: {file} is no TOML"
        raise ConfigurationError(message) from None
    for name, table in tables.items():
        if not isinstance(table, dict):
            message = f"the setting plugin_config: {name} is no table; put it under the [name] of its plugin"
            raise ConfigurationError(message)
    return tables


def _kinds(plugin: str, config: type) -> dict[str, object]:
    """Each setting with its kind."""
    if not (is_dataclass(config) and config.__dataclass_params__.frozen):  # type: ignore[attr-defined]  # not in typeshed
        raise refusal(plugin, f"its configuration {config.__name__} must be a frozen dataclass")
    hints = get_type_hints(config)
    kinds = {item.name: kind_of(hints[item.name]) for item in fields(config) if item.init}
    for name, kind in kinds.items():
        if kind is None:
            kinds_there = "str, int, float, bool, Path, tuple[str, ...] or Secret"
            raise refusal(plugin, f"the setting {name} cannot be configured; it must be of {kinds_there}")
    return kinds


def _variables(plugins: Sequence[Plugin[Any]]) -> dict[str, str]:
    """Each variable with the plugin it belongs to."""
    found: dict[str, str] = {}
    for plugin in plugins:
        for setting in () if plugin.config is None else _kinds(plugin.name, plugin.config):
            named = variable(plugin.name, setting)
            other = found.setdefault(named, plugin.name)
            if other != plugin.name:
                raise refusal(plugin.name, f"plugin {other} has a setting with the variable {named} too; rename one")
    return found


def _tried(plugin: str, name: str, kind: object, read: Callable[[object, Any], object], given: object) -> object:
    try:
        return read(kind, given)
    except ValueError:
        message = f"the setting {name} ({variable(plugin, name)}) must be {WANTED[kind]}"
        raise refusal(plugin, message) from None


def _made(plugin: str, config: type, values: Mapping[str, object]) -> object:
    try:
        return config(**values)
    except ValueError as error:
        said = str(error)
        for secret in values.values():
            if isinstance(secret, Secret):
                said = said.replace(secret.reveal(), str(secret))
        raise refusal(plugin, f"its configuration is refused: {said}") from None
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; what it says could quote a secret
        raise refusal(plugin, f"its configuration failed: {type(error).__name__}") from None


def _refuse_unknown(plugin: str, table: Mapping[str, object], known: Collection[str]) -> None:
    for name in table:
        if name not in known:
            message = f"the file of plugin_config sets {name}, which is no setting of it"
            raise refusal(plugin, message + did_you_mean(name, known))
