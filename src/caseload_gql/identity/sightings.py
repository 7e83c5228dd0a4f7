"""When people were last seen: noted in memory where they are identified, and written down now and then."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, update

from caseload_gql.db.models import User
from caseload_gql.db.unit_of_work import UnitOfWork

#: Seconds after which what was noted is written down. What is not yet written is lost with a worker that dies.
PAUSE_SECONDS: Final = 120.0


class Sightings:
    """The people whom one worker has identified, each with when that was last."""

    def __init__(self) -> None:
        """Nobody has been seen yet."""
        self._seen: dict[str, datetime] = {}
        self._written: dict[str, datetime] = {}

    def note(self, user_id: str, at: datetime) -> None:
        """Keep that the person was there; costs no statement."""
        self._seen[user_id] = at

    async def write_down(self, unit: UnitOfWork, now: datetime) -> None:
        """A chore: write down whoever was seen since the last time."""
        del now
        fresh = sorted((user_id, at) for user_id, at in self._seen.items() if self._written.get(user_id) != at)
        if not fresh:
            return
        table = User.__table__
        earlier = or_(table.c.last_seen_at.is_(None), table.c.last_seen_at < bindparam("at"))
        # In the order of ids, as all who lock several users take them.
        await (await unit.session.connection()).execute(
            update(table).where(table.c.id == bindparam("user"), earlier).values(last_seen_at=bindparam("at")),
            [{"user": user_id, "at": at} for user_id, at in fresh],
        )
        self._written |= dict(fresh)
