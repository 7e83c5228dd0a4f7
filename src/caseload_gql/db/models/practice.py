"""The practice: one row a database."""

from typing import Any

from sqlalchemy import CheckConstraint, Float, Integer, String, literal_column, type_coerce
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from caseload_gql.db.columns import Identifier, Json
from caseload_gql.db.models.base import Base, one_of, vocabulary
from caseload_gql.domain.vocabulary import SupervisorAccess


class Practice(Base):
    """Name, time zone and the rules the practice chose."""

    __tablename__ = "practice"
    __table_args__ = (
        CheckConstraint("singleton = 1", name="only_one"),
        CheckConstraint("nearing_ten_thousandths BETWEEN 1 AND 10000", name="threshold_range"),
        CheckConstraint("wait_target_days BETWEEN 0 AND 3650", name="wait_target_range"),
        one_of("supervisor_access", SupervisorAccess),
    )

    id: Mapped[str] = mapped_column(Identifier, primary_key=True)
    singleton: Mapped[int] = mapped_column(Integer, default=1, unique=True)
    name: Mapped[str] = mapped_column(String(200))
    time_zone: Mapped[str] = mapped_column(String(64))
    nearing_ten_thousandths: Mapped[int] = mapped_column(Integer, default=8500)
    wait_target_days: Mapped[int] = mapped_column(Integer, default=14)
    supervisor_access: Mapped[SupervisorAccess] = mapped_column(
        vocabulary(SupervisorAccess), default=SupervisorAccess.WRITE
    )
    scorer_weights: Mapped[dict[str, float]] = mapped_column(Json, default=dict)
    gate_modes: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    filled_by: Mapped[dict[str, Any] | None] = mapped_column(Json)

    @hybrid_property
    def nearing_capacity_at(self) -> float:
        """The utilisation from which a provider counts as nearing capacity, 0 to 1."""
        return self.nearing_ten_thousandths / 10_000

    @nearing_capacity_at.inplace.expression
    @classmethod
    def _nearing_capacity_at(cls) -> ColumnElement[float]:
        return type_coerce(cls.nearing_ten_thousandths / literal_column("10000.0", Float()), Float())
