"""Make this machine, let machines join the tree and leave it: request, accept with four check words, finish; revoke."""

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path

from codi_desktop.durable import write_new
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.services import _receiving, areas, escrow, exchanging
from codi_desktop.services._trusting import NoSuchMachine, machine_called, note_lost, trust_of
from codi_desktop.store import slot_file
from codi_desktop.store.keys import KeyringAbsent, KeySlots
from codi_desktop.store.machine import EVERYWHERE, Machine
from codi_desktop.store.store import Store
from codi_desktop.sync import identity
from codi_desktop.sync.bundle import REQUEST_SUFFIX, Head, Vector
from codi_desktop.sync.bundle_reader import check
from codi_desktop.sync.change import link, to_text
from codi_desktop.sync.identity import (
    Certificate,
    Renewal,
    Request,
    Revocation,
    Statement,
    Trust,
    Upper,
    covers,
    recipient_of,
)

__all__ = [
    "MachineSeen",
    "MayNotRevoke",
    "NoSuchMachine",
    "NotARequest",
    "NotAWelcome",
    "NotOurWelcome",
    "RequestSeen",
    "Welcome",
    "accept",
    "finish",
    "holdings",
    "join_with_file",
    "look_at_request",
    "machine_called",
    "machines",
    "make_machine",
    "news",
    "news_read",
    "own_words",
    "renew",
    "request",
    "revoke",
    "welcome_in",
]

LEVELS = ("tambon", "province", "group", "region")
_LONGEST_REQUEST = 1 << 16
_BEGUN = "begun"


class NameMissing(CodiError):
    """A machine that nobody could tell from another."""

    message = N_("Give the machine a name.")


class AreaOfAnotherLevel(CodiError):
    """A tambon's machine for a province's code, and the like."""

    message = N_("“{area}” is not the code of an area of this level: a tambon has six digits, a province two.")


class NotARequest(CodiError):
    """A file that no new machine wrote, or that was changed."""

    message = N_("“{name}” is not a request of a new machine, or it is damaged. Ask for it once more.")


class NotAWelcome(CodiError):
    """A bundle that lets this machine join nothing."""

    message = N_("“{name}” is a bundle, but it does not let this machine join.")


class NotOurWelcome(CodiError):
    """A welcome from another machine than the one whose words were compared."""

    message = N_("“{name}” comes from another machine than the one you compared the words with.")


class MayNotRevoke(CodiError):
    """A machine that somebody else certified."""

    message = N_("Only a machine of the levels above may report “{machine}” as lost.")


@dataclass(frozen=True)
class RequestSeen:
    """What a request says. Its four words must be the same on the new machine's screen."""

    device: str
    name: str
    level: str
    area: str
    person: str
    words: tuple[str, ...]
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class Welcome:
    """What a welcome offers: by whom, below which root, for which area. The words must be those on its screen."""

    sender: str
    sender_name: str
    words: tuple[str, ...]
    root_name: str
    area: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True)
class MachineSeen:
    """A known machine."""

    device: str
    name: str
    level: str
    area: str
    prefixes: tuple[str, ...]
    is_this_one: bool
    is_root: bool
    is_lost: bool
    certified_by: str
    last_seen: int | None


@dataclass(frozen=True)
class Holding:
    """How many changes a machine is known to have, of those here that travel to it."""

    changes: int
    of: int


