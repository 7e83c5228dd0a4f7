"""What an export may hold: everything, or what one person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, false, inspect, null, select, type_coerce
from sqlalchemy.orm import aliased

from caseload_gql.policy.actions import READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine, Scope

#: Attributes that are hidden under the name of the relationship they stand for, or of what they are shown as.
_SHOWN_AS: Final = {
    "location_id": "location",
    "team_id": "team",
    "preferred_provider_id": "preferred_provider",
    "previous_provider_id": "previous_provider",
    "match_score_ten_thousandths": "match_score",
    "payer_key": "payer",
}


@dataclass(frozen=True, slots=True)
class Looker:
    """Whose eyes an export is made with; None: those of whoever operates the machine, who see all."""

    actor: Actor | None = None
    policy: PolicyEngine | None = None

    def at(self, model: Any) -> "Lens":  # noqa: ANN401  # any mapped class
        """The rows of a model, as they are seen."""
        row = aliased(model)
        if self.actor is None or self.policy is None:
            return Lens(row, Scope(None))
        return Lens(row, self.policy.scope(self.actor, READ, row))


@dataclass(frozen=True, slots=True)
class Lens:
    """One alias: which of its rows are seen, and which attributes of them."""

    row: Any
    scope: Scope

    def column(self, name: str) -> ColumnElement[Any]:
        """An attribute under its own name, null where it is hidden."""
        column = getattr(self.row, name)
        hidden = self.scope.redactions.get(_SHOWN_AS.get(name, name))
        if hidden is None:
            return column.label(name)  # type: ignore[no-any-return]  # an alias is of any model
        return type_coerce(case((hidden, null()), else_=column), column.type).label(name)

    def hides(self, name: str) -> ColumnElement[bool]:
        """Whether a list that stands beside the row is hidden."""
        return type_coerce(self.scope.redactions.get(name, false()), false().type).label(f"hides_{name}")

    def page(self, names: Sequence[str], lists: Sequence[str], after: str, size: int) -> Select[Any]:
        """The next rows by id, with these attributes and whether these lists are hidden."""
        columns = [*(self.column(name) for name in names), *(self.hides(name) for name in lists)]
        return self.only(select(*columns)).where(self.row.id > after).order_by(self.row.id).limit(size)

    def all(self, *names: str) -> Select[Any]:
        """Every row that is seen."""
        return self.only(select(*(self.column(name) for name in names)))

    def only(self, statement: Select[Any]) -> Select[Any]:
        """The statement, with rows that are not seen left out."""
        return statement if self.scope.where is None else statement.where(self.scope.where)


def names_of(model: Any, *without: str) -> tuple[str, ...]:  # noqa: ANN401  # any mapped class
    """The names of a model's own columns."""
    return tuple(each.key for each in inspect(model).column_attrs if each.key not in without)
