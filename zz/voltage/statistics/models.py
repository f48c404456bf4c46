"""Days summed up by station: what trends and the newest day are read from, however long the history is."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from zz.db import Model


class StationDay(Model):
    """A day of a station: how many of its areas sent something, how they were judged, and their points summed up.

    `station_id` is the station that an area belonged to when the day was judged last.
    """

    __tablename__ = "station_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    areas: Mapped[int]
    abnormal: Mapped[int]
    insufficient: Mapped[int]
    outlet_valid: Mapped[int]
    outlet_qualified: Mapped[int]
    customer_valid: Mapped[int]
    customer_qualified: Mapped[int]
    low_customers: Mapped[int]
    high_customers: Mapped[int]
