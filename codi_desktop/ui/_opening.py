"""Remember every store that is opened beside the window, so that its end closes them all.

The result of a task is dropped when the window closes meanwhile; a store among such results would stay open.
"""

from collections.abc import Callable
from typing import Any


class OpenStores:
    """All stores that were opened through `remembering`."""

    def __init__(self) -> None:
        self._stores: list[Any] = []

    def remembering(self, make: Callable[..., Any]) -> Callable[..., Any]:
        """Give the same function, but what it opens is remembered."""

        def opened(*arguments: Any, **named: Any) -> Any:
            store = make(*arguments, **named)
            self._stores.append(store)
            return store

        return opened

    def close(self) -> None:
        """Close them all, also those that nobody got. Call it when no task is under way any more."""
        while self._stores:
            self._stores.pop().close()
