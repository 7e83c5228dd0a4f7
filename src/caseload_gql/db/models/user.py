"""The practice's people, and the view each has of themselves."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Table, func, literal
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from caseload_gql.db.columns import Identifier, Json, Key
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.db.models.place import Team
from caseload_gql.domain.vocabulary import AccountRole

if TYPE_CHECKING:
    from caseload_gql.db.models.provider import Provider

user_team = Table(
    "user_team",
    Base.metadata,
    Column("user_id", Identifier, ForeignKey("user_account.id"), primary_key=True),
    Column("team_id", Identifier, ForeignKey("team.id"), primary_key=True, index=True),
)


class User(Base):
    """Somebody who may sign in: one account role, any number of company roles and teams."""

    __tablename__ = "user_account"
    __table_args__ = (one_of("account_role", AccountRole), Index("ix_user_account_name_key_id", "name_key", "id"))

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(Key)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    account_role: Mapped[AccountRole] = mapped_column(vocabulary(AccountRole))
    company_roles: Mapped[list[str]] = mapped_column(Json, default=list)
    provider_id: Mapped[str | None] = mapped_column(Identifier, ForeignKey("provider.id"), index=True)
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    last_seen_at: Mapped[datetime | None]

    provider: Mapped["Provider | None"] = relationship(lazy="raise")
    teams: Mapped[list[Team]] = relationship(secondary=user_team, order_by=[Team.name_key, Team.id], lazy="raise")


class UserWord(Base):
    """A normalised word of a user's name or email, for search by prefix."""

    __tablename__ = "user_word"
    __table_args__ = (Index("ix_user_word_lookup", "word", "user_id"),)

    user_id: Mapped[str] = mapped_column(Identifier, ForeignKey("user_account.id"), primary_key=True)
    word: Mapped[str] = mapped_column(Key, primary_key=True)


class Viewer(Base):
    """The same row as its owner sees it, under an id of its own, since ids are unique over all types."""

    __table__ = User.__table__
    __mapper_args__ = {"primary_key": [User.__table__.c.id]}  # noqa: RUF012  # SQLAlchemy reads a plain dict

    user_id: Mapped[str] = column_property(User.__table__.c.id)
    id: Mapped[str] = column_property(literal("vwr_", String()) + func.substr(User.__table__.c.id, 5, type_=String()))
    provider: Mapped["Provider | None"] = relationship(viewonly=True, lazy="raise")
    teams: Mapped[list[Team]] = relationship(
        secondary=user_team, order_by=[Team.name_key, Team.id], viewonly=True, lazy="raise"
    )
