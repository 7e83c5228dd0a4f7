"""Use case: a one-time link is made by which a person signs in."""

from datetime import timedelta

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import SignInLink, User
from caseload_gql.db.secret import new_secret, secret_hash
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserErrorCode
from caseload_gql.policy.actions import USERS_MANAGE
from caseload_gql.services.journal import changes, subject
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, problem
from caseload_gql.services.user_commands import CreateSignInLink
from caseload_gql.services.write import Write


async def create_sign_in_link(write: Write, command: CreateSignInLink) -> Outcome:
    """Make a link, shown this once: the database keeps its hash, and no log or event holds it. Raises `Refused`."""
    denied = await write.out_of_scope(USERS_MANAGE, User, command.user_id, "userId")
    if denied is not None:
        raise Refused([denied])
    user = await write.unit.session.get_one(User, command.user_id, with_for_update={"key_share": True})
    if user.disabled:
        message = "The user is disabled and cannot sign in. Enable them first."
        raise Refused([problem(UserErrorCode.CONFLICT, message, "userId")])
    secret, minutes = new_secret(), write.surroundings.link_minutes
    write.unit.session.add(
        SignInLink(
            id=fresh_id("lnk", write.now()),
            secret_hash=secret_hash(secret),
            user_id=user.id,
            created_at=write.unit.now,
            expires_at=write.unit.now + timedelta(minutes=minutes),
        )
    )
    await write.unit.session.flush()
    found = (subject("user", user.id), *changes({"minutes": (None, minutes)}))
    write.record(Event(EventType.SIGN_IN_LINK_CREATED, write.now(), changes=found))
    return Outcome(values={"url": f"{write.surroundings.address}/sign-in/{secret}"})
