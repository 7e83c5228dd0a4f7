"""``caseload audit``: whether the audit is whole, what to keep of it elsewhere, and how it is exported and trimmed."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

import click
import orjson
from sqlalchemy.engine import RowMapping

from caseload_gql.cli.acting import ACTING, acting_option, author_for
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.audit import Cut, change_key, oldest, trim
from caseload_gql.db.audit_check import Head, Report, check_audit, count_events, events, head
from caseload_gql.db.audit_key import AuditKey, read_key
from caseload_gql.db.columns import instant_text
from caseload_gql.db.engine import Database
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.events import EventType, FieldChange
from caseload_gql.errors import ConfigurationError, InvalidValue
from caseload_gql.identity.author import Author, begun, record
from caseload_gql.policy.actions import DATA_EXCHANGE
from caseload_gql.settings import Settings

_SETTINGS: Final = ("database_url", "audit_key_file")
_HEX: Final = 64
_OLD_KEY: Final = click.option(
    "--old-key", "old_keys", multiple=True, type=click.Path(path_type=Path), help="The file of an earlier key."
)


@click.group("audit")
def command() -> None:
    """Verify, export and trim the audit."""


@command.command("verify")
@click.option("--head", "kept", help="A head that 'caseload audit head' printed earlier: NUMBER:HASH.")
@_OLD_KEY
@settings_options(*_SETTINGS)
def verify(kept: str | None, old_keys: tuple[Path, ...], **flags: str | None) -> None:
    """Find events that were changed, are missing or were cut off; exit code 1 where there are any.

    Only with --head is it found when the end of the audit was replaced by an older copy of the whole database.
    """
    settings = settled(**flags)
    wanted = None if kept is None else _head(kept)
    report = with_database(settings, lambda database: _checked(database, old_keys, wanted))
    for finding in report.findings:
        click.echo(finding, err=True)
    if report.trimmed is not None:
        click.echo(f"Events up to {report.trimmed} were trimmed.")
    if report.unchained:
        click.echo(f"{report.unchained} events are from before the audit was chained and cannot be verified.")
    click.echo(f"{report.checked} events verified, up to {report.head.number}: {_verdict(report)}")
    sys.exit(1 if report.findings else 0)


def _verdict(report: Report) -> str:
    return "the audit is NOT whole." if report.findings else "the audit is whole."


@command.command("head")
@settings_options(*_SETTINGS)
def show_head(**flags: str | None) -> None:
    """Print the last event's number and link. Keep it elsewhere, for 'caseload audit verify --head'."""
    click.echo(str(with_database(settled(**flags), head)))


@command.command("trim")
@click.option("--before", required=True, type=click.DateTime(["%Y-%m-%d"]), help="A practice-local date.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_OLD_KEY
@acting_option
@settings_options(*ACTING)
def trim_before(
    before: datetime, *, yes: bool, old_keys: tuple[Path, ...], asker: str | None, **flags: str | None
) -> None:
    """Delete the events from before a date, and keep a checkpoint from which the chain goes on.

    The audit is verified first; where it is not whole, nothing is deleted. Export it first to keep what goes.
    """
    settings = settled(**flags)
    cut = with_database(settings, lambda database: _to_trim(database, before, old_keys))
    if not cut.count:
        click.echo("There is nothing to trim.")
        return
    if not yes:
        click.confirm(f"Delete events {cut.first} to {cut.last} for good?", abort=True, err=True)
    with click.progressbar(length=cut.count, label="Trimming", file=sys.stderr) as bar:
        with_database(settings, lambda database: _trimmed(settings, database, cut, asker, bar.update))
    click.echo(f"Trimmed {cut.count} events, up to {cut.last}.")


@command.command("export")
@click.option(
    "--output", type=click.Path(path_type=Path), help="A new file, for its owner alone; else standard output."
)
@acting_option
@settings_options(*ACTING)
def export(output: Path | None, asker: str | None, **flags: str | None) -> None:
    """Write every event as a line of JSON, oldest first, with its link. That it was exported is an event, too."""
    settings = settled(**flags)
    with ExitStack() as held:
        target = sys.stdout.buffer if output is None else held.enter_context(_private(output))
        count = with_database(settings, lambda database: _exported(settings, database, target, asker))
    click.echo(f"Exported {count} events.", err=True)


@command.command("rekey")
@click.option("--yes", is_flag=True, help="Do not ask.")
@acting_option
@settings_options(*ACTING)
def rekey(*, yes: bool, asker: str | None, **flags: str | None) -> None:
    """Go on with the key that the settings now name, where the earlier one was lost or is known to others.

    Keep the earlier key's file: what it chained can be verified with it only.
    """
    settings = settled(**flags)
    if not yes:
        click.confirm("Chain the audit with the present key from now on?", abort=True, err=True)
    click.echo(with_database(settings, lambda database: _rekeyed(settings, database, asker)))


def _head(text: str) -> Head:
    number, _, found = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and found):
        message = "A head is a number, a colon and a hash, as 'caseload audit head' prints it."
        raise click.BadParameter(message, param_hint="--head")
    return Head(int(number), found)


