"""``caseload plugins check``: the contract, tried without serving."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins.configuration import read_configuration
from caseload_gql.plugins.discovery import find_modules, load_file, shipped
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import Plugins, assemble
from caseload_gql.plugins.policy_contract import policy_breaches
from caseload_gql.plugins.scorer_contract import scorer_breaches, speaks
from caseload_gql.schema.build import build_schema

Found = tuple[ModuleType, str | None]


@click.command("check")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@settings_options("plugins_dir", "plugin_config")
def command(path: Path | None, **flags: str | None) -> None:
    """Hold plugins to the contract: those at PATH (a file, a package, or a project with src/), else the installed ones.

    Manifest, hooks, signatures and fields of the API first; then policies are asked for every role, action and kind of
    row, and scorers are tried on samples. Exit code 0: all keep it; 1: one breaks a rule; 2: one cannot be loaded.
    """
    settings = settled(**flags)
    found = list(find_modules(settings.plugins_dir) if path is None else _at(path))
    configuration = read_configuration(settings.plugin_config, os.environ)
    plugins = assemble(found if path is None else [*shipped(), *found], configuration)
    build_schema(fields=plugins.fields)
    broken = [plugin for plugin in plugins.sources[-len(found) :] if not _passes(plugin, plugins)]
    if broken:
        sys.exit(1)


def _at(path: Path) -> Iterator[Found]:
    files = list(_files(path))
    if not files:
        message = f"there is no plugin at {path}: no .py file, no __init__.py, no package under src/"
        raise ConfigurationError(message)
    for file in files:
        yield load_file(file), None


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    if (path / "__init__.py").exists():
        return [path / "__init__.py"]
    return sorted((path / "src").glob("*/__init__.py"))


def _passes(plugin: LoadedPlugin, plugins: Plugins) -> bool:
    scorers = [scorer for owner, scorer in plugins.batch_scorers if owner is plugin]
    breaches = [*policy_breaches(plugin), *(said for scorer in scorers for said in scorer_breaches(scorer))]
    for sentence in breaches:
        click.echo(f"{plugin.name}  FAILED  {sentence}")
    if breaches:
        return False
    click.echo(f"{plugin.name}  ok  {', '.join(sorted(plugin.hooks)) or 'no hooks'}")
    for scorer in scorers:
        if not speaks(scorer):
            click.echo(f"{plugin.name}  note  scorer {scorer.name} abstains on all samples, so little of it was tried")
    return True
