"""Which time zones there are."""

from functools import cache
from typing import Final
from zoneinfo import available_timezones

#: Names that stand for no place: what the machine is set to, or nothing at all.
_NOWHERE: Final = frozenset({"Factory", "localtime"})


@cache
def known_time_zones() -> frozenset[str]:
    """The IANA names that a practice may take, as this machine knows them."""
    return frozenset(available_timezones()) - _NOWHERE