async def _checked(database: Database, old_keys: Sequence[Path], kept: Head | None) -> Report:
    keys = [*_present(database, await _is_chained(database)), *(read_key(file) for file in old_keys)]
    with click.progressbar(length=await count_events(database), label="Verifying", file=sys.stderr) as bar:
        return await check_audit(database, keys, bar.update, kept)


async def _is_chained(database: Database) -> bool:
    return len((await head(database)).hash) == _HEX


def _present(database: Database, chained: bool) -> list[AuditKey]:  # noqa: FBT001  # said by the one caller
    try:
        return [database.keys.present()]
    except ConfigurationError:
        # Before anything is chained there is no key.
        if chained:
            raise
        return []


async def _to_trim(database: Database, before: datetime, old_keys: Sequence[Path]) -> Cut:
    report = await _checked(database, old_keys, None)
    if report.findings:
        message = f"The audit is not whole, so nothing is deleted. {report.findings[0]}"
        raise InvalidValue(message)
    return await database.write(lambda unit: oldest(unit, before.date()))


async def _trimmed(
    settings: Settings, database: Database, cut: Cut, asker: str | None, progress: Callable[[int], None]
) -> None:
    who = await author_for(settings, database, asker, DATA_EXCHANGE)

    async def work(unit: UnitOfWork) -> None:
        await trim(unit, cut, progress)
        record(unit, EventType.AUDIT_TRIMMED, who, *begun(throughNumber=cut.last, events=cut.count))

    await database.write(work)


async def _exported(settings: Settings, database: Database, target: IO[bytes], asker: str | None) -> int:
    who: Author = await author_for(settings, database, asker, DATA_EXCHANGE)
    until = (await head(database)).number
    total = await count_events(database)
    count = 0
    with click.progressbar(length=total, label="Exporting", file=sys.stderr) as bar:
        async for rows in events(database, until=until):
            for row in rows:
                target.write(orjson.dumps(_line(row), option=orjson.OPT_APPEND_NEWLINE))
            count += len(rows)
            bar.update(len(rows))
    target.flush()

    async def note(unit: UnitOfWork) -> None:
        record(unit, EventType.AUDIT_EXPORTED, who, *begun(throughNumber=until, events=count))

    await database.write(note)
    return count


async def _rekeyed(settings: Settings, database: Database, asker: str | None) -> str:
    who = await author_for(settings, database, asker, DATA_EXCHANGE)
    key = database.keys.made()

    async def work(unit: UnitOfWork) -> str:
        before = await change_key(unit, key)
        if before is None or before == key.id:
            return f"The audit is chained with the key {key.id} already, or not begun."
        record(unit, EventType.AUDIT_KEY_CHANGED, who, FieldChange("keyId", before, key.id))
        return f"The audit goes on with the key {key.id}; up to now it was {before}."

    return await database.write(work)


def _line(row: RowMapping) -> dict[str, Any]:
    found = {**row, "at": instant_text(row["at"])}
    return {_camel(name): value for name, value in found.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(each.title() for each in rest)


def _private(path: Path) -> IO[bytes]:
    try:
        return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")
    except OSError as error:
        message = f"The file {path.name} cannot be made ({error.strerror}). Name a new one in a folder of yours."
        raise ConfigurationError(message) from error
