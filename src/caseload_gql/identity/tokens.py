"""Bearer tokens of programs that act as a user, as they are listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from caseload_gql.db.engine import Database
from caseload_gql.db.models import ApiToken, User


@dataclass(frozen=True, slots=True)
class TokenFacts:
    """A token as it is listed: never with its secret."""

    id: str
    email: str
    label: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


async def list_tokens(database: Database) -> Sequence[TokenFacts]:
    """Every token, newest first."""
    statement = (
        select(ApiToken.id, User.email, ApiToken.label, ApiToken.created_at, ApiToken.expires_at, ApiToken.revoked_at)
        .join(User, User.id == ApiToken.user_id)
        .order_by(ApiToken.id.desc())
    )
    async with database.read() as connection:
        return [TokenFacts(*row) for row in await connection.execute(statement)]
