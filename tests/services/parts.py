"""One export in several files, of which each can go astray."""

from pathlib import Path

from codi_desktop.services import exchanging
from tests.services.offices import Offices, household


def in_parts(tree: Offices) -> list[Path]:
    """Write the tambon's work for the province in several parts, records in each."""
    for number in range(60):
        household(tree.tambon, str(number))
        if number % 5 == 4:
            list(tree.tambon.segments([], lambda _scope: True))  # segments are cut where somebody looked
    written = exchanging.write_bundle_for(tree.tambon, "19", tree.stick, limit=30_000)
    assert len(written.parts) >= 4
    return list(written.parts)
