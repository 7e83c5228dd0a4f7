"""``caseload check``: whether serving would work, a line for each part."""

import sys
from collections.abc import Callable, Iterator

import click

from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db import migrate
from caseload_gql.db.audit import check_key
from caseload_gql.errors import CaseloadError
from caseload_gql.settings import Settings


@click.command("check")
@settings_options()
def command(**flags: str | None) -> None:
    """Check settings, database, schema and plugins; exit code 1 if one of them fails.

    With --safe-mode no plugin is loaded here: those installed are named, and a start is tried in another process.
    """
    try:
        settings = settled(**flags)
    except CaseloadError as error:
        click.echo(f"settings  FAILED  {error}")
        sys.exit(1)
    if settings.safe_mode:
        sys.exit(_examined(settings))
    click.echo("settings  ok")
    failures = [name for name, part in _parts() if not _passes(name, part, settings)]
    sys.exit(1 if failures else 0)


def _examined(settings: Settings) -> int:
    from caseload_gql.workers.doctor import examine  # noqa: PLC0415  # as heavy as serving, and seldom asked for

    findings = examine(settings)
    for each in findings:
        click.echo(f"{each.part:<9} {'ok' if each.ok else 'FAILED'}  {each.text}")
    return 0 if all(each.ok for each in findings) else 1


def _parts() -> Iterator[tuple[str, Callable[[Settings], str]]]:
    yield "database", _database
    yield "audit", _audit
    yield "schema", _schema
    yield "plugins", _plugins


def _passes(name: str, part: Callable[[Settings], str], settings: Settings) -> bool:
    try:
        found = part(settings)
    except CaseloadError as error:
        click.echo(f"{name:<9} FAILED  {error}")
        return False
    click.echo(f"{name:<9} ok  {found}".rstrip())
    return True


def _database(settings: Settings) -> str:
    migrate.check(settings.database_url)
    return f"schema {migrate.head()}"


def _audit(settings: Settings) -> str:
    return f"chained with the key {with_database(settings, check_key).id}"


def _schema(settings: Settings) -> str:
    from caseload_gql.bootstrap import build_app  # noqa: PLC0415  # a broken part must not hide the others

    build_app(settings)
    return "the app can be built"


def _plugins(settings: Settings) -> str:
    from caseload_gql.bootstrap import load_plugins  # noqa: PLC0415  # a broken part must not hide the others

    return ", ".join(plugin.name for plugin in load_plugins(settings).installed())
