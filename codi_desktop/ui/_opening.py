"""A store that was opened when nobody waits for it any more is closed again."""

from typing import Any

from codi_desktop.ui.tasks import Cancelled, Progress


def wanted(store: Any, progress: Progress) -> Any:
    """Give the store, or close it and raise Cancelled when the window was closed meanwhile."""
    if progress.is_cancelled:
        store.close()
        raise Cancelled
    return store
