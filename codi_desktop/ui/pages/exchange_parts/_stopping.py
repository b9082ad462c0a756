"""Stop long work so that it says whether it had ended already: a bundle that is complete is not called stopped."""

from collections.abc import Callable


class Stopped(Exception):
    """The work was stopped before its end, and left nothing behind."""


class Wish:
    """What a person wishes of work under way; it is heeded when the work tells how far it is."""

    def __init__(self) -> None:
        self.is_to_stop = False

    def heeded(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """Give a progress that raises Stopped once it is wished."""

        def tell(done: int, total: int) -> None:
            if self.is_to_stop:
                raise Stopped
            progress(done, total)

        return tell
