"""What counts: records that are not deleted and have not moved to another tambon, so that a move is counted once."""

from typing import Any

from codi_desktop.records._record import Record
from codi_desktop.records.transfer import Transfer
from codi_desktop.store.store import Store


def counted(model: type[Record]) -> Any:
    """Say "this record counts here" as a condition. A move counts where it was accepted, wherever that is known."""
    return ~model.deleted & model.id.not_in(_accepted())


def moved_away(store: Store) -> list[str]:
    """Give the records that have moved: few, so that a long list is still answered by its index alone."""
    return [record_id for (record_id,) in store.tuples(_accepted())]


def _accepted() -> Any:
    moved = Transfer.subject
    return Transfer.select(moved).where(Transfer.state == "accepted", ~Transfer.deleted, moved.is_null(False))
