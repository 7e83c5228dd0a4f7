"""Use case: a bearer token stops working, on every worker at once."""

from sqlalchemy import select

from caseload_gql.db.models import ApiToken, User
from caseload_gql.domain.events import Event, EventType
from caseload_gql.errors import UserErrorCode
from caseload_gql.policy.actions import USERS_MANAGE
from caseload_gql.services.journal import changes
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.refusal import Refused, not_found, problem
from caseload_gql.services.user_commands import RevokeToken
from caseload_gql.services.write import Write, could_be_id


async def revoke_token(write: Write, command: RevokeToken) -> Outcome:
    """End a token for good. Raises `Refused` for one that is unknown, revoked before, or of somebody out of sight."""
    token = await _locked(write, command.token_id)
    if token is None or not await write.within(USERS_MANAGE, User, token.user_id):
        raise Refused([not_found("token", "tokenId")])
    if token.revoked_at is not None:
        raise Refused([problem(UserErrorCode.CONFLICT, "The token was revoked before.", "tokenId")])
    token.revoked_at = write.unit.now
    write.unit.access_changed()
    found = changes(
        {
            "user": (token.user_id, None),
            "token": (token.id, None),
            "label": (token.label, None),
            "expiresAt": (token.expires_at, None),
        }
    )
    write.record(Event(EventType.TOKEN_REVOKED, write.now(), changes=found))
    return Outcome(ids={"token": token.id})


async def _locked(write: Write, token_id: str) -> ApiToken | None:
    if not could_be_id(token_id):
        return None
    return await write.unit.session.scalar(
        select(ApiToken).where(ApiToken.id == token_id).with_for_update().execution_options(populate_existing=True)
    )
