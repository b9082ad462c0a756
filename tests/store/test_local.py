"""What stays on this machine: settings, drafts, its own name, bundles and machines met."""

import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from codi_desktop.store.local import BundleNote, Receipt
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store
from tests.store.machines import TAMBON, Villager, machine, made, reopened, sent


def note(number: int, direction: str = "out", **changed: object) -> BundleNote:
    plain = BundleNote(
        number, direction, "DEV", "จังหวัด", "a.codi", 10, number, f"id{number}", [], {"new": 1}, "written"
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def test_settings_are_kept_and_do_not_travel(store: Store, neighbour: Store) -> None:
    store.set_setting("text_size", {"points": 18, "ชื่อ": None})
    store.save(Villager.new(TAMBON, name="ก"))
    sent(store, neighbour)
    assert store.setting("text_size") == {"points": 18, "ชื่อ": None}
    assert neighbour.setting("text_size", 14) == 14


def test_drafts_are_kept_replaced_and_dropped(store: Store) -> None:
    assert store.draft("villager/new") is None
    store.keep_draft("villager/new", {"name": "สั"})
    store.keep_draft("villager/new", {"name": "สังเวียน"})
    store.keep_draft("visit/new", {})
    assert store.draft("villager/new") == {"name": "สังเวียน"}
    assert {draft.form for draft in store.drafts()} == {"villager/new", "visit/new"}
    store.drop_draft("villager/new")
    assert store.draft("villager/new") is None
    assert store.draft("visit/new") == {}


def test_drafts_survive_the_program_being_killed(tmp_path: Path) -> None:
    made(tmp_path / "store").close()
    code = """
        import os, signal, sys
        from pathlib import Path
        from tests.store.machines import reopened
        store = reopened(Path(sys.argv[1]))
        store.keep_draft("villager/new", {"name": "กำลังพิมพ์"})
        os.kill(os.getpid(), signal.SIGKILL)
    """
    root = Path(__file__).resolve().parents[2]
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(code), tmp_path / "store"], cwd=root, check=False)
    assert killed.returncode != 0
    with reopened(tmp_path / "store") as store:
        assert store.draft("villager/new") == {"name": "กำลังพิมพ์"}


def test_bundles_are_listed_the_newest_first(store: Store) -> None:
    store.note_bundle(note(1))
    store.note_bundle(note(2, vector=[(TAMBON, "DEV", "i", 3, "head")]))
    store.note_bundle(note(1, state="arrived"))
    assert [(each.number, each.state) for each in store.bundles()] == [(2, "written"), (1, "arrived")]
    assert store.bundles()[0].vector == [(TAMBON, "DEV", "i", 3, "head")]
    assert store.bundles()[0].counts == {"new": 1}


def test_of_two_words_about_a_machine_the_newer_counts(store: Store) -> None:
    store.note_peer("DEV", "จังหวัด", [(TAMBON, "X", "i", 3, "head")], at=10)
    store.note_peer("DEV", "ชื่อเก่า", [], at=5)
    (peer,) = store.peers()
    assert (peer.name, peer.seen_at, peer.vector) == ("จังหวัด", 10, [(TAMBON, "X", "i", 3, "head")])


def test_certificates_are_kept_once_in_their_order(store: Store) -> None:
    for _ in range(2):
        store.add_certificate("b", "{}", "sig b")
        store.add_certificate("a", "{}", "sig a")
    assert store.certificates() == [("{}", "sig b"), ("{}", "sig a")]


def test_a_machine_is_the_same_after_opening_again(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        before = store.machine
    with reopened(tmp_path / "store") as store:
        assert store.machine == before


def test_a_copied_or_moved_folder_begins_a_new_life(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        before = store.machine
    (tmp_path / "store").rename(tmp_path / "moved")
    with reopened(tmp_path / "moved") as store:
        assert store.machine.device == before.device
        assert store.machine.incarnation != before.incarnation
        assert store.machine.code != before.code
        moved = store.machine
    with reopened(tmp_path / "moved") as store:
        assert store.machine == moved


def test_a_machine_can_become_certified(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        store.become(replace(store.machine, scopes=("14", "CW"), root="ROOT", person="คนใหม่"))
    with reopened(tmp_path / "store") as store:
        assert store.machine.may_write("140101")
        assert not store.machine.may_write("190406")
        assert (store.machine.root, store.machine.person) == ("ROOT", "คนใหม่")


def test_a_code_has_three_letters_that_no_digit_looks_like() -> None:
    codes = {machine(f"เครื่อง {i}").code for i in range(300)}
    assert all(len(code) == 3 and code.isalpha() and not set(code) & set("IO") for code in codes)
    assert len(codes) > 280


def test_a_machine_never_shows_its_keys() -> None:
    one = machine()
    assert one.signing_seed.hex() not in repr(one)
    assert repr(one.signing_seed) not in repr(one)
    assert Machine.from_kept(one.kept()) == one


def test_there_is_no_second_store_in_a_folder_and_none_in_an_empty_one(tmp_path: Path) -> None:
    made(tmp_path / "store").close()
    with pytest.raises(FileExistsError):
        made(tmp_path / "store")
    with pytest.raises(FileNotFoundError):
        reopened(tmp_path / "nothing")


def test_the_connection_of_a_thread_that_is_gone_is_closed(store: Store) -> None:
    def looks() -> None:
        assert store.count(Villager.select()) == 0

    for _ in range(20):
        thread = threading.Thread(target=looks)
        thread.start()
        thread.join()
    assert len(store._database._connections) <= 2


def test_of_a_machines_receipts_for_a_scope_the_newest_stays(store: Store) -> None:
    for seq in (5, 9, 7):
        store.keep_receipts([Receipt("DEV", "190406", seq, f"body {seq}", "sig")])
    store.keep_receipts([Receipt("DEV", "19", 1, "body", "sig")])
    assert [(kept.scope, kept.seq, kept.body) for kept in store.receipts()] == [
        ("190406", 9, "body 9"),
        ("19", 1, "body"),
    ]
