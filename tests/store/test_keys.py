"""The key and its slots."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from codi_desktop.services.starting import way_in
from codi_desktop.store.keys import KeyringAbsent, KeySlots, Locked, SlotMissing, WrongPassphrase
from codi_desktop.store.opening import WrongKey
from codi_desktop.store.slot_file import KeysDamaged
from tests.store.machines import TAMBON, Villager, made, reopened


class Kept(KeyringBackend):
    """A keeper of secrets in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring ships half its types
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.secrets[service, username]


@pytest.fixture
def kept() -> Iterator[Kept]:
    before, ours = keyring.get_keyring(), Kept()
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


def test_a_passphrase_opens_the_key(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ข้าวเหนียวมะม่วง")
    assert KeySlots(tmp_path).open("ข้าวเหนียวมะม่วง") == key
    assert KeySlots(tmp_path).slots() == ["passphrase"]


def test_another_passphrase_does_not(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    slots.add_passphrase(slots.create(), "ข้าวเหนียว")
    with pytest.raises(WrongPassphrase):
        slots.open("ข้าวเหนียวมะม่วง")
    with pytest.raises(Locked):
        slots.open()


def test_a_passphrase_typed_in_another_form_of_the_same_letters_opens(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "น้ำ")
    assert slots.open("น้ํา") == key


def test_the_key_itself_lies_nowhere_in_the_open(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ลับ")
    raw = (tmp_path / "keys.json").read_bytes()
    assert key.hex().encode() not in raw
    assert json.loads(raw)["slots"][0]["memory"] == 64 << 20


def test_changing_the_passphrase_keeps_the_key_and_the_old_one_opens_no_more(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "เก่า")
    slots.add_passphrase(key, "ของอีกคน")
    slots.change_passphrase("เก่า", "ใหม่")
    again = KeySlots(tmp_path)
    assert again.open("ใหม่") == again.open("ของอีกคน") == key
    with pytest.raises(WrongPassphrase):
        again.open("เก่า")
    with pytest.raises(WrongPassphrase):
        again.change_passphrase("เก่า", "อื่น")


def test_the_keyring_opens_without_a_question(tmp_path: Path, kept: Kept) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ลับ")
    slots.add_keyring(key)
    assert KeySlots(tmp_path).open() == key
    slots.remove("keyring")
    assert kept.secrets == {}
    with pytest.raises(Locked):
        KeySlots(tmp_path).open()


def test_a_computer_without_keyring_says_so(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    with pytest.raises(KeyringAbsent):
        slots.add_keyring(slots.create())
    assert slots.slots() == []


def test_a_keyring_that_has_forgotten_leaves_the_passphrase(tmp_path: Path, kept: Kept) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ลับ")
    slots.add_keyring(key)
    kept.secrets.clear()
    with pytest.raises(Locked):
        slots.open()
    assert slots.open("ลับ") == key


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_file(key)
    assert KeySlots(tmp_path).open() == key
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600


def test_the_last_way_to_the_key_is_not_taken_away(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_file(key)
    with pytest.raises(SlotMissing):
        slots.remove("file")
    slots.add_passphrase(key, "ลับ")
    slots.remove("file")
    assert not (tmp_path / "key").exists()


def test_slots_of_a_newer_program_are_kept(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ลับ")
    path = tmp_path / "keys.json"
    kept = json.loads(path.read_text("utf-8"))
    kept["slots"].insert(0, {"kind": "escrow", "box": "x"})
    path.write_text(json.dumps(kept), "utf-8")
    again = KeySlots(tmp_path)
    assert again.open("ลับ") == key
    again.change_passphrase("ลับ", "ใหม่")
    assert "escrow" in KeySlots(tmp_path).slots()


def test_a_wrong_key_does_not_open_the_store_and_harms_nothing(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        store.save(Villager.new(TAMBON, name="ก"))
    with pytest.raises(WrongKey):
        reopened(tmp_path / "store", key=bytes(32))
    with reopened(tmp_path / "store") as store:
        assert store.count(Villager.select()) == 1


def test_nothing_on_the_disk_can_be_read_without_the_key(tmp_path: Path) -> None:
    with made(tmp_path / "store") as store:
        store.save(Villager.new(TAMBON, name="SangwianReadable"))
        store.photos.add(b"ReadablePhoto" * 100)
        store.keep_draft("villager", {"name": "ReadableDraft"})
        store.keep_backups()
        raw = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert b"Readable" not in raw
    assert b"villager" not in raw


def test_the_slots_outlast_a_power_cut(tmp_path: Path, synced_folders: list[Path]) -> None:
    slots = KeySlots(tmp_path)
    slots.add_passphrase(slots.create(), "ลับ")
    assert synced_folders == [tmp_path, tmp_path]  # the file and its copy


DAMAGED = [
    b"",
    b"\0" * 40,
    b"[]",
    b'{"id": "x", "slots": [{}]}',
    b'{"id": "x", "slots": 5}',
    b"\xff\xfe",
    b'{"id": 7, "slots": []}',
]


@pytest.mark.parametrize("content", DAMAGED)
def test_a_damaged_file_of_slots_is_replaced_by_its_copy(tmp_path: Path, content: bytes) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ข้าวเหนียว")
    (tmp_path / "keys.json").write_bytes(content)
    assert way_in(tmp_path) == "locked"
    again = KeySlots(tmp_path)
    assert again.open("ข้าวเหนียว") == key
    again.add_recovery(key, "A" * 25)
    (tmp_path / "keys.json.bak").unlink()
    assert KeySlots(tmp_path).open("ข้าวเหนียว") == key


def test_a_file_of_slots_that_is_gone_is_replaced_by_its_copy(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "ข้าวเหนียว")
    (tmp_path / "keys.json").unlink()
    assert way_in(tmp_path) == "locked"
    assert KeySlots(tmp_path).open("ข้าวเหนียว") == key


def test_a_changed_passphrase_opens_nothing_in_the_copy_either(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path)
    slots.add_passphrase(slots.create(), "เก่า")
    slots.change_passphrase("เก่า", "ใหม่")
    (tmp_path / "keys.json").unlink()
    with pytest.raises(WrongPassphrase):
        KeySlots(tmp_path).open("เก่า")


@pytest.mark.parametrize("content", DAMAGED)
def test_without_file_and_copy_the_newest_backup_gives_the_slots(tmp_path: Path, content: bytes) -> None:
    slots = KeySlots(tmp_path / "a")
    key = slots.create()
    with made(tmp_path / "a", key=key) as store:
        slots.add_passphrase(key, "ข้าวเหนียว")
        slots.add_file(key)
        store.keep_backups()
    (tmp_path / "a" / "backups" / "9999-01-01.codi-backup").write_bytes(content)
    for name in ("keys.json", "keys.json.bak"):
        (tmp_path / "a" / name).write_bytes(content)
    assert KeySlots(tmp_path / "a").open("ข้าวเหนียว") == key
    assert KeySlots(tmp_path / "a").open() == key  # the key file was not damaged


@pytest.mark.parametrize("content", DAMAGED)
def test_without_any_copy_of_the_slots_a_sentence_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    slots = KeySlots(tmp_path)
    slots.add_passphrase(slots.create(), "ข้าวเหนียว")
    for name in ("keys.json", "keys.json.bak"):
        (tmp_path / name).write_bytes(content)
    assert way_in(tmp_path) == "locked"
    with pytest.raises(KeysDamaged, match=r"keys\.json"):
        KeySlots(tmp_path)


@pytest.mark.parametrize("member", ["salt", "box", "passes", "memory"])
@pytest.mark.parametrize("value", [None, "!", "ก", -1, ""])
def test_a_damaged_slot_opens_nothing_and_the_others_still_do(tmp_path: Path, member: str, value: object) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_passphrase(key, "หนึ่ง")
    slots.add_passphrase(key, "สอง")
    kept = json.loads((tmp_path / "keys.json").read_text())
    kept["slots"][0][member] = value
    (tmp_path / "keys.json").write_text(json.dumps(kept))
    assert KeySlots(tmp_path).open("สอง") == key
    with pytest.raises(WrongPassphrase):
        KeySlots(tmp_path).open("หนึ่ง")


@pytest.mark.parametrize("content", ["", "!", "ก", "AAAA"])
def test_a_damaged_key_file_asks_for_the_passphrase(tmp_path: Path, content: str) -> None:
    slots = KeySlots(tmp_path)
    key = slots.create()
    slots.add_file(key)
    slots.add_passphrase(key, "ข้าวเหนียว")
    (tmp_path / "key").write_text(content)
    with pytest.raises(Locked):
        KeySlots(tmp_path).open()
    assert KeySlots(tmp_path).open("ข้าวเหนียว") == key
