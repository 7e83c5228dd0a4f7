"""``caseload export``: the practice as CSV files."""

import sys
from collections import Counter
from pathlib import Path

import click

from caseload_gql.cli.actor import acting_as, as_option
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import with_database
from caseload_gql.db.engine import Database
from caseload_gql.services.exchange.export_csv import Progress, export_csv
from caseload_gql.services.exchange.lens import Looker


@click.command("export")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--force", is_flag=True, help="Write over files that are there.")
@as_option
@settings_options("database_url", "audit_key_file", "plugins_dir", "plugin_config", "required_plugins")
def command(folder: Path, *, force: bool, email: str | None, **flags: str | None) -> None:
    """Write providers, clients, stays in the pool and assignments to CSV files in DIR, for their owner alone to read.

    'caseload import --from DIR' reads them. As somebody, the files hold what they may see, without what is hidden from
    them. That an export was made is recorded in the audit, with numbers only.
    """
    settings = settled(**flags)

    async def work(database: Database) -> Counter[str]:
        acting = await acting_as(settings, database, email)
        looker = Looker() if acting is None else Looker(acting.actor, acting.policy)
        return await export_csv(database, folder, looker, _progress, force=force)

    counts = with_database(settings, work)
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    click.echo(f"Exported to {folder}: {told}. The files hold health data; keep them as you keep a chart.")


def _progress(total: int) -> Progress:
    bar = click.progressbar(length=total, label="Exporting", file=sys.stderr)

    def advance(count: int) -> None:
        bar.update(count)
        if bar.finished:
            bar.render_finish()

    return advance
