"""The names of what can be done, and the kinds of rows each is done to."""

from collections.abc import Mapping
from typing import Final

READ: Final = "caseload:read"
ASSIGN: Final = "caseload:assign"
UNDO: Final = "caseload:undo"
OVERRIDE: Final = "caseload:override"
CLIENT_WRITE: Final = "client:write"
PROVIDER_WRITE: Final = "provider:write"
PROVIDER_MANAGE: Final = "provider:manage"
PLAN_READ: Final = "plan:read"
AUDIT_READ: Final = "audit:read"
ACCESS_EXPLAIN: Final = "access:explain"
PLUGINS_READ: Final = "plugins:read"
GRAPHIQL_USE: Final = "graphiql:use"
PRACTICE_WRITE: Final = "practice:write"
USERS_MANAGE: Final = "users:manage"
DATA_EXCHANGE: Final = "data:exchange"

#: Rows that belong to the practice's caseload. A viewer's own row is not among them, nor those of its people: they say
#: nothing of the caseload.
CASELOAD_ROWS: Final = ("Practice", "Team", "Location", "Provider", "Client", "PoolEntry", "Assignment")
_CLIENT_ROWS: Final = ("Provider", "Client", "PoolEntry", "Assignment")

#: The rows that holding an action is about; an actor holds it who is granted it for any of them.
ROWS_OF_ACTION: Final[Mapping[str, tuple[str, ...]]] = {
    READ: CASELOAD_ROWS,
    ASSIGN: _CLIENT_ROWS,
    UNDO: _CLIENT_ROWS,
    OVERRIDE: _CLIENT_ROWS,
    CLIENT_WRITE: _CLIENT_ROWS,
    PROVIDER_WRITE: ("Provider",),
    PROVIDER_MANAGE: ("Provider",),
    PLAN_READ: CASELOAD_ROWS,
    AUDIT_READ: ("Practice",),
    ACCESS_EXPLAIN: ("Practice",),
    PLUGINS_READ: ("Practice",),
    GRAPHIQL_USE: ("Practice",),
    PRACTICE_WRITE: ("Practice", "Team", "Location"),
    USERS_MANAGE: ("Practice", "User"),
    DATA_EXCHANGE: ("Practice",),
}
