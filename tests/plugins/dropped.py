"""Plugins as files of a folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins.configuration import read_configuration
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import Plugins, load_plugins

Drop = Callable[..., Path]


def loaded(
    folder: Path, environment: dict[str, str] | None = None, file: Path | None = None, required: tuple[str, ...] = ()
) -> Plugins:
    """Every plugin with that folder, under these variables and that file."""
    return load_plugins(folder, configuration=read_configuration(file, environment or {}), required=required)


def plugin_named(plugins: Plugins, name: str) -> LoadedPlugin:
    """One plugin of them."""
    (found,) = (each for each in plugins.sources if each.name == name)
    return found


def refusal(
    folder: Path, environment: dict[str, str] | None = None, file: Path | None = None, required: tuple[str, ...] = ()
) -> str:
    """The sentence that stops the start."""
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, environment, file, required)
    return caught.value.message
