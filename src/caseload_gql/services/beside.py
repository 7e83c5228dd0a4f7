"""Rows that stand beside a client or a provider: written anew as a whole, weekly windows in the order given."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, delete, insert, select

from caseload_gql.db.models import Base, ClientWindow, ProviderWindow
from caseload_gql.services.commands import Window
from caseload_gql.services.write import Write


async def replace_rows(
    write: Write, target: type[Base] | Table, owner: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Put rows in the place of those that `owner` has; it maps the column that names the owner to the owner's id."""
    table = target if isinstance(target, Table) else target.__table__
    await write.unit.session.execute(delete(target).where(*(table.c[name] == value for name, value in owner.items())))
    if rows:
        await write.unit.session.execute(insert(target), rows)


async def read_windows(
    write: Write, model: type[ClientWindow] | type[ProviderWindow], owner: Mapping[str, str]
) -> tuple[Window, ...]:
    """The windows of an owner."""
    mine = (getattr(model, name) == value for name, value in owner.items())
    columns = select(model.weekday, model.starts, model.ends)
    found = await write.unit.session.execute(columns.where(*mine).order_by(model.position))
    return tuple(Window(each.weekday, each.starts, each.ends) for each in found)


def window_rows(owner: Mapping[str, str], windows: Sequence[Window]) -> list[dict[str, Any]]:
    """The rows that hold the windows."""
    return [
        {**owner, "position": at, "weekday": each.weekday, "starts": each.starts, "ends": each.ends}
        for at, each in enumerate(windows)
    ]
