"""Write the request of this machine under a name that its receiver understands."""

from pathlib import Path

from codi_desktop.services import machines
from codi_desktop.services._sending import safe_name
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import REQUEST_SUFFIX


def write_request(store: Store, folder: Path) -> Path:
    """Write this machine's request into a folder, beside any older one; gives the file."""
    stem = safe_name(f"{store.machine.scope} {store.machine.name}")
    number = 1
    while (path := folder / f"{stem}{f' {number}' if number > 1 else ''}{REQUEST_SUFFIX}").exists():
        number += 1
    machines.request(store, path)
    return path
