"""How people and programs get in: sessions, one-time links, bearer tokens, and the epoch that ends what was cached."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Identifier
from caseload_gql.db.models.base import Base


class LoginSession(Base):
    """A browser's session; the cookie's value is stored as its SHA-256 only."""

    __tablename__ = "login_session"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[str] = mapped_column(Identifier, ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SignInLink(Base):
    """A one-time link, consumed by a POST from its page."""

    __tablename__ = "sign_in_link"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[str] = mapped_column(Identifier, ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiToken(Base):
    """A bearer token of a program that acts as a user."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[str] = mapped_column(Identifier, ForeignKey("user_account.id"), index=True)
    label: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AccessEpoch(Base):
    """One row that counts changes of access: a reader whose epoch is older identifies anew."""

    __tablename__ = "access_epoch"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(Integer)
