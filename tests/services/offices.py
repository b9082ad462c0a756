"""Real machines with real stores: a region, a province that has joined it, and a tambon that has joined that."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from codi_desktop.records.household import Household
from codi_desktop.records.photo import Photo
from codi_desktop.services import exchanging, machines
from codi_desktop.store.store import Store


@dataclass
class Offices:
    """Three machines and the stick between them."""

    region: Store
    province: Store
    tambon: Store
    stick: Path

    def all(self) -> list[Store]:
        return [self.region, self.province, self.tambon]


def made(folder: Path, name: str, level: str, area: str) -> Store:
    """Make a machine that nobody knows yet."""
    return machines.make_machine(folder, name, level, area, "สมหญิง ใจดี")


def join(upper: Store, lower: Store, stick: Path) -> None:
    """Let a machine join another by two files."""
    welcome = machines.accept(upper, machines.request(lower), stick)
    machines.finish(lower, welcome.path, upper.machine.device)


@contextmanager
def offices(folder: Path) -> Iterator[Offices]:
    """Make the tree."""
    stick = folder / "stick"
    stick.mkdir()
    with ExitStack() as stack:
        region = stack.enter_context(made(folder / "region", "ภาคกลางและตะวันตก", "region", "CW"))
        province = stack.enter_context(made(folder / "province", "จังหวัดสระบุรี", "province", "19"))
        tambon = stack.enter_context(made(folder / "tambon", "ตำบลเจริญธรรม", "tambon", "190406"))
        join(region, province, stick)
        join(province, tambon, stick)
        yield Offices(region, province, tambon, stick)


def household(store: Store, number: str, scope: str = "") -> str:
    """Enter a household; gives its id."""
    record = Household.new(scope or store.machine.scope, house_number=number, moo=1)
    store.save(record)
    return str(record.id)


def renumber(store: Store, record_id: str, number: str) -> None:
    """Change a household's number."""
    record = store.get(Household, record_id)
    record.house_number = number
    store.save(record)


def picture(store: Store, content: bytes) -> str:
    """Enter a photo; gives the name of its file."""
    name = store.photos.add(content)
    photo = Photo.new(store.machine.scope, house=f"{store.machine.scope}.H", stage="before", attachment=name)
    store.save(photo)
    return name


def carry(sender: Store, receiver: Store, stick: Path, to: str = "") -> exchanging.TakenIn:
    """Write a bundle for a machine and take it in there."""
    written = exchanging.write_bundle_for(sender, to or receiver.machine.device, stick)
    taken = [exchanging.take_in(receiver, part) for part in written.parts]
    return taken[-1]


def changes(store: Store) -> int:
    """Count the changes in the log."""
    return sum(entry[3] for entry in store.vector())


def files(folder: Path) -> set[str]:
    """Name every file below a folder but the database's own helpers."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in found if not path.name.endswith(("-wal", "-shm"))}
