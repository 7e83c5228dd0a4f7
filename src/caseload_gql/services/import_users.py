"""Use case: people are added and changed as the lines of a file say, all of them or none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select

from caseload_gql.db.models import User
from caseload_gql.domain.vocabulary import AccountRole
from caseload_gql.errors import InvalidValue, UserError, UserErrorCode
from caseload_gql.services.add_user import add_user
from caseload_gql.services.commands import UNCHANGED
from caseload_gql.services.named import Reads, provider_by_name, team_by_name
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, Rehearsed, problem
from caseload_gql.services.update_user import update_user
from caseload_gql.services.user_commands import AddUser, ImportUsers, UpdateUser
from caseload_gql.services.user_rows import CHIEFS, teams_of
from caseload_gql.services.write import Write

DOOR: Final = "import"
#: The column of each field of an input.
_COLUMNS: Final = {
    "userId": "email",
    "name": "name",
    "email": "email",
    "accountRole": "account_role",
    "companyRoles": "company_roles",
    "teamIds": "teams",
    "providerId": "provider_external_id",
    "disabled": "disabled",
}
Cells = Mapping[str, Any]


async def import_users(write: Write, command: ImportUsers) -> Outcome:
    """Do what each line says by the rules of addUser and updateUser.

    Raises `Refused` with every problem of every line, whose paths are the number of the line and the column. `values`
    of the outcome say how many people were added and updated, and how many lines changed nothing.
    """
    importing = replace(write, actor=replace(write.actor, door=DOOR))
    found, problems = await _resolved(write, command.lines)
    await _lock(write, found)
    counts = Counter({"added": 0, "updated": 0, "unchanged": 0})
    # Who becomes one that lets others in comes first, so that a file may hand that on.
    for number in sorted(found, key=lambda number: (not _lets_in(found[number]), number)):
        try:
            async with write.unit.part():
                counts[await _carry_out(importing, found[number])] += 1
        except Refused as refusal:
            problems += [_at(number, each) for each in refusal.outcome.user_errors]
    if problems:
        raise Refused(sorted(problems, key=lambda each: int(each.path[1])))
    outcome = Outcome(values=dict(counts))
    if command.rehearsed:
        raise Rehearsed(outcome)
    return outcome


def _lets_in(cells: Cells) -> bool:
    return cells.get("account_role") in CHIEFS and not cells.get("disabled")


def _at(number: int, each: UserError) -> UserError:
    """The problem at its line and column."""
    column = _COLUMNS[each.path[1]] if len(each.path) > 1 else ""
    return problem(each.code, each.message, str(number), column)


async def _resolved(write: Write, lines: Mapping[int, Cells]) -> tuple[dict[int, Cells], list[UserError]]:
    """The lines with ids in the place of names, and the problems of those that name what is not there."""
    found: dict[int, Cells] = {}
    problems: list[UserError] = []
    for number, cells in lines.items():
        try:
            teams = await _teams(write.unit, cells)
            provider = await _provider(write.unit, cells)
        except _Unknown as unknown:
            problems.append(problem(UserErrorCode.NOT_FOUND, unknown.message, str(number), unknown.column))
            continue
        found[number] = {**cells, **teams, **provider}
    return found, problems


class _Unknown(InvalidValue):
    """A cell names what is not there."""

    def __init__(self, message: str, *, column: str) -> None:
        super().__init__(message)
        self.column = column


async def _teams(reads: Reads, cells: Cells) -> Cells:
    try:
        return {"teams": [await team_by_name(reads, each) for each in cells["teams"]]} if "teams" in cells else {}
    except InvalidValue as error:
        raise _Unknown(error.message, column="teams") from error


async def _provider(reads: Reads, cells: Cells) -> Cells:
    named = cells.get("provider_external_id")
    try:
        return {} if named is None else {"provider_external_id": await provider_by_name(reads, named)}
    except InvalidValue as error:
        raise _Unknown(error.message, column="provider_external_id") from error


async def _lock(write: Write, lines: Mapping[int, Cells]) -> None:
    """Take every lock that the lines will need, providers first, in the order in which all take them."""
    named = [cells.get("provider_external_id") for cells in lines.values()]
    await write.unit.lock_providers(each for each in named if each is not None)
    await write.unit.session.execute(select(User.id).order_by(User.id).with_for_update(key_share=True))


async def _carry_out(write: Write, cells: Cells) -> str:
    """Add or update the person of a line; which of it was done."""
    user_id = await write.unit.session.scalar(select(User.id).where(User.email == cells["email"]))
    if user_id is None:
        await _add(write, cells)
        return "added"
    before = await _standing(write, user_id)
    await update_user(
        write,
        UpdateUser(
            user_id,
            cells.get("name", UNCHANGED),
            cells.get("account_role", UNCHANGED),
            cells.get("company_roles", UNCHANGED),
            cells.get("teams", UNCHANGED),
            cells.get("provider_external_id", UNCHANGED),
            cells.get("disabled", UNCHANGED),
        ),
    )
    return "unchanged" if before == await _standing(write, user_id) else "updated"


async def _add(write: Write, cells: Cells) -> None:
    if "name" not in cells:
        message = "The person is new, and the file has no column for names."
        raise Refused([problem(UserErrorCode.INVALID, message, "name")])
    new = AddUser(
        cells["name"],
        cells["email"],
        cells.get("account_role", AccountRole.STAFF),
        cells.get("company_roles"),
        cells.get("teams"),
        cells.get("provider_external_id"),
    )
    added = await add_user(write, new)
    if cells.get("disabled"):
        await update_user(write, UpdateUser(str(added.ids["user"]), disabled=True))


async def _standing(write: Write, user_id: str) -> tuple[object, ...]:
    user = await write.unit.session.get_one(User, user_id)
    roles, teams = tuple(user.company_roles), tuple(await teams_of(write.unit, user_id))
    return user.name, user.account_role, roles, teams, user.provider_id, user.disabled
