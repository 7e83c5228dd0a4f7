"""What plugins remember."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from caseload_gql.db.columns import Json, Key
from caseload_gql.db.models.base import Base


class PluginValue(Base):
    """A value that a plugin keeps under a key of its own, for good or until it expires."""

    __tablename__ = "plugin_store"
    __table_args__ = (Index("ix_plugin_store_expires_at", "plugin", "expires_at"),)

    plugin: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    value: Mapped[Any] = mapped_column(Json)
    expires_at: Mapped[datetime | None]
