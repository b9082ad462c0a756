"""Look around on a stick: which bundles, requests and answers lie there, and what each of them means here."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from codi_desktop.durable import DiskFull, ReadBackDiffers, StickGone
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import areas, escrow, exchanging, machines
from codi_desktop.services._trusting import trust_of
from codi_desktop.services.escrow import Asked
from codi_desktop.services.exchanging import BundleSeen, Line, NobodyToSendTo
from codi_desktop.services.machines import MachineSeen, RequestSeen, Welcome
from codi_desktop.services.missing import Missing, unheard_bundles
from codi_desktop.services.moments import moment
from codi_desktop.services.sticks import Stick
from codi_desktop.store.local import IN_PART
from codi_desktop.store.store import Store
from codi_desktop.store.travel import Where
from codi_desktop.sync.bundle import ALL, REQUEST_SUFFIX, SUFFIX
from codi_desktop.sync.sealing import BundleDamaged

__all__ = [
    "IN_PART",
    "BundleDamaged",
    "BundleSeen",
    "DiskFull",
    "Found",
    "Line",
    "Locked",
    "MachineSeen",
    "Missing",
    "NobodyToSendTo",
    "Place",
    "ReadBackDiffers",
    "Receiver",
    "Request",
    "RequestSeen",
    "Stick",
    "StickGone",
    "Told",
    "Welcome",
    "WelcomeSeen",
    "Where",
    "around",
    "look",
    "machine_in_words",
    "places",
    "receivers",
    "told",
]

_FOLDER = "exchange.folder"
_RECEIVER = "exchange.receiver"
_BEARER = "exchange.bearer"


class FolderGone(CodiError):
    """The folder that was chosen is not there."""

    message = N_("“{folder}” can no longer be reached.")


@dataclass(frozen=True)
class Place:
    """Where bundles are written to and read from: a stick, or a folder that somebody chose."""

    path: Path
    label: str
    free: int
    is_stick: bool


@dataclass(frozen=True)
class Request:
    """A machine that asks to join, by the file it wrote."""

    path: Path
    seen: RequestSeen
    area: str


@dataclass(frozen=True)
class Locked:
    """A machine whose passphrase is forgotten, and that this one can help, by the file it wrote."""

    path: Path
    asked: Asked
    area: str


@dataclass(frozen=True)
class WelcomeSeen:
    """A file that lets this machine join."""

    path: Path
    welcome: Welcome


@dataclass(frozen=True)
class Found:
    """What lies in a place. `mark` changes when the files do."""

    mark: tuple[tuple[str, int, int], ...]
    bundles: tuple[BundleSeen, ...]
    requests: tuple[Request | Locked, ...]
    welcomes: tuple[WelcomeSeen, ...]

    @property
    def new_bundles(self) -> tuple[BundleSeen, ...]:
        """The bundles for this machine that were not taken in yet, the oldest first."""
        new = [one for one in self.bundles if one.for_us and not one.seen_before and not one.problem]
        return tuple(sorted(new, key=lambda one: (one.sender, one.number, one.at or 0)))


@dataclass(frozen=True)
class Receiver:
    """Somebody to write a bundle for. `area` names the place in words, `place` as a sentence names it."""

    device: str
    name: str
    area: str
    place: str


@dataclass(frozen=True)
class Told:
    """The history of exchanges: bundles both ways with receipts, and those that never came."""

    lines: tuple[Line, ...]
    receipts: dict[str, Where]
    """by the id of each written bundle, where its contents are known to be and since when"""
    missing: tuple[Missing, ...]


def places(store: Store) -> list[Place]:
    """Give the sticks that are plugged in, and the chosen folder when it is there."""
    found = [Place(stick.path, stick.label, stick.free, is_stick=True) for stick in exchanging.sticks()]
    chosen = store.setting(_FOLDER, "")
    if chosen and Path(chosen).is_dir() and all(Path(chosen) != place.path for place in found):
        import shutil

        found.append(Place(Path(chosen), Path(chosen).name or chosen, shutil.disk_usage(chosen).free, is_stick=False))
    return found


def choose_folder(store: Store, folder: Path | None) -> None:
    """Remember a folder instead of a stick; None forgets it."""
    store.set_setting(_FOLDER, str(folder) if folder else "")


def look(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Give a mark that changes when the files of a place do: names, sizes and times. Nothing is opened."""
    try:
        files = [
            (path.name, stat.st_size, stat.st_mtime_ns)
            for path in folder.iterdir()
            if path.suffix in {SUFFIX, REQUEST_SUFFIX} and (stat := path.stat())
        ]
    except OSError:
        return ()
    return tuple(sorted(files))


