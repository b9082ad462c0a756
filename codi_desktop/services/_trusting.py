"""Whom this machine believes, as its kept certificates say."""

from collections.abc import Iterable

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_
from codi_desktop.store.store import Store
from codi_desktop.sync.identity import Certificate, Statement, Trust


class NoSuchMachine(CodiError):
    """A name or id that no known machine has."""

    message = N_("No machine called “{machine}” is known here.")


class MachineLost(CodiError):
    """A bundle for a machine that was reported lost."""

    message = N_("“{machine}” was reported lost. No bundle is written for it.")


def trust_of(store: Store, more: Iterable[Statement] = (), root: str | None = None) -> Trust:
    """Read all that is said about machines, from this machine's root or another one."""
    kept = [Statement(body, signature) for body, signature in store.certificates()]
    return Trust(root or store.machine.root, [*kept, *more])


def keep_statements(store: Store, trust: Trust) -> None:
    """Keep what was said by those who may say it. Within `receiving` it is part of that."""
    known = {Statement(*kept).id for kept in store.certificates()}
    for statement in trust.standing():
        if statement.id not in known:
            store.add_certificate(statement.id, statement.body, statement.signature)
    note_lost(store, trust)


def note_lost(store: Store, trust: Trust) -> None:
    """Let nothing count as arrived that only machines hold which were reported lost, or which nobody vouches for."""
    known = {certificate.sub for certificate in trust.machines() if not trust.is_revoked(certificate.sub)}
    met = {peer.device for peer in store.peers()} | {certificate.sub for certificate in trust.machines()}
    store.note_lost(met - known)


def machine_called(store: Store, text: str) -> Certificate:
    """Find a known machine by its id (or its beginning), its name, or its area. Raises NoSuchMachine."""
    others = [c for c in trust_of(store).machines() if c.sub != store.machine.device]
    for fits in (
        [c for c in others if c.sub == text],
        [c for c in others if text in {c.name, c.scope}],
        [c for c in others if len(text) >= 6 and c.sub.startswith(text)],
    ):
        if len(fits) == 1:
            return fits[0]
    raise NoSuchMachine(machine=text)
