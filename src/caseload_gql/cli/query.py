"""``caseload query``: answers one query as somebody of the practice would get it, or shows how it is read."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import click
import orjson

from caseload_gql.bootstrap import build_executor, fact_finder, load_plugins
from caseload_gql.cli.options import settings_options, settled
from caseload_gql.cli.session import administrator, with_database
from caseload_gql.db.engine import Database
from caseload_gql.errors import InvalidValue
from caseload_gql.identity.known import identified_as
from caseload_gql.live.access_log import AccessLog
from caseload_gql.planner.explain import Explained
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.schema.execute import JSON, Checked, Executed
from caseload_gql.settings import Settings


@dataclass(frozen=True, slots=True)
class _Request:
    """One operation, as the web would hand it over."""

    query: str
    variables: dict[str, object] | None
    operation_name: str | None
    media_type: str = JSON
    shows_cost: bool = False
    shows_statement: bool = False


@dataclass(frozen=True, slots=True)
class _How:
    """Whether to answer, or to show the statement and the database's plan."""

    explain: bool
    analyze: bool


@click.command("query")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--user", "email", help="The email of the person to read as; without it, the first administrator.")
@click.option("--variables", metavar="JSON|@FILE", help="The variables: a JSON object, or @ and a file that holds it.")
@click.option("--operation", metavar="NAME", help="Which operation of the document to run.")
@click.option("--explain", is_flag=True, help="Show the statement, what fills its placeholders, and the plan for it.")
@click.option("--analyze", is_flag=True, help="As --explain, and carry the plan out to see its times (PostgreSQL).")
@settings_options("database_url", "plugins_dir", "plugin_config", "required_plugins")
def command(  # one parameter an option
    *,
    file: TextIO,
    email: str | None,
    variables: str | None,
    operation: str | None,
    explain: bool,
    analyze: bool,
    **flags: str | None,
) -> None:
    """Answer the query in FILE (- for standard input) under the whole policy, as JSON.

    Exit code 0: answered; 1: the answer holds errors; 2: something about the command cannot be used.
    """
    request = _Request(file.read(), _variables(variables), operation)
    how = _How(explain or analyze, analyze)
    settings = settled(**flags)
    sys.exit(with_database(settings, lambda database: _run(settings, database, request, email, how)))


async def _run(settings: Settings, database: Database, request: _Request, email: str | None, how: _How) -> int:
    plugins = load_plugins(settings)
    policy, log = PolicyEngine(plugins.sources, actions=plugins.actions), AccessLog(database)
    executor = build_executor(settings, database, plugins, policy, readings=log)
    checked = executor.checked(request)
    if isinstance(checked, Checked) and checked.changes:
        message = "This command only reads. Changes are made through the API, by the person who answers for them."
        raise click.UsageError(message)
    try:
        facts = fact_finder(settings, database, plugins)
        identified = await identified_as(database, email or await administrator(database), facts)
    except InvalidValue as error:
        raise click.BadParameter(error.message, param_hint="--user") from error
    if how.explain:
        found = await executor.explain(request, identified, analyze=how.analyze)
        return _told(found) if isinstance(found, Explained) else _answered(found)
    executed = await executor.execute(request, identified)
    await log.write_all()
    return _answered(executed)


def _variables(given: str | None) -> dict[str, object] | None:
    if given is None:
        return None
    try:
        found = orjson.loads(Path(given[1:]).read_bytes() if given.startswith("@") else given)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})."
        raise click.BadParameter(message, param_hint="--variables") from None
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        message = 'it must be a JSON object such as {"first": 3}, or @ and a file that holds one.'
        raise click.BadParameter(message, param_hint="--variables")
    return found


def _answered(executed: Executed) -> int:
    answer = orjson.loads(executed.body)
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2))
    return 1 if "errors" in answer else 0


def _told(explained: Explained) -> int:
    if explained.statement:
        click.echo(f"{explained.statement}\nParameters\n")
        click.echo("\n".join(f"  {line}" for line in explained.parameters or ("none",)))
        click.echo("\nPlan\n")
        click.echo("\n".join(f"  {line}" for line in explained.plan))
    else:
        click.echo("Nothing is read from the database.")
    if explained.in_python:
        click.echo("\nPython completes the answer, and may read more.")
    for problem in explained.problems:
        click.echo(f"{problem.code} at {'.'.join(problem.path)}: {problem.message}", err=True)
    return 1 if explained.problems else 0
