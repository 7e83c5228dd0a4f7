"""Conditions of policies, drawn: each once as SQL over the row it is handed, once as Python with SQL's three values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, exists, false, func, not_, null, or_, select, true
from sqlalchemy.orm import aliased

from caseload_gql.db.models import Assignment, Client, Location, PoolEntry, Provider, Team
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus, PoolPriority, PoolReason, ProviderStatus
from caseload_gql.policy.rules import PolicyRequest
from tests.agreement.pick import Pick
from tests.differential.picture import Picture

Truth = bool | None
_CONSTANTS: Final = (("true", true(), True), ("false", false(), False), ("null", null() == true(), None))


@dataclass(frozen=True)
class Condition:
    """One condition, in both forms."""

    text: str
    sql: Callable[[Any, PolicyRequest], ColumnElement[bool]]
    decide: Callable[[Picture, Any], Truth]
    _decided: dict[str, Truth] = field(default_factory=dict)

    def holds(self, picture: Picture, row: Any) -> Truth:
        """What it is for a row: true, false or unknown, as SQL has it."""
        if row.id not in self._decided:
            self._decided[row.id] = self.decide(picture, row)
        return self._decided[row.id]

    def __repr__(self) -> str:
        """Short, as failing examples print it."""
        return self.text


@dataclass(frozen=True)
class Told:
    """What the actor is, and what the plugin has told of them: values that conditions may name."""

    provider_id: str | None
    teams: tuple[str, ...]
    ids: tuple[str, ...]


MODELS: Final[Mapping[str, Any]] = {
    "Client": Client,
    "Provider": Provider,
    "PoolEntry": PoolEntry,
    "Assignment": Assignment,
    "Team": Team,
    "Location": Location,
}
_NUMBERS: Final[Mapping[str, Mapping[str, Sequence[Any]]]] = {
    "Client": {
        "case_weight_hundredths": (1, 50, 100, 137),
        "date_of_birth": (date(1990, 1, 1), date(2001, 2, 3)),
        "intake_date": (date(2025, 12, 31), date(2026, 3, 1)),
    },
    "Provider": {"capacity": (0, 1, 7, 11), "minimum_age": (0, 18), "maximum_age": (65, 100)},
    "Assignment": {"match_score_ten_thousandths": (0, 3333), "weight_hundredths": (50, 100)},
    "PoolEntry": {"version": (3, 6)},
}
_WORDS: Final[Mapping[str, Mapping[str, Sequence[Any]]]] = {
    "Client": {
        "status": tuple(ClientStatus),
        "insurance_status": tuple(InsuranceStatus),
        "payer": ("Aetna", "AETNA", "nobody"),
    },
    "Provider": {"status": tuple(ProviderStatus), "credential": ("LCSW", "x")},
    "PoolEntry": {"priority": tuple(PoolPriority), "reason": tuple(PoolReason)},
}
_EMPTY: Final[Mapping[str, Sequence[str]]] = {
    "Client": ("payer", "location_id", "preferred_provider_id", "date_of_birth", "external_id"),
    "Provider": ("team_id", "credential", "minimum_age"),
    "PoolEntry": ("left_at", "team_id", "previous_provider_id"),
    "Assignment": ("ended_at", "end_reason", "override_reason", "first_session_at"),
    "Location": ("latitude",),
}
_FLAGS: Final[Mapping[str, Sequence[str]]] = {
    "Client": ("telehealth_ok",),
    "Provider": ("telehealth", "accepting_new_clients"),
}
#: Columns that hold ids of another kind of row.
_LINKS: Final[Mapping[str, Mapping[str, str]]] = {
    "Client": {"location_id": "Location", "preferred_provider_id": "Provider", "id": "Client"},
    "Provider": {"team_id": "Team", "id": "Provider"},
    "PoolEntry": {"team_id": "Team", "client_id": "Client", "previous_provider_id": "Provider", "id": "PoolEntry"},
    "Assignment": {"client_id": "Client", "provider_id": "Provider", "id": "Assignment"},
    "Team": {"id": "Team"},
    "Location": {"id": "Location"},
}
#: Relationships: the kind they lead to, the column that says which, on which side it stands, and whether to many.
_RELATIONS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "Client": {
        "assignments": ("Assignment", "client_id"),
        "pool_entries": ("PoolEntry", "client_id"),
        "location": ("Location", ""),
        "preferred_provider": ("Provider", ""),
    },
    "Provider": {"assignments": ("Assignment", "provider_id"), "team": ("Team", "")},
    "PoolEntry": {"client": ("Client", ""), "team": ("Team", "")},
    "Assignment": {"client": ("Client", ""), "provider": ("Provider", "")},
    "Team": {"providers": ("Provider", "team_id")},
    "Location": {},
}


def _related(picture: Picture, row: Any, relation: str, kind: str, column: str) -> list[Any]:
    if kind == "PoolEntry":
        return picture.stays[row.id]
    if kind == "Assignment":
        return (picture.assignments_of_client if column == "client_id" else picture.assignments_of_provider)[row.id]
    if column:
        return [each for each in picture.rows[kind].values() if getattr(each, column) == row.id]
    found = picture.get(kind, getattr(row, f"{relation}_id"))
    return [] if found is None else [found]


def _not(value: Truth) -> Truth:
    return None if value is None else not value


def _and(values: Sequence[Truth]) -> Truth:
    return False if False in values else None if None in values else True


def _or(values: Sequence[Truth]) -> Truth:
    return _not(_and([_not(each) for each in values]))


def _equal(one: Any, other: Any) -> Truth:
    return None if one is None or other is None else bool(one == other)


def _listed(value: Any, chosen: Sequence[Any]) -> Truth:
    return _or([_equal(value, each) for each in chosen])


_COMPARED: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other,
}


_JOINED: Final[Mapping[str, tuple[Callable[..., ColumnElement[bool]], Callable[[Sequence[Truth]], Truth]]]] = {
    "and": (and_, _and),
    "or": (or_, _or),
}


class Grammar:
    """The conditions that can be said of one practice and one actor, each choice drawn."""

    def __init__(self, pick: Pick, picture: Picture, told: Told) -> None:
        self._pick = pick
        self._picture = picture
        self._told = told

    def condition(self, kind: str, depth: int = 3, within: tuple[str, ...] = ()) -> Condition:
        """A condition over a kind of row, nested no deeper, within conditions over other kinds."""
        pick = self._pick
        ways = ["leaf"] * 3 + ["not", "and", "or", "coalesce", "case", *_RELATIONS[kind]] * (depth > 0)
        way = pick.one(ways)
        if way == "leaf":
            return self._leaf(kind)
        if way == "not":
            return _negated(self.condition(kind, depth - 1, within))
        if way == "coalesce":
            return _coalesced(self.condition(kind, depth - 1, within))
        if way == "case":
            return _case((self.condition(kind, depth - 1, within), self.condition(kind, depth - 1, within)))
        if way in _JOINED:
            several = [self.condition(kind, depth - 1, within) for _ in range(pick.one((2, 3)))]
            return _joined(way, *_JOINED[way], several)
        other, column = _RELATIONS[kind][way]
        inner = self.condition(other, depth - 1, (*within, kind))
        # Back to a kind that lies around, only an alias leads: SQLAlchemy takes the class for the row around.
        alias = other in {*within, kind} or pick.flag()
        by = pick.one((_existing, _chosen, _counted, None, None, None)) if column else None
        return _relation((way, other, column), alias, inner) if by is None else by(other, column, inner)

    def _leaf(self, kind: str) -> Condition:
        pick, told = self._pick, self._told
        ways: list[Callable[[], Condition]] = [lambda: _constant(*pick.one(_CONSTANTS))]
        if kind in _NUMBERS:
            ways.append(lambda: self._compared(_NUMBERS[kind], sorted(_COMPARED)))
        if kind in _WORDS:
            ways += [lambda: self._compared(_WORDS[kind], ["==", "!="]), lambda: self._among(_WORDS[kind])]
        if kind in _EMPTY:
            ways += [lambda: _emptiness(pick.one(_EMPTY[kind]), pick.flag())] * 2
        if kind in _FLAGS:
            ways.append(lambda: _flag(pick.one(_FLAGS[kind])))
        ids = {name: sorted(self._picture.rows[other]) for name, other in _LINKS[kind].items()}
        ways += [
            lambda: self._among(ids),
            lambda: _of_actor(pick.one(sorted(ids)), pick.one(("ids", "teams")), told),
        ]
        providers = [name for name, other in _LINKS[kind].items() if other == "Provider"]
        if providers:
            ways.append(lambda: _own_provider(pick.one(providers), told))
        return pick.one(ways)()

    def _compared(self, columns: Mapping[str, Sequence[Any]], operators: Sequence[str]) -> Condition:
        name = self._pick.one(sorted(columns))
        return _comparison(name, self._pick.one(operators), self._pick.one(columns[name]))

    def _among(self, columns: Mapping[str, Sequence[Any]]) -> Condition:
        name = self._pick.one(sorted(columns))
        return _membership(name, self._pick.flag(), self._pick.some([*columns[name], None], 5))


def _negated(inner: Condition) -> Condition:
    return Condition(
        f"not({inner})", lambda row, request: not_(inner.sql(row, request)), lambda *at: _not(inner.holds(*at))
    )


def _coalesced(inner: Condition) -> Condition:
    return Condition(
        f"coalesce({inner})",
        lambda row, request: func.coalesce(inner.sql(row, request), false()),
        lambda *at: inner.holds(*at) is True,
    )


def _joined(
    word: str,
    sql: Callable[..., ColumnElement[bool]],
    truth: Callable[[Sequence[Truth]], Truth],
    several: Sequence[Condition],
) -> Condition:
    return Condition(
        f"{word}{tuple(several)}",
        lambda row, request: sql(*(each.sql(row, request) for each in several)),
        lambda *at: truth([each.holds(*at) for each in several]),
    )


def _case(pair: tuple[Condition, Condition]) -> Condition:
    """The second where the first is true; unknown where it is not."""
    one, other = pair
    return Condition(
        f"case({one}: {other})",
        lambda row, request: case((one.sql(row, request), other.sql(row, request))),
        lambda *at: other.holds(*at) if one.holds(*at) is True else None,
    )


def _constant(text: str, sql: ColumnElement[bool], value: Truth) -> Condition:
    return Condition(text, lambda row, request: sql, lambda picture, row: value)


def _comparison(name: str, operator: str, value: Any) -> Condition:
    def holds(_: Picture, row: Any) -> Truth:
        own = getattr(row, name)
        return None if own is None else bool(_COMPARED[operator](own, value))

    return Condition(
        f"{name} {operator} {value!r}", lambda row, request: _COMPARED[operator](getattr(row, name), value), holds
    )


def _membership(name: str, negated: bool, chosen: Sequence[Any]) -> Condition:  # noqa: FBT001  # drawn
    def sql(row: Any, request: PolicyRequest) -> ColumnElement[bool]:
        del request
        column = getattr(row, name)
        found: ColumnElement[bool] = column.not_in(chosen) if negated else column.in_(chosen)
        return found

    def holds(_: Picture, row: Any) -> Truth:
        listed = _listed(getattr(row, name), chosen)
        return _not(listed) if negated else listed

    return Condition(f"{name} {'not ' * negated}in {chosen}", sql, holds)


def _of_actor(name: str, fact: str, told: Told) -> Condition:
    """Whether the column is among what is known of the actor: by their teams, or by what the plugin told."""

    def sql(row: Any, request: PolicyRequest) -> ColumnElement[bool]:
        chosen = request.facts["ids"] if fact == "ids" else sorted(request.actor.team_ids)
        found: ColumnElement[bool] = getattr(row, name).in_(chosen)
        return found

    return Condition(f"{name} in actor's {fact}", sql, lambda _, row: _listed(getattr(row, name), getattr(told, fact)))


def _own_provider(name: str, told: Told) -> Condition:
    """Whether the column is the actor's own provider: SQLAlchemy asks for NULL where they are none."""

    def holds(_: Picture, row: Any) -> Truth:
        own = getattr(row, name)
        return own is None if told.provider_id is None else _equal(own, told.provider_id)

    return Condition(
        f"{name} == actor's provider", lambda row, request: getattr(row, name) == request.actor.provider_id, holds
    )


