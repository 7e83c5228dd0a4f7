"""A naive executor: graphql-core's own `execute` over rows in memory, with the policy asked of every row."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, execute_sync, parse

from caseload_gql.plugins.scorer import Scorer
from tests.differential import figures
from tests.differential.installed import gates, plugins, scorers
from tests.differential.lists import NEWEST_STAYS, Listing, Order, bad_input, order_asked
from tests.differential.matches import ranked
from tests.differential.sight import Sight
from tests.differential.then import point, provider_then, weeks
from tests.differential.waits import report

KINDS: Final = {
    "prc": "Practice",
    "tem": "Team",
    "loc": "Location",
    "prv": "Provider",
    "cli": "Client",
    "pen": "PoolEntry",
    "asg": "Assignment",
    "usr": "User",
    "vwr": "Viewer",
    "pol": "Pool",
}


@dataclass(frozen=True)
class Row:
    """A row in sight, and what kind it is of; for the pool the practice stands in."""

    kind: str
    it: Any


@dataclass(frozen=True)
class Naive:
    """Answers operations for one viewer from a picture of the practice."""

    schema: GraphQLSchema
    sight: Sight
    listing: Listing
    scorers: Sequence[Scorer]

    def answer(self, document: str, variables: Mapping[str, Any]) -> str:
        """The answer as JSON text."""
        result = execute_sync(
            self.schema,
            parse(document),
            context_value=self,
            variable_values=dict(variables),
            field_resolver=_resolve,
            type_resolver=lambda value, _info, _kind: value.kind,
        )
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [
                {"path": error.path, "extensions": error.extensions, "message": error.message}
                for error in result.errors
            ]
            for error in result.errors:
                # A page that cannot be spoils the whole of its root field.
                if result.data is not None and error.path and _code(error) == "BAD_USER_INPUT":
                    result.data[str(error.path[0])] = None
        return json.dumps(body, ensure_ascii=False)

    def seen(self, kind: str, row: Any) -> Row | None:
        return None if row is None or not self.sight.sees(kind, row) else Row(kind, row)

    def by_id(self, kind: str, row_id: str | None) -> Row | None:
        return self.seen(kind, self.sight.picture.get(kind, row_id))

    def whole(self, kind: str, ids: Sequence[str]) -> list[Row]:
        """A list that comes whole: by name, then id."""
        rows = [self.sight.picture.get(kind, each) for each in ids]
        rows.sort(key=lambda row: (row.name_key, row.id))
        return [Row(kind, row) for row in rows if self.sight.sees(kind, row)]

    def node(self, row_id: str) -> Row | None:
        kind = KINDS.get(row_id.partition("_")[0])
        if kind == "Viewer":
            return self.by_viewer(row_id)
        if kind == "Pool":
            return self.pool() if row_id == self.pool_id and self.sight.holds("caseload:read") else None
        return None if kind is None else self.by_id(kind, row_id)

    @property
    def pool_id(self) -> str:
        return "pol_" + self.sight.picture.practice.id.partition("_")[2]

    def pool(self) -> Row:
        return Row("Pool", self.sight.picture.practice)

    def by_viewer(self, row_id: str) -> Row | None:
        user = self.sight.picture.get("User", "usr_" + row_id.partition("_")[2])
        return self.seen("Viewer", user)

    def demand(self, action: str) -> None:
        if not self.sight.holds(action):
            raise GraphQLError(action, extensions={"code": "FORBIDDEN"})

    def connection(
        self, kind: str, rows: Sequence[Any], arguments: Mapping[str, Any], order: Order | None = None
    ) -> dict[str, Any]:
        """A page as Relay's connection; a cursor names its row, whatever else the product writes into it."""
        order = order or order_asked(kind, arguments.get("orderBy"))
        page = self.listing.page(kind, rows, arguments, order)
        nodes = [Row(kind, row) for row in page["rows"]]
        cursors = [f"~.{row.id}" for row in page["rows"]]
        return {
            "edges": [{"cursor": mark, "node": node} for mark, node in zip(cursors, nodes, strict=True)],
            "nodes": nodes,
            "pageInfo": {
                "hasNextPage": page["next"],
                "hasPreviousPage": page["previous"],
                "startCursor": cursors[0] if cursors else None,
                "endCursor": cursors[-1] if cursors else None,
            },
            "totalCount": page["total"],
        }

    def every(self, kind: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return self.connection(kind, list(self.sight.picture.rows[kind].values()), arguments)

    def entries(self) -> list[Any]:
        """The open stays."""
        return [each for each in self.sight.picture.rows["PoolEntry"].values() if each.left_at is None]

    def workload(self, providers: Sequence[Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Of the providers in sight that have not departed."""
        self.demand("plan:read")
        return figures.workload(self.sight.picture, self.counted(providers, arguments, _day(arguments.get("asOf"))))

    def counted(
        self, providers: Sequence[Any], arguments: Mapping[str, Any], day: date | None, *, now: bool = True
    ) -> list[Any]:
        """Those of the providers in sight who count, as they were at the end of a day, or as they are."""
        picture, given = self.sight.picture, arguments.get("filter") or {}
        seen = [each for each in providers if self.sight.sees("Provider", each)]
        if day is not None and (day < picture.today or not now):
            seen = [each for each in (provider_then(picture, row, day) for row in seen) if each is not None]
        return [each for each in seen if each.status != "DEPARTED" and self.listing.meets("Provider", each, given)]

    def trend(self, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A point a week, of what is in sight."""
        self.demand("plan:read")
        start, end = date.fromisoformat(arguments["from"]), date.fromisoformat(arguments["to"])
        picture = self.sight.picture
        if start > end or end > picture.today or (end - start).days >= 53 * 7:
            raise bad_input()
        providers = list(picture.rows["Provider"].values())
        entries = [each for each in picture.rows["PoolEntry"].values() if self.sight.sees("PoolEntry", each)]
        ends = [(day, day if day < picture.today else date.max) for day in weeks(start, end)]
        return [
            point(picture, day, end, self.counted(providers, arguments, end, now=False), entries) for day, end in ends
        ]

    def waits(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """How long those in sight waited who entered the pool in the period."""
        self.demand("plan:read")
        start, end = date.fromisoformat(arguments["from"]), date.fromisoformat(arguments["to"])
        if start > end:
            raise bad_input()
        entries = self.sight.picture.rows["PoolEntry"].values()
        stays = [each for each in entries if self.sight.sees("PoolEntry", each) and start <= each.entered_on <= end]
        return report(self.sight, stays)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _code(error: GraphQLError) -> str:
    return str((error.extensions or {}).get("code", "BAD_USER_INPUT"))


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    naive: Naive = info.context
    name = info.field_name
    if info.parent_type.name == "Query":
        if name not in {"viewer", "node", "nodes", "workload", "workloadTrend", "waitReport", "plugins"}:
            naive.demand(_DEMANDED.get(name, "caseload:read"))
        return _ROOT[name](naive, arguments)
    if isinstance(source, Row):
        return _field(naive, source, name, arguments)
    value = source[name]
    return value(**arguments) if callable(value) else value


def _field(naive: Naive, row: Row, name: str, arguments: Mapping[str, Any]) -> Any:
    attribute = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    if naive.sight.hides(row.kind, row.it, attribute):
        return None
    special = _FIELDS.get((row.kind, name))
    if special is not None:
        return special(naive, row.it, arguments)
    if row.kind == "Pool":
        rows = [each for each in naive.entries() if naive.sight.sees("PoolEntry", each)]
        value = figures.pool(naive.sight.picture, rows)[name]
        return value(**arguments) if callable(value) else value
    return _shown(getattr(row.it, attribute))


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _windows(naive: Naive, row: Any, _: Any) -> list[dict[str, Any]]:
    return [
        {"weekday": each.weekday, "starts": each.starts, "ends": each.ends}
        for each in naive.sight.picture.windows[row.id]
    ]


def _leave(naive: Naive, row: Any, _: Any) -> dict[str, Any] | None:
    found = next((each for each in naive.sight.picture.leaves[row.id] if each.ended_at is None), None)
    if found is None:
        return None
    return {
        "from": _shown(found.starts_on),
        "until": _shown(found.ends_on),
        "coverProvider": naive.by_id("Provider", found.cover_provider_id),
    }


def _provider_of_client(naive: Naive, row: Any, _: Any) -> Row | None:
    active = naive.sight.picture.active(row)
    return None if active is None else naive.by_id("Provider", active.provider_id)


def _caseload(naive: Naive, row: Any, arguments: Any) -> dict[str, Any]:
    lasting = [each for each in naive.sight.picture.assignments_of_provider[row.id] if each.ended_at is None]
    clients = [naive.sight.picture.get("Client", each.client_id) for each in lasting]
    return naive.connection("Client", clients, arguments)


def _of_team(naive: Naive, team: Any) -> list[Any]:
    return [each for each in naive.sight.picture.rows["Provider"].values() if each.team_id == team.id]


def _to(kind: str, column: str) -> Callable[[Naive, Any, Any], Row | None]:
    return lambda naive, row, _: naive.by_id(kind, getattr(row, column))


def _matches(naive: Naive, row: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    naive.demand("plan:read")
    found = ranked(naive.sight, naive.scorers, row, given["first"], everybody=given["includeIneligible"])
    for each in found:
        each |= {"client": naive.seen("Client", row), "provider": naive.seen("Provider", each["provider"])}
    return {"matches": found, "degraded": []}


def _plugins(naive: Naive, _: Any) -> list[dict[str, Any]]:
    naive.demand("plugins:read")
    return plugins(with_examples=naive.sight.plugins)


#: What fields of the root need where that is not to read the caseload.
_DEMANDED: Final = {"users": "users:manage"}
_ROOT: Final[Mapping[str, Callable[[Naive, Any], Any]]] = {
    "viewer": lambda naive, _: naive.seen("Viewer", naive.sight.picture.get("User", naive.sight.actor.user_id)),
    "node": lambda naive, given: naive.node(given["id"]),
    "nodes": lambda naive, given: [naive.node(each) for each in given["ids"]],
    "practice": lambda naive, _: naive.seen("Practice", naive.sight.picture.practice),
    "provider": lambda naive, given: naive.by_id("Provider", given["id"]),
    "client": lambda naive, given: naive.by_id("Client", given["id"]),
    "providers": lambda naive, given: naive.every("Provider", given),
    "clients": lambda naive, given: naive.every("Client", given),
    "teams": lambda naive, given: naive.every("Team", given),
    "locations": lambda naive, given: naive.every("Location", given),
    "users": lambda naive, given: naive.every("User", given),
    "pool": lambda naive, _: naive.pool(),
    "workload": lambda naive, given: naive.workload(list(naive.sight.picture.rows["Provider"].values()), given),
    "workloadTrend": lambda naive, given: naive.trend(given),
    "waitReport": lambda naive, given: naive.waits(given),
    "plugins": _plugins,
}
_FIELDS: Final[Mapping[tuple[str, str], Callable[[Naive, Any, Any], Any]]] = {
    ("Viewer", "id"): lambda _, row, __: "vwr_" + row.id.partition("_")[2],
    ("Viewer", "provider"): _to("Provider", "provider_id"),
    ("Viewer", "teams"): lambda naive, row, _: naive.whole("Team", naive.sight.picture.led[row.id]),
    ("User", "provider"): _to("Provider", "provider_id"),
    ("User", "teams"): lambda naive, row, _: naive.whole("Team", naive.sight.picture.led[row.id]),
    ("Viewer", "actions"): lambda naive, _, __: naive.sight.actions(),
    ("Practice", "nearingCapacityAt"): lambda _, row, __: row.nearing_ten_thousandths / 10_000,
    ("Practice", "scorers"): lambda naive, row, _: scorers(row.scorer_weights, with_examples=naive.sight.plugins),
    ("Practice", "gates"): lambda _, row, __: gates(row.gate_modes),
    ("Pool", "id"): lambda naive, _, __: naive.pool_id,
    ("Pool", "entries"): lambda naive, _, given: naive.connection("PoolEntry", naive.entries(), given),
    ("Team", "providers"): lambda naive, row, given: naive.connection("Provider", _of_team(naive, row), given),
    ("Team", "workload"): lambda naive, row, given: naive.workload(_of_team(naive, row), given),
    ("Provider", "leave"): _leave,
    ("Provider", "availability"): _windows,
    ("Provider", "locations"): lambda naive, row, _: naive.whole("Location", naive.sight.picture.places[row.id]),
    ("Provider", "team"): _to("Team", "team_id"),
    ("Provider", "load"): lambda _, row, __: row.load_hundredths / 100,
    ("Provider", "openSlots"): lambda _, row, __: figures.open_slots(row),
    ("Provider", "overBy"): lambda _, row, __: figures.over_by(row),
    ("Provider", "utilization"): lambda _, row, __: figures.utilization(row),
    ("Provider", "loadStatus"): lambda naive, row, _: figures.load_status(naive.sight.picture, row),
    ("Provider", "caseload"): _caseload,
    ("Provider", "assignments"): lambda naive, row, given: naive.connection(
        "Assignment", naive.sight.picture.assignments_of_provider[row.id], given
    ),
    ("Client", "location"): _to("Location", "location_id"),
    ("Client", "availability"): _windows,
    ("Client", "preferredProvider"): _to("Provider", "preferred_provider_id"),
    ("Client", "doNotMatch"): lambda naive, row, _: naive.whole("Provider", naive.sight.picture.unmatched[row.id]),
    ("Client", "caseWeight"): lambda _, row, __: row.case_weight_hundredths / 100,
    ("Client", "provider"): _provider_of_client,
    ("Client", "assignment"): lambda naive, row, _: naive.seen("Assignment", naive.sight.picture.active(row)),
    ("Client", "assignments"): lambda naive, row, given: naive.connection(
        "Assignment", naive.sight.picture.assignments_of_client[row.id], given
    ),
    ("Client", "matches"): _matches,
    ("Client", "poolEntry"): lambda naive, row, _: naive.seen("PoolEntry", naive.sight.picture.open_stay(row)),
    ("Client", "poolEntries"): lambda naive, row, given: naive.connection(
        "PoolEntry", naive.sight.picture.stays[row.id], given, NEWEST_STAYS
    ),
    ("PoolEntry", "client"): _to("Client", "client_id"),
    ("PoolEntry", "team"): _to("Team", "team_id"),
    ("PoolEntry", "previousProvider"): _to("Provider", "previous_provider_id"),
    ("PoolEntry", "waitDays"): lambda naive, row, _: figures.waited(naive.sight.picture, row),
    ("PoolEntry", "waitDaysSinceIntake"): lambda naive, row, _: figures.waited_since_intake(naive.sight.picture, row),
    ("Assignment", "client"): _to("Client", "client_id"),
    ("Assignment", "provider"): _to("Provider", "provider_id"),
    ("Assignment", "matchScore"): lambda _, row, __: (
        None if row.match_score_ten_thousandths is None else row.match_score_ten_thousandths / 10_000
    ),
}
