"""Receipts ride home in every bundle, through whoever carries it; only what their own machine signed counts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from codi_desktop.services import _receipts, exchanging, machines
from codi_desktop.services._receipts import heed, receipts_for
from codi_desktop.services._sending import planned
from codi_desktop.services._trusting import trust_of
from codi_desktop.store.local import Receipt as Kept
from codi_desktop.store.store import Store
from codi_desktop.sync import identity
from codi_desktop.sync.bundle import Head, Signed
from codi_desktop.sync.bundle_reader import peek
from codi_desktop.sync.identity import Receipt, travels_to
from tests.services.offices import carry, household, join, made


@dataclass
class Neighbours:
    """A province and two tambons below it that also meet each other."""

    province: Store
    tambon: Store
    other: Store
    stick: Path


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Neighbours]:
    stick = tmp_path / "stick"
    stick.mkdir()
    with ExitStack() as stack:
        province = stack.enter_context(made(tmp_path / "province", "จังหวัดสระบุรี", "province", "19"))
        tambon = stack.enter_context(made(tmp_path / "tambon", "ตำบลเจริญธรรม", "tambon", "190406"))
        other = stack.enter_context(made(tmp_path / "other", "เจริญธรรม เครื่องสอง", "tambon", "190406"))
        join(province, tambon, stick)
        join(province, other, stick)
        carry(province, tambon, stick)
        yield Neighbours(province, tambon, other, stick)


def head_of(sender: Store, receiver: Store, stick: Path) -> Head:
    """Write a bundle and give what it says of itself."""
    written = exchanging.write_bundle_for(sender, receiver.machine.device, stick)
    return peek(written.path, receiver.machine.age_identity)


def known(store: Store, of: Store) -> set[tuple[object, ...]]:
    """Give what a machine is known to hold of the tambon's own work."""
    (peer,) = (peer for peer in store.peers() if peer.device == of.machine.device)
    return {tuple(entry) for entry in peer.vector if entry[0] == "190406"}


def test_a_receipt_of_the_province_comes_through_another_machine(tree: Neighbours) -> None:
    house = household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.other, tree.stick)
    assert tree.tambon.where([house])[house].state == "bundle"
    carry(tree.other, tree.tambon, tree.stick)
    at_province = known(tree.tambon, tree.province)
    assert {entry for entry in at_province if entry[1] == tree.tambon.machine.device}
    assert tree.tambon.where([house])[house].state == "arrived"
    assert exchanging.to_send(tree.tambon, tree.province.machine.device).is_nothing_new


def test_a_receipt_is_signed_anew_only_when_something_changed(tree: Neighbours) -> None:
    household(tree.tambon, "31")

    def own() -> list[tuple[str, int]]:
        exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
        kept = tree.tambon.receipts()
        return [(each.scope, each.seq) for each in kept if each.device == tree.tambon.machine.device]

    first = own()
    assert [scope for scope, _ in first] == ["190406"]
    assert own() == first
    household(tree.tambon, "32")
    ((_, seq),) = own()
    assert seq > first[0][1]


