"""Moments of the log as times of day, whatever clock wrote them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_370_764_800_000  # the year 9999, with room for every zone
_EARLIEST = 86_400_000  # the second day of 1970: nothing earlier was ever written, and Windows knows no zone for it


def moment(milliseconds: int) -> datetime:
    """Give a moment by this machine's clock. What no calendar holds is shown as the nearest that it does."""
    held = min(max(milliseconds, _EARLIEST), _LATEST)
    return (_EPOCH + timedelta(milliseconds=held)).astimezone()
