"""A mutation sent twice with one key takes effect once; the repeat answers with the outcome of the first."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select

from caseload_gql.db.dialect.inserts import insert_or_ignore
from caseload_gql.db.models import IdempotencyKey
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.errors import FailedGate, UserError, UserErrorCode
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, problem
from caseload_gql.services.write import Write

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

KEY_CHARACTERS: Final = 200
_PATH: Final = "idempotencyKey"


async def once(
    write: Write,
    key: str,
    kept: timedelta,
    command: "DataclassInstance",
    use_case: Callable[[Write], Awaitable[Outcome]],
) -> Outcome:
    """Run the use case unless its actor has sent the key before; then answer as it was answered.

    The key is claimed before anything else, so that of two at once the second waits for the first. What is refused is
    undone and remembered. Raises `Refused` for a key that cannot be used, or was used for something else.
    """
    _check(key)
    found = await _claim(write, key, kept, command)
    if found is not None:
        return found
    try:
        async with write.unit.part():
            outcome = await use_case(write)
    except Refused as refusal:
        outcome = refusal.outcome
    row = await write.unit.session.get_one(IdempotencyKey, (write.actor.user_id, key))
    row.outcome = _plain(outcome)
    return outcome


def forget_keys(hours: int) -> Callable[[UnitOfWork, datetime], Awaitable[None]]:
    """The chore that takes away keys that are older than so many hours."""

    async def forget(unit: UnitOfWork, now: datetime) -> None:
        await unit.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < now - timedelta(hours=hours)))

    return forget


def _check(key: str) -> None:
    if not key.strip() or len(key) > KEY_CHARACTERS or "\0" in key:
        message = f"A key has 1 to {KEY_CHARACTERS} characters, such as a random UUID."
        raise Refused([problem(UserErrorCode.INVALID, message, _PATH)])


async def _claim(write: Write, key: str, kept: timedelta, command: "DataclassInstance") -> Outcome | None:
    """Take the key, or read the outcome of whoever has it. Raises `Refused` where that asked for something else."""
    session, actor_id = write.unit.session, write.actor.user_id
    now = write.now()
    await session.execute(
        delete(IdempotencyKey).where(
            IdempotencyKey.actor_id == actor_id, IdempotencyKey.key == key, IdempotencyKey.at < now - kept
        )
    )
    salt = secrets.token_hex(16)
    claim = {"actor_id": actor_id, "key": key, "salt": salt, "digest": _digest(salt, command), "at": now}
    dialect = session.get_bind().dialect
    claimed = insert_or_ignore(dialect, IdempotencyKey).returning(IdempotencyKey.key)
    if await session.scalar(claimed, claim | {"outcome": {}}) is not None:
        return None
    row = (
        await session.scalars(
            select(IdempotencyKey).where(IdempotencyKey.actor_id == actor_id, IdempotencyKey.key == key)
        )
    ).one()
    if not secrets.compare_digest(row.digest, _digest(row.salt, command)):
        message = "This key was sent with another input before. Send a new key with a new input."
        raise Refused([problem(UserErrorCode.IDEMPOTENCY_KEY_REUSED, message, _PATH)])
    return _outcome(row.outcome)


def _digest(salt: str, command: "DataclassInstance") -> str:
    """A digest of what is asked. It is salted, as what is asked may hold a client's name."""
    asked = json.dumps([type(command).__name__, asdict(command)], sort_keys=True, default=str)
    return hashlib.sha256(f"{salt}{asked}".encode()).hexdigest()


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "user_errors": [asdict(each) for each in outcome.user_errors],
        "ids": dict(outcome.ids),
        "lists": {name: list(ids) for name, ids in outcome.lists.items()},
    }


def _outcome(kept: Mapping[str, Any]) -> Outcome:
    return Outcome(tuple(_problem(each) for each in kept["user_errors"]), kept["ids"], kept["lists"])


def _problem(kept: Mapping[str, Any]) -> UserError:
    gate = kept["gate"]
    return UserError(
        UserErrorCode(kept["code"]),
        kept["message"],
        tuple(kept["path"]),
        None if gate is None else FailedGate(**gate),
    )