def make_machine(folder: Path, name: str, level: str, area: str, person: str, passphrase: str | None = None) -> Store:
    """Make this machine in an empty folder, on its own until it joins. Raises FileExistsError where there is one.

    Without a passphrase the key lies in the system keyring, or in a file that only its owner can read. The way to the
    key is written last: a machine that a power cut left half made cannot be taken for one, and is begun anew.
    """
    if level not in LEVELS:
        raise ValueError(level)
    if not name.strip():
        raise NameMissing
    if not _fits(level, area):
        raise AreaOfAnotherLevel(area=area)
    begun = folder / _BEGUN
    if begun.exists() and not slot_file.is_there(folder):
        for left in folder.glob("store.db*"):
            left.unlink()
    if (folder / "store.db").exists():
        raise FileExistsError(folder)
    keys = identity.make_keys()
    prefixes = own_prefixes(level, area)
    machine = Machine.new(
        name=name,
        level=level,
        scope=area,
        person=person,
        signing_seed=keys.signing_seed,
        age_identity=keys.age_identity,
        scopes=prefixes,
    )
    folder.mkdir(parents=True, exist_ok=True)
    begun.touch()
    slots = KeySlots(folder)
    key = slots.create()
    store = Store.create(folder, key, machine)
    try:
        own = identity.self_certificate(keys, name=name, level=level, scope=area, prefixes=prefixes)
        store.add_certificate(own.id, own.body, own.signature)
        _lock(slots, key, passphrase)
    except BaseException:
        store.close()
        raise
    begun.unlink()
    return store


def _fits(level: str, area: str) -> bool:
    """Say whether a code can be the area of a machine of this level."""
    digits = {"tambon": 6, "province": 2}.get(level)
    if digits is None:
        return area.isascii() and area.isalnum() and not area.isdigit()
    return area.isascii() and area.isdigit() and len(area) == digits


def own_prefixes(level: str, area: str) -> tuple[str, ...]:
    """Give the areas that a machine writes before it joins anybody: its own; above the tambon also national facts."""
    return {"tambon": (area,), "province": (area, EVERYWHERE)}.get(level, ("",))


def _lock(slots: KeySlots, key: bytes, passphrase: str | None) -> None:
    if passphrase is not None:
        slots.add_passphrase(key, passphrase)
        return
    try:
        slots.add_keyring(key)
    except KeyringAbsent:
        slots.add_file(key)


def own_words(store: Store) -> tuple[str, ...]:
    """Give this machine's four check words."""
    return identity.check_words(store.machine.device)


def request(store: Store, out: Path | None = None) -> bytes:
    """Write the request with which this machine asks to join; into a new file too, when one is named."""
    machine = store.machine
    said = Request(
        sub=machine.device,
        enc=recipient_of(machine.age_identity),
        name=machine.name,
        level=machine.level,
        scope=machine.scope,
        person=machine.person,
        iss=machine.device,
        iat=int(time.time()),
    )
    statement = identity.sign(machine.signing_seed, said)
    content = json.dumps({"body": statement.body, "sig": statement.signature}, ensure_ascii=False).encode() + b"\n"
    if out is not None:
        _write_request(out, content)
    return content


def _write_request(out: Path, content: bytes) -> None:
    import hashlib

    digest = hashlib.sha256(content).hexdigest()
    write_new(out.with_suffix(REQUEST_SUFFIX), lambda file: (file.write(content), digest)[1])


def look_at_request(store: Store, file: Path | bytes) -> RequestSeen:
    """Read a request, with the words to compare and the areas that would be given. Raises NotARequest."""
    said = _read_request(file)
    return RequestSeen(
        said.sub,
        said.name,
        said.level,
        said.scope,
        said.person,
        identity.check_words(said.sub),
        default_prefixes(store, said),
    )


def default_prefixes(store: Store, said: Request) -> tuple[str, ...]:
    """Give the areas that a machine of this level and area writes: its own; a group also its provinces."""
    if said.level == "group":
        return (said.scope, *areas.provinces_of(store, said.scope))
    return ("",) if said.level == "region" else (said.scope,)


def accept(
    store: Store,
    file: Path | bytes,
    out: Path,
    prefixes: tuple[str, ...] | None = None,
    *,
    certifies: bool | None = None,
) -> exchanging.Written:
    """Certify a new machine, after a person compared the words, and write its welcome into a folder or file.

    The welcome is an ordinary bundle: certificates and the area's data. Raises NotARequest, MayNotIssue and TooWide.
    """
    said = _read_request(file)
    trust = trust_of(store)
    may_certify = said.level != "tambon" if certifies is None else certifies
    given = default_prefixes(store, said) if prefixes is None else prefixes
    statement = identity.issue(store.machine.signing_seed, said, given, ca=may_certify, trust=trust)
    store.add_certificate(statement.id, statement.body, statement.signature)
    return exchanging.write_bundle_for(store, said.sub, out)


