"""What plugins remember, and what they are still to be told."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Identifier, Key, LongText
from caseload_gql.db.models.base import Base


class PluginValue(Base):
    """A value that a plugin keeps under a key of its own, for good or until it expires."""

    __tablename__ = "plugin_store"
    __table_args__ = (Index("ix_plugin_store_expires_at", "plugin", "expires_at"),)

    plugin: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    #: JSON, as text: a document type would keep numbers and the order of keys otherwise on each database.
    value: Mapped[str] = mapped_column(LongText)
    expires_at: Mapped[datetime | None]


class PluginDelivery(Base):
    """An event that a plugin is to be told of; gone when it was, kept with `failed_at` when it was given up."""

    __tablename__ = "plugin_delivery"
    __table_args__ = (
        Index(
            "ix_plugin_delivery_due_at",
            "due_at",
            sqlite_where=text("failed_at IS NULL"),
            postgresql_where=text("failed_at IS NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    plugin: Mapped[str] = mapped_column(String(64))
    event_id: Mapped[str] = mapped_column(Identifier, ForeignKey("event.id"))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
