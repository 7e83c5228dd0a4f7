"""The access log: who read which client's data."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Identifier
from caseload_gql.db.models.base import Base


class ClientRead(Base):
    """Somebody read a client's data by an operation, once or more often within the minute that begins at `at`.

    No row that it names need be there any more.
    """

    __tablename__ = "client_read"
    __table_args__ = (Index("ix_client_read_at", "at"), {"sqlite_with_rowid": False})

    client_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    actor_id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    #: The name of the operation in its document, as far as it fits; empty where it had none.
    operation: Mapped[str] = mapped_column(String(120), primary_key=True)
    door: Mapped[str] = mapped_column(String(16), primary_key=True)
    actor: Mapped[str] = mapped_column(String(200))
