"""Name records that another refers to: find them by what a person types, and say their titles."""

from collections.abc import Iterable
from dataclasses import dataclass

from codi_desktop.services import editing
from codi_desktop.store.store import Store, live


@dataclass(frozen=True)
class Found:
    """A record by its id, and the title under which people know it."""

    id: str
    title: str


def find(store: Store, kind: str, text: str, limit: int = 20) -> list[Found]:
    """Find records of a kind that hold every word of `text`; with no text, the first in dictionary order."""
    model = editing.model_of(kind)
    order = model.sort_key
    if text.strip():
        ids = store.find(text, kinds=[kind], limit=limit)
        rows = store.rows(live(model).where(model.id.in_(ids)).order_by(order))
    else:
        rows = store.rows(live(model).order_by(order).limit(limit))
    return [Found(record.id, record.title()) for record in rows]


def titles(store: Store, kind: str, ids: Iterable[str]) -> dict[str, str]:
    """Give the titles of these records; one that has not arrived yet is left out."""
    model = editing.model_of(kind)
    return {record.id: record.title() for record in store.rows(model.select().where(model.id.in_(list(ids))))}