def test_a_clock_that_was_set_back_does_not_stop_receipts(tree: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    def seq() -> int:
        household(tree.tambon, "31")
        exchanging.write_bundle_for(tree.tambon, tree.province.machine.device, tree.stick)
        return max(each.seq for each in tree.tambon.receipts() if each.device == tree.tambon.machine.device)

    first = seq()
    monkeypatch.setattr(_receipts, "_now", lambda: 1000)
    assert seq() == first + 1


def _forge(signed: Signed, change: Callable[[dict[str, object]], object]) -> Signed:
    body = msgspec.json.decode(signed.body)
    change(body)
    return Signed(msgspec.json.encode(body).decode(), signed.sig)


def _resign(store: Store, **changed: object) -> Signed:
    """Sign whatever a machine could say, with its own key."""
    vector = tuple((device, life, n, head) for scope, device, life, n, head in store.vector() if scope == "190406")
    own, life = store.machine.device, store.machine.incarnation
    said = Receipt(sub=own, iss=own, scope="190406", life=life, seq=1 << 45, vector=vector)
    statement = identity.sign(store.machine.signing_seed, msgspec.structs.replace(said, **changed))
    return Signed(statement.body, statement.signature)


def heeded(tree: Neighbours, *receipts: Signed) -> bool:
    """Let the tambon read a head of the other machine with these receipts; says whether anything changed."""
    head = head_of(tree.other, tree.tambon, tree.stick)
    before = (tree.tambon.receipts(), tree.tambon.peers())
    heed(tree.tambon, msgspec.structs.replace(head, receipts=receipts), trust_of(tree.tambon))
    return before != (tree.tambon.receipts(), tree.tambon.peers())


def test_a_genuine_newer_receipt_is_kept(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    assert heeded(tree, _resign(tree.province))


def test_a_changed_receipt_changes_nothing(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    genuine = _resign(tree.province)
    assert not heeded(tree, _forge(genuine, lambda body: body.update(seq=(1 << 45) + 1)))
    assert not heeded(tree, _forge(genuine, lambda body: body.update(vector=[])))
    assert not heeded(tree, _forge(genuine, lambda body: body.update(iss=tree.other.machine.device)))
    assert not heeded(tree, Signed("{", genuine.sig))


def test_nobody_speaks_for_another_machine(tree: Neighbours) -> None:
    assert not heeded(tree, _resign(tree.other, sub=tree.province.machine.device))


def test_an_older_receipt_changes_nothing(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    old = _resign(tree.province, seq=(1 << 45) - 1)
    carry(tree.tambon, tree.province, tree.stick)
    assert heeded(tree, _resign(tree.province))
    assert not heeded(tree, old)
    assert not heeded(tree, _resign(tree.province))


def test_a_receipt_about_a_scope_that_does_not_travel_there_changes_nothing(tree: Neighbours) -> None:
    assert not heeded(tree, _resign(tree.province, scope="190407"))  # not ours to know
    strange = _resign(tree.tambon, scope="190407")
    head = msgspec.structs.replace(head_of(tree.tambon, tree.province, tree.stick), receipts=(strange,))
    assert heed(tree.province, head, trust_of(tree.province)) == []  # a tambon holds nothing of its neighbour


def test_a_receipt_of_a_stranger_or_of_a_lost_machine_changes_nothing(tree: Neighbours, tmp_path: Path) -> None:
    with made(tmp_path / "stranger", "ใครก็ไม่รู้", "tambon", "190406") as stranger:
        assert not heeded(tree, _resign(stranger), _resign(stranger, scope="TH"))
    machines.revoke(tree.province, tree.other.machine.device, "หาย")
    carry(tree.province, tree.tambon, tree.stick)
    assert not heeded(tree, _resign(tree.other))


def test_receipts_of_lost_machines_are_passed_on_no_more(tree: Neighbours) -> None:
    carry(tree.other, tree.province, tree.stick)
    household(tree.other, "31")
    carry(tree.other, tree.province, tree.stick)

    def issuers() -> set[str]:
        given = receipts_for(tree.province, trust_of(tree.province), ("190406",))
        return {msgspec.json.decode(each.body)["iss"] for each in given}

    assert tree.other.machine.device in issuers()
    machines.revoke(tree.province, tree.other.machine.device, "หาย")
    assert tree.other.machine.device not in issuers()


def test_only_receipts_about_what_travels_to_the_receiver_are_given(tree: Neighbours, tmp_path: Path) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    with made(tmp_path / "far", "ตำบลคลองเรือ", "tambon", "190407") as far:
        join(tree.province, far, tree.stick)
        head = head_of(tree.province, far, tree.stick)
    scopes = {msgspec.json.decode(each.body)["scope"] for each in head.receipts}
    assert all(travels_to(("190407",), scope) for scope in scopes)


def test_no_more_is_given_or_heeded_than_the_bound(tree: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.tambon, tree.stick)
    trust = trust_of(tree.tambon)
    every = receipts_for(tree.tambon, trust, ("190406",))
    assert len(every) > 1
    monkeypatch.setattr(_receipts, "MOST_BYTES", len(every[0].body.encode()))
    assert receipts_for(tree.tambon, trust, ("190406",)) == every[:1]
    assert msgspec.json.decode(every[0].body)["iss"] == tree.tambon.machine.device  # own ones are never crowded out
    newer = _resign(tree.province)
    assert not heeded(tree, every[0], newer)


def test_a_slow_stick_takes_back_nothing_that_a_receipt_proved(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    slow = exchanging.write_bundle_for(tree.province, tree.tambon.machine.device, tree.stick)
    carry(tree.tambon, tree.province, tree.stick)
    carry(tree.province, tree.other, tree.stick)
    carry(tree.other, tree.tambon, tree.stick)
    proved = known(tree.tambon, tree.province)
    assert proved
    exchanging.take_in(tree.tambon, slow.path)
    assert known(tree.tambon, tree.province) == proved


def test_an_older_state_that_was_put_back_learns_from_its_own_receipt(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    ahead = _resign(tree.tambon, seq=1 << 45, vector=((tree.tambon.machine.device, "0000", 9, "A" * 27),))
    assert heeded(tree, ahead)
    planned(tree.tambon, tree.province.machine.device, photos=False).head(9, 1, 1)
    own = next(each for each in tree.tambon.receipts() if each.device == tree.tambon.machine.device)
    assert own.seq == (1 << 45) + 1


def test_receipts_are_no_statements_about_machines(tree: Neighbours) -> None:
    signed = _resign(tree.province)
    statement = identity.Statement(signed.body, signed.sig)
    assert statement.id not in {each.id for each in trust_of(tree.tambon, [statement]).standing()}


def test_the_receipt_of_an_older_life_does_not_outdo_what_the_sender_says(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    carry(tree.tambon, tree.province, tree.stick)
    assert heeded(tree, _resign(tree.province, life="another", vector=()))
    carry(tree.province, tree.tambon, tree.stick)
    assert known(tree.tambon, tree.province) == {e for e in tree.province.vector() if e[0] == "190406"}


def test_a_copy_is_noticed_by_what_a_receipt_says_that_it_wrote(tree: Neighbours) -> None:
    household(tree.tambon, "31")
    device, life = tree.tambon.machine.device, tree.tambon.machine.incarnation
    ahead = _resign(tree.province, vector=((device, life, 99, "A" * 27),))
    tree.other.keep_receipts([Kept(tree.province.machine.device, "190406", 1 << 45, ahead.body, ahead.sig)])
    carry(tree.other, tree.tambon, tree.stick)
    assert tree.tambon.machine.incarnation != life
