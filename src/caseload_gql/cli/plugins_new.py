"""``caseload plugins new``: a plugin to begin with."""

import re
from pathlib import Path
from typing import Final, cast

import click

from caseload_gql.cli.scaffold.files import KINDS, Kind, module_of, scaffold

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST: Final = 40


@click.command("new")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="scorer", show_default=True, help="What it begins with.")
@click.option(
    "--into", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder to make it in."
)
def command(name: str, kind: str, into: Path) -> None:
    """Write an installable, typed plugin with tests into the folder NAME.

    Exit code 2 where the name cannot be used or the folder is there already; nothing is ever overwritten.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        message = f"it is of small letters, digits and single dashes, such as own-clients, {_LONGEST} at most."
        raise click.BadParameter(message, param_hint="NAME")
    folder = into / name
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        message = f"{folder} is there already. Choose another name, or remove it."
        raise click.BadParameter(message, param_hint="NAME") from None
    except OSError as error:
        message = f"{folder} cannot be made ({error.strerror})."
        raise click.BadParameter(message, param_hint="--into") from None
    for path, text in scaffold(name, cast("Kind", kind)).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    click.echo(f"Made {folder}. Its code is in {folder / 'src' / module_of(name) / '__init__.py'}.")
    click.echo(f"Next: cd {folder} && pytest && pip install -e .")