def around(store: Store, folder: Path) -> Found:
    """Read what lies in a place."""
    mark = look(folder)
    bundles = exchanging.bundles_in(store, folder)
    has_joined = store.machine.root != store.machine.device
    return Found(
        mark=mark,
        bundles=tuple(bundles),
        requests=() if store.machine.level == "tambon" else tuple(_requests(store, folder)),
        welcomes=() if has_joined else tuple(_welcomes(store, bundles)),
    )


def _requests(store: Store, folder: Path) -> list[Request | Locked]:
    known = {certificate.sub for certificate in trust_of(store).machines()}
    found: list[Request | Locked] = []
    for path in sorted(folder.glob(f"*{REQUEST_SUFFIX}")):
        try:
            seen = request_in(store, path)
        except CodiError:
            continue  # not a request, or damaged: whoever brought it is asked for a new one when it is chosen by hand
        if isinstance(seen, Locked) or seen.seen.device not in known:
            found.append(seen)
    return found


def request_in(store: Store, file: Path) -> Request | Locked:
    """Read the request of a new or of a locked machine. Raises NotARequest, and MachineLost for a stolen one."""
    try:
        asked = escrow.look(store, file)
    except escrow.NotARecovery:
        seen = machines.look_at_request(store, file)
        return Request(file, seen, area_in_words(store, seen.level, seen.area))
    level = next(one.level for one in machines.machines(store) if one.device == asked.device)
    return Locked(file, asked, area_in_words(store, level, asked.area))


def _welcomes(store: Store, bundles: list[BundleSeen]) -> list[WelcomeSeen]:
    found = []
    for bundle in bundles:
        if bundle.problem or not bundle.for_us:
            continue
        try:
            found.append(WelcomeSeen(bundle.path, machines.welcome_in(store, bundle.path)))
        except CodiError:
            continue  # an ordinary bundle
    return found


def receivers(store: Store) -> tuple[list[Receiver], str]:
    """Give everybody to write for, nearest first, and who was chosen last. Raises NobodyToSendTo."""
    order = ("province", "tambon", "group", "region") if store.machine.level == "tambon" else _LEVELS
    listed = [m for m in machines.machines(store) if not m.is_this_one and not m.is_lost]
    if not listed:
        raise NobodyToSendTo
    listed.sort(key=lambda m: (order.index(m.level) if m.level in order else 9, m.area, m.name))
    found = [
        Receiver(m.device, m.name, area_in_words(store, m.level, m.area), place_in_words(store, m.level, m.area))
        for m in listed
    ]
    if len(found) > 1:
        everybody = gettext("All machines of this area and above")
        found.append(Receiver(ALL, everybody, "", everybody))
    last = store.setting(_RECEIVER, "")
    chosen = last if any(one.device == last for one in found) else found[0].device
    return found, chosen


_LEVELS = ("tambon", "province", "group", "region")


def choose_receiver(store: Store, device: str) -> None:
    """Remember for whom was written last."""
    store.set_setting(_RECEIVER, device)


def last_bearer(store: Store) -> str:
    """Say who was to carry the last bundle."""
    return str(store.setting(_BEARER, ""))


def keep_bearer(store: Store, bearer: str) -> None:
    """Remember who carries bundles."""
    if bearer != last_bearer(store):
        store.set_setting(_BEARER, bearer)


def told(store: Store) -> Told:
    """Tell the history of exchanges."""
    receipts = store.receipts_of(store.bundles())
    return Told(tuple(exchanging.history(store)), receipts, tuple(unheard_bundles(store)))


def machine_in_words(store: Store) -> list[tuple[MachineSeen, str]]:
    """Give all known machines, each with its area in words."""
    return [(one, area_in_words(store, one.level, one.area)) for one in machines.machines(store)]


def area_in_words(store: Store, level: str, code: str) -> str:
    """Name an area by its code."""
    names = areas.place_names(store, code)
    match level:
        case "tambon" if names.tambon:
            parts = (
                gettext("Tambon {name}").format(name=names.tambon),
                gettext("Amphoe {name}").format(name=names.amphoe) if names.amphoe else "",
            )
            return " ".join(part for part in parts if part)
        case "province" if names.province:
            return gettext("Province {name}").format(name=names.province)
        case "group" if names.group:
            return names.group
        case "region" if names.region:
            return names.region
    return code


def place_in_words(store: Store, level: str, code: str) -> str:
    """Name an area in one word, for a sentence."""
    names = areas.place_names(store, code)
    return gettext("Tambon {name}").format(name=names.tambon) if names.tambon else area_in_words(store, level, code)


def day_and_time(at: int) -> datetime:
    """Give a moment (milliseconds) by this machine's clock."""
    return moment(at)