def _emptiness(name: str, empty: bool) -> Condition:  # noqa: FBT001  # drawn
    return Condition(
        f"{name} is {'' if empty else 'not '}null",
        lambda row, request: getattr(row, name).is_(None) if empty else getattr(row, name).is_not(None),
        lambda picture, row: (getattr(row, name) is None) is empty,
    )


def _flag(name: str) -> Condition:
    return Condition(name, lambda row, request: getattr(row, name), lambda picture, row: bool(getattr(row, name)))


def _relation(to: tuple[str, str, str], alias: bool, inner: Condition) -> Condition:  # noqa: FBT001  # drawn
    """By `has()` or `any()`, over the related class or an alias of it."""
    relation, other, column = to

    def sql(row: Any, request: PolicyRequest) -> ColumnElement[bool]:
        path, target = getattr(row, relation), MODELS[other]
        if alias:
            target = aliased(target)
            path = path.of_type(target)
        condition = inner.sql(target, request)
        found: ColumnElement[bool] = path.any(condition) if column else path.has(condition)
        return found

    def holds(picture: Picture, row: Any) -> Truth:
        return any(inner.holds(picture, each) is True for each in _related(picture, row, relation, other, column))

    return Condition(f"{relation}{'~' * alias}({inner})", sql, holds)


