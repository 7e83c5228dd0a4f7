"""From a credential to the actor behind it, read in one statement and cached for a short while."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, NoReturn

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute

from caseload_gql.db.engine import Database
from caseload_gql.db.models import ApiToken, LoginSession, User
from caseload_gql.db.secret import secret_hash
from caseload_gql.errors import Unauthenticated
from caseload_gql.identity.by_headers import HeaderReader
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Credential, Identified
from caseload_gql.identity.known import identified_by, known
from caseload_gql.identity.sightings import Sightings

#: Seconds after which a cached answer is asked for again, whatever the epoch says.
CACHE_SECONDS: Final = 60.0
#: Credentials kept a worker; the one not used for longest goes first.
CACHE_SIZE: Final = 10_000


class _Cached(NamedTuple):
    identified: Identified
    read_at: float


class Identifier:
    """Says who is behind a credential. One a worker."""

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        facts: FactFinder | None = None,
        by_headers: HeaderReader | None = None,
        sightings: Sightings | None = None,
    ) -> None:
        """`now` tells the instant that expiry is held against, `clock` the age of what is cached, in seconds.

        `facts` asks plugins of whoever is identified, `by_headers` those that identify people themselves. `sightings`
        is told of each person who is identified anew, which is never once a request.
        """
        self._database = database
        self._facts = facts or FactFinder(database)
        self._by_headers = by_headers or HeaderReader()
        #: Headers that people are identified by where a request shows neither a token nor a session.
        self.identity_headers = self._by_headers.names
        self._sightings = sightings or Sightings()
        self._now = now
        self._clock = clock
        self._cache: OrderedDict[tuple[str, bytes], _Cached] = OrderedDict()

    async def identify(self, credential: Credential, *, fresh: bool = False) -> Identified:
        """The actor behind a credential; `fresh` asks the database even if the answer is cached.

        Raises ``Unauthenticated`` for a credential that is unknown, expired, ended or revoked, or whose user is
        disabled. What is cached may be out of date: a reader compares the epoch and asks again if it moved.
        """
        key = (credential.kind, secret_hash(credential.secret))
        cached = None if fresh else self._cached(key)
        if cached is not None:
            return cached
        self._cache.pop(key, None)
        if credential.kind == "headers":
            identified = await self._told_of(credential)
        else:
            identified = await self._read(credential.kind, key[1])
        self._keep(key, identified)
        return identified

    def _cached(self, key: tuple[str, bytes]) -> Identified | None:
        cached = self._cache.get(key)
        if cached is None or self._clock() - cached.read_at > CACHE_SECONDS or self._expired(cached.identified):
            return None
        until = cached.identified.told_until
        if until is not None and until <= self._now():
            return None
        self._cache.move_to_end(key)
        return cached.identified

    def _keep(self, key: tuple[str, bytes], identified: Identified) -> None:
        self._sightings.note(identified.actor.user_id, self._now())
        self._cache[key] = _Cached(identified, self._clock())
        if len(self._cache) > CACHE_SIZE:
            self._cache.popitem(last=False)

    def _expired(self, identified: Identified) -> bool:
        return identified.expires_at is not None and identified.expires_at <= self._now()

    async def _told_of(self, credential: Credential) -> Identified:
        """The user whom a plugin says the headers are of."""
        identity = await self._by_headers.identity(credential)
        async with self._database.read() as connection:
            rows = (await connection.execute(known().where(User.email == identity.email))).all()
        if not rows or rows[0].disabled:
            message = "You have no account here, or it is disabled. Ask an administrator of the practice."
            raise Unauthenticated(message)
        return await self._facts.told(identified_by(rows, identity.valid_until))

    async def _read(self, kind: str, hashed: bytes) -> Identified:
        async with self._database.read() as connection:
            rows = (await connection.execute(_statement(kind, hashed))).all()
        if not rows or rows[0].ended_at is not None or rows[0].disabled:
            _refuse(kind)
        identified = identified_by(rows, rows[0].expires_at)
        if self._expired(identified):
            _refuse(kind)
        return await self._facts.told(identified)


def _refuse(kind: str) -> NoReturn:
    if kind == "session":
        message = "Your session has ended. Sign in again with a new sign-in link."
    else:
        message = "This bearer token is unknown, expired or revoked. Make a new one with 'caseload token create'."
    raise Unauthenticated(message)


def _statement(kind: str, hashed: bytes) -> Select[Any]:
    """One row for each team of the user, as `known` has them, with how long the credential lasts."""
    ended_at: InstrumentedAttribute[datetime | None]
    expires_at: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
    if kind == "session":
        holder, ended_at, expires_at = LoginSession.user_id, LoginSession.ended_at, LoginSession.expires_at
        shown = LoginSession.secret_hash == hashed
    else:
        holder, ended_at, expires_at = ApiToken.user_id, ApiToken.revoked_at, ApiToken.expires_at
        shown = ApiToken.secret_hash == hashed
    return (
        known().add_columns(ended_at.label("ended_at"), expires_at.label("expires_at")).where(User.id == holder, shown)
    )
