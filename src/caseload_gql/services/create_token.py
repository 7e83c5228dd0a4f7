"""Use case: a bearer token is made, with which a program acts as a person."""

from datetime import timedelta

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import ApiToken, User
from caseload_gql.db.secret import new_secret, secret_hash
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.policy.actions import USERS_MANAGE
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, problem
from caseload_gql.services.user_commands import DAYS_AT_MOST, CreateToken
from caseload_gql.services.wording import cleaned_or_none
from caseload_gql.services.write import Write


async def create_token(write: Write, command: CreateToken) -> Outcome:
    """Make a token, shown this once: the database keeps its hash, and no log or event holds it. Raises `Refused`."""
    denied = await write.out_of_scope(USERS_MANAGE, User, command.user_id, "userId")
    if denied is not None:
        raise Refused([denied])
    user = await write.unit.session.get_one(User, command.user_id, with_for_update={"key_share": True})
    problems: list[UserError] = []
    if user.disabled:
        message = "The user is disabled, and nothing acts as them. Enable them first."
        problems.append(problem(UserErrorCode.CONFLICT, message, "userId"))
    label = cleaned_or_none(command.label, problems, "label")
    if command.days is not None and not 1 <= command.days <= DAYS_AT_MOST:
        message = f"A token lasts 1 to {DAYS_AT_MOST} days, or until it is revoked."
        problems.append(problem(UserErrorCode.INVALID, message, "days"))
    if problems:
        raise Refused(problems)
    return await _insert(write, user.id, label, command.days)


async def _insert(write: Write, user_id: str, label: str | None, days: int | None) -> Outcome:
    secret, now = new_secret(), write.unit.now
    token = ApiToken(
        id=fresh_id("tok", now),
        secret_hash=secret_hash(secret),
        user_id=user_id,
        label=label,
        created_at=now,
        expires_at=None if days is None else now + timedelta(days=days),
    )
    write.unit.session.add(token)
    await write.unit.session.flush()
    found = changes(
        {
            "user": (None, user_id),
            "token": (None, token.id),
            "label": (None, label),
            "expiresAt": (None, token.expires_at),
        }
    )
    write.record(Event(EventType.TOKEN_CREATED, write.now(), changes=found))
    return Outcome(ids={"token": token.id}, values={"secret": secret})