def _read_request(file: Path | bytes) -> Request:
    name = file.name if isinstance(file, Path) else "request"
    try:
        content = file if isinstance(file, bytes) else file.read_bytes()
        if len(content) > _LONGEST_REQUEST:
            raise NotARequest(name=name)
        told = json.loads(content)
        said = identity.verify(Statement(told["body"], told["sig"]))
        if not isinstance(said, Request) or said.iss != said.sub or not identity.can_receive(said.enc):
            raise NotARequest(name=name)
    except (
        identity.StatementForged,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        OSError,
    ) as wrong:
        raise NotARequest(name=name) from wrong
    return said


def welcome_in(store: Store, file: Path) -> Welcome:
    """Verify a welcome and say who offers what; nothing is kept. Raises NotAWelcome and as `exchanging.look_at`."""
    gate = _Gate(store, file.name)
    checked = check(file, store.machine.age_identities, gate.judge)
    sender = gate.trust.certificate_of(checked.head.sender)
    root = gate.trust.certificate_of(checked.head.root)
    assert sender is not None
    return Welcome(
        sender=sender.sub,
        sender_name=sender.name,
        words=identity.check_words(sender.sub),
        root_name=root.name if root else sender.name,
        area=gate.certificate.scope,
        prefixes=gate.trust.prefixes(store.machine.device),
    )


def finish(store: Store, file: Path, sender: str | None = None) -> exchanging.TakenIn:
    """Join: trust the welcome's root from now on, take its data in, keep the own. All or nothing.

    `sender` is the machine whose words a person compared; another one raises NotOurWelcome.
    """
    gate = _Gate(store, file.name, sender)
    before = store.machine
    taken = _receiving.receive(store, file, gate.judge, lambda: gate.trust)
    if before.root == before.device and gate.root != before.device:
        _point_to(store, gate.root)
    prefixes = gate.trust.prefixes(before.device)
    store.become(replace(store.machine, root=gate.root, scopes=prefixes))
    escrow.keep(store)
    return taken


def join_with_file(folder: Path, file: Path, passphrase: str | None = None) -> Store:
    """Open the machine that made the request, in its folder, and let it join. Raises as `finish`."""
    store = Store.open(folder, KeySlots(folder).open(passphrase))
    try:
        finish(store, file)
    except BaseException:
        store.close()
        raise
    return store


class _Gate:
    """Judges a welcome: its own root's statements must certify both its sender and this machine."""

    def __init__(self, store: Store, name: str, sender: str | None = None) -> None:
        self._store, self._name, self._sender = store, name, sender
        self.root = store.machine.root
        self.trust: Trust = trust_of(store)
        self.certificate: Certificate

    def judge(self, head: Head, statements: list[Statement]) -> None:
        """Raise NotAWelcome or NotOurWelcome."""
        machine = self._store.machine
        self.root = head.root
        self.trust = trust_of(self._store, statements, head.root)
        own = self.trust.certificate_of(machine.device)
        sender = self.trust.certificate_of(head.sender)
        is_offered = own is not None and own.iss != own.sub and own.enc == recipient_of(machine.age_identity)
        if own is None or not is_offered or sender is None or self.trust.is_revoked(head.sender):
            raise NotAWelcome(name=self._name)
        if self._sender not in {None, head.sender}:
            raise NotOurWelcome(name=self._name)
        self.certificate = own


def _point_to(store: Store, root: str) -> None:
    """Tell those who trust this machine as their root whom it has joined."""
    said = Upper(sub=root, iss=store.machine.device, iat=int(time.time()))
    statement = identity.sign(store.machine.signing_seed, said)
    store.add_certificate(statement.id, statement.body, statement.signature)


def news(store: Store) -> str:
    """Say what happened to this machine that its person has not read yet; "" when there is nothing."""
    if not store.has_new_life():
        return ""
    return gettext(
        "This machine was copied, moved or restored. The program keeps the two apart from now on. Nothing was lost."
    )


