"""Staff see the clients and providers of their own sites only."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, not_, or_

from caseload_gql.plugins import Plugin, PolicyRequest, Restrict, hookimpl

#: Stands for every site.
EVERYWHERE: Final = "*"
_HEADER: Final = ["email", "location"]


@dataclass(frozen=True)
class Sites:
    """`file`: a CSV of `email,location` with a line for each site of each person, the site by its id, or `*` for all.

    `show_unplaced`: whether everybody sees clients and providers of whom no location is recorded.
    """

    file: Path
    show_unplaced: bool = False
    by_email: Mapping[str, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Read the file. Raises `ValueError` that names the line at fault, and repeats nothing of it."""
        object.__setattr__(self, "by_email", _read(self.file))

    def of(self, email: str) -> frozenset[str]:
        """The ids of a person's sites; none for who is not in the file."""
        return self.by_email.get(email.casefold(), frozenset())


def _read(file: Path) -> Mapping[str, frozenset[str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return _sites(csv.reader(opened, strict=True))
    except OSError as error:
        message = f"file cannot be read ({error.strerror})"
        raise ValueError(message) from error
    except (csv.Error, UnicodeDecodeError) as error:
        message = "file is no CSV in UTF-8"
        raise ValueError(message) from error


def _sites(lines: Iterator[list[str]]) -> Mapping[str, frozenset[str]]:
    if [cell.strip() for cell in next(lines, [])] != _HEADER:
        message = f"line 1 of file must be the header {','.join(_HEADER)}"
        raise ValueError(message)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for number, line in enumerate(lines, start=2):
        cells = [cell.strip() for cell in line]
        if any(cells):
            found[_email(number, cells)].add(cells[1])
    return MappingProxyType({email: frozenset(sites) for email, sites in found.items()})


def _email(number: int, cells: list[str]) -> str:
    """The line's email, once the line is whole."""
    if len(cells) != len(_HEADER) or "@" not in cells[0]:
        message = f"line {number} of file must hold an email and a location"
        raise ValueError(message)
    if cells[1] != EVERYWHERE and not cells[1].startswith("loc_"):
        message = f"line {number} of file must name the location by its id, such as loc_01J..., or say *"
        raise ValueError(message)
    return cells[0].casefold()


PLUGIN = Plugin("separate-locations", api=">=1,<2", version="1.0.0", config=Sites)

#: Who runs the practice sees every site, and so can mend the file.
_UNBOUND: Final = frozenset({"CEO", "ADMIN"})
Ids = tuple[str, ...]


def _rows(relation: Any) -> Any:  # noqa: ANN401  # a relationship of the row, and the kind of row it leads to
    return relation.property.mapper.class_


def _client(row: Any, ids: Ids, show_unplaced: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001  # an alias or the class; a setting
    placed: ColumnElement[bool] = row.location_id.in_(ids)
    return or_(placed, row.location_id.is_(None)) if show_unplaced else placed


def _of_client(row: Any, ids: Ids, show_unplaced: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001  # as above
    return row.client.has(_client(_rows(row.client), ids, show_unplaced))  # type: ignore[no-any-return]  # as above


def _provider(row: Any, ids: Ids, show_unplaced: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001  # as above
    placed: ColumnElement[bool] = row.locations.any(_rows(row.locations).id.in_(ids))
    return or_(placed, not_(row.locations.any())) if show_unplaced else placed


_OWN: Final[Mapping[str, Callable[[Any, Ids, bool], ColumnElement[bool]]]] = {
    "Location": lambda row, ids, _: row.id.in_(ids),
    "Provider": _provider,
    "Client": _client,
    "PoolEntry": _of_client,
    "Assignment": _of_client,
}


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict]:
    """Keep everybody but ceo and admin to the sites that the file gives them, whatever the action."""
    sites = PLUGIN.config_in(request)
    own = sites.of(request.actor.email)
    if request.resource not in _OWN or request.actor.account_role in _UNBOUND or EVERYWHERE in own:
        return
    where = _OWN[request.resource](request.row, tuple(sorted(own)), sites.show_unplaced)
    yield Restrict("OTHER_SITE", "It belongs to a site that is not yours.", where)