def _meeting(picture: Picture, row: Any, other: str, column: str, inner: Condition) -> int:
    return sum(inner.holds(picture, each) is True for each in _related(picture, row, "", other, column))


def _existing(other: str, column: str, inner: Condition) -> Condition:
    """By `exists()`, over an alias of its own."""

    def sql(row: Any, request: PolicyRequest) -> ColumnElement[bool]:
        target = aliased(MODELS[other])
        subquery = select(target.id).where(getattr(target, column) == row.id, inner.sql(target, request))
        return exists(subquery.correlate_except(target))

    return Condition(
        f"exists {other}({inner})", sql, lambda picture, row: _meeting(picture, row, other, column, inner) > 0
    )


def _chosen(other: str, column: str, inner: Condition) -> Condition:
    """By a list that a subquery says; it holds no NULL that could make the answer unknown."""

    def sql(row: Any, request: PolicyRequest) -> ColumnElement[bool]:
        target = aliased(MODELS[other])
        owner = getattr(target, column)
        found: ColumnElement[bool] = row.id.in_(select(owner).where(owner.is_not(None), inner.sql(target, request)))
        return found

    return Condition(f"in {other}({inner})", sql, lambda picture, row: _meeting(picture, row, other, column, inner) > 0)


def _counted(other: str, column: str, inner: Condition) -> Condition:
    """By a number of related rows."""

    def sql(row: Any, request: PolicyRequest) -> ColumnElement[bool]:
        target = aliased(MODELS[other])
        figure = select(func.count(target.id)).where(getattr(target, column) == row.id, inner.sql(target, request))
        return figure.correlate_except(target).scalar_subquery() == 1

    return Condition(
        f"one {other}({inner})", sql, lambda picture, row: _meeting(picture, row, other, column, inner) == 1
    )