def news_read(store: Store) -> None:
    """Take note that the news were read."""
    store.set_new_life_told()


def machines(store: Store) -> list[MachineSeen]:
    """List all known machines, by area and name; this one too."""
    trust = trust_of(store)
    names = {c.sub: c.name for c in trust.machines()}
    seen = {peer.device: peer.seen_at for peer in store.peers()}
    return [
        MachineSeen(
            device=c.sub,
            name=c.name,
            level=c.level,
            area=c.scope,
            prefixes=trust.prefixes(c.sub),
            is_this_one=c.sub == store.machine.device,
            is_root=c.sub in trust.roots,
            is_lost=trust.is_revoked(c.sub),
            certified_by=names.get(c.iss, c.iss[:8]),
            last_seen=seen.get(c.sub) or None,
        )
        for c in trust.machines()
    ]


def holdings(store: Store) -> dict[str, Holding]:
    """Say of each known machine how much of what travels to it it is known to have."""
    vector, peers = store.vector(), {peer.device: peer.vector for peer in store.peers()}
    return {one.device: _holding(vector, peers.get(one.device, []), one.prefixes) for one in machines(store)}


def _holding(ours: Vector, theirs: Vector, prefixes: tuple[str, ...]) -> Holding:
    travels = [entry for entry in ours if identity.travels_to(prefixes, entry[0])]
    told: dict[tuple[str, ...], int] = {}
    for scope, device, incarnation, n, _head in theirs:
        told[scope, device, incarnation] = max(n, told.get((scope, device, incarnation), 0))
    return Holding(sum(min(entry[3], told.get(entry[:3], 0)) for entry in travels), sum(entry[3] for entry in travels))


def revoke(store: Store, machine: str, why: str) -> Revocation:
    """Report a machine as lost: what is known of it here stays believed, nothing that it signs from now on.

    The news travels with every bundle. Raises NoSuchMachine and MayNotRevoke.
    """
    trust = trust_of(store)
    lost = machine_called(store, machine)
    said = Revocation(
        sub=lost.sub,
        keep=_pins(store, trust, lost.sub),
        keep_statements=tuple(s.id for s in trust.standing() if identity.read(s).iss == lost.sub),
        why=why,
        iss=store.machine.device,
        iat=int(time.time()),
    )
    statement = identity.sign(store.machine.signing_seed, said)
    if not trust_of(store, [statement]).is_revoked(lost.sub):
        raise MayNotRevoke(machine=lost.name)
    store.add_certificate(statement.id, statement.body, statement.signature)
    note_lost(store, trust_of(store))
    return said


def renew(store: Store) -> Renewal:
    """Give this machine a new age key; the news travels with every bundle. Bundles for the old one still open."""
    machine = store.machine
    before = trust_of(store).renewal_of(machine.device)
    age_identity = identity.make_keys().age_identity
    said = Renewal(
        sub=machine.device,
        enc=recipient_of(age_identity),
        seq=max(before.seq + 1 if before else 1, time.time_ns() // 1_000_000),
        iss=machine.device,
        iat=int(time.time()),
    )
    statement = identity.sign(machine.signing_seed, said)
    store.become(machine.renewed(age_identity))  # first: whoever hears of a key that is kept nowhere seals for nobody
    store.add_certificate(statement.id, statement.body, statement.signature)
    return said


def _pins(store: Store, trust: Trust, device: str) -> dict[str, dict[str, str]]:
    """Give every signed position of a machine's streams that this store holds."""
    pins: dict[str, dict[str, str]] = {}
    prefixes = trust.prefixes(device)
    for segment in store.segments([], lambda scope: covers(prefixes, scope)):
        if segment.stream.device == device:
            head = segment.previous
            for body in segment.bodies:
                head = link(head, body)
            place = f"{segment.stream.scope}|{segment.stream.incarnation}"
            pins.setdefault(place, {})[str(segment.last)] = to_text(head)
    return pins
