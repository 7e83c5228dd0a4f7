"""``caseload export``: the practice as CSV files, or as FHIR resources."""

import sys
from collections import Counter
from pathlib import Path

import click

from caseload_gql.cli.actor import acting_as, as_option
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.services.exchange.export_csv import Progress, export_csv
from caseload_gql.services.exchange.export_fhir import export_fhir, form_of
from caseload_gql.services.exchange.lens import Looker


@click.command("export")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--fhir", type=click.Path(path_type=Path, dir_okay=False), help="A file, .ndjson or .json, for FHIR R4.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@as_option
@settings_options("database_url", "audit_key_file", "plugins_dir", "plugin_config", "required_plugins")
def command(folder: Path | None, *, fhir: Path | None, force: bool, email: str | None, **flags: str | None) -> None:
    """Write providers, clients, stays in the pool and assignments to CSV files in DIR, for their owner alone to read.

    'caseload import --from DIR' reads them. With --fhir FILE in the place of DIR, FHIR R4 resources are written, for
    'import --fhir FILE'. As somebody, all this holds what they may see, without what is hidden from them. That an
    export was made is recorded in the audit, with numbers only.
    """
    if (folder is None) is (fhir is None):
        message = "Name a folder for CSV files, or one file with --fhir."
        raise click.UsageError(message)
    settings = settled(**flags)
    if fhir is not None:
        form_of(fhir)

    async def work(database: Database) -> Counter[str]:
        acting = await acting_as(settings, database, email)
        looker = Looker() if acting is None else Looker(acting.actor, acting.policy)
        if fhir is not None:
            return await export_fhir(database, fhir, looker, _progress, force=force)
        return await export_csv(database, folder or Path(), looker, _progress, force=force)

    counts = with_database(settings, work)
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    click.echo(f"Exported to {fhir or folder}: {told}. This is health data; keep it as you keep a chart.")


def _progress(total: int) -> Progress:
    bar = click.progressbar(length=total, label="Exporting", file=sys.stderr)

    def advance(count: int) -> None:
        bar.update(count)
        if bar.finished:
            bar.render_finish()

    return advance
