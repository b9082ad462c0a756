"""Backups: sealed, whole, in good number, and what they restore is what was kept."""

import errno
import stat
import tarfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from codi_desktop.store.backup import FolderTaken, NotBackup, restore
from codi_desktop.store.keys import KeySlots
from codi_desktop.store.opening import DiskFull
from codi_desktop.store.store import Store, live
from tests.store.machines import KEY, TAMBON, Villager, made, met, reopened, sent


def test_an_automatic_backup_restores_to_the_same(store: Store, tmp_path: Path) -> None:
    store.save([Villager.new(TAMBON, name=f"คน {i}") for i in range(50)])
    made_at = store.keep_backups()
    assert made_at is not None
    restore(made_at, tmp_path / "restored")
    with reopened(tmp_path / "restored") as again:
        assert again.digest() == store.digest()
        assert again.check(deep=True) == []
        assert again.vector() == store.vector()


def test_a_restored_machine_lives_a_new_life_and_gets_its_later_work_back(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store, made(tmp_path / "b", "ข") as other:
        store.save([Villager.new(TAMBON, name=f"ก่อน {i}") for i in range(10)])
        backup = store.backup(tmp_path / "stick" / "a.codi-backup")
        store.save([Villager.new(TAMBON, name=f"หลัง {i}") for i in range(5)])
        sent(store, other)
        life = store.machine.incarnation
    restore(backup, tmp_path / "restored")
    with reopened(tmp_path / "restored") as again, reopened(tmp_path / "b") as other:
        assert again.machine.incarnation != life
        assert again.machine.device == made_device(again)
        again.save([Villager.new(TAMBON, name=f"ใหม่ {i}") for i in range(3)])
        met(again, other)
        assert again.count(live(Villager)) == other.count(live(Villager)) == 18
        assert again.digest() == other.digest()


def made_device(store: Store) -> str:
    (device,) = {entry[1] for entry in store.vector()} & {store.machine.device}
    return device


def test_an_old_disk_put_back_in_place_is_noticed_at_the_next_meeting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path / "a") as store:
        store.save(Villager.new(TAMBON, name="ก่อน"))
    old = (tmp_path / "a" / "store.db").read_bytes()
    with reopened(tmp_path / "a") as store, made(tmp_path / "b", "ข") as other:
        store.save(Villager.new(TAMBON, name="หลัง"))
        sent(store, other)
        life = store.machine.incarnation
    (tmp_path / "a" / "store.db").write_bytes(old)
    monkeypatch.setenv("CODI_LIVES", str(tmp_path / "lives of then"))
    with reopened(tmp_path / "a") as store, reopened(tmp_path / "b") as other:
        assert store.machine.incarnation == life
        store.save(Villager.new(TAMBON, name="อื่น"))
        met(store, other)
        assert store.machine.incarnation != life
        assert store.digest() == other.digest()
        assert store.count(live(Villager)) == 3


def test_photos_come_along_when_asked_for(store: Store, tmp_path: Path) -> None:
    name = store.photos.add(b"photo" * 30000)
    without = store.backup(tmp_path / "without.codi-backup")
    with_them = store.backup(tmp_path / "with.codi-backup", photos=True)
    with tarfile.open(without) as tar:
        photos = tar.extractfile("photos.txt")
        assert photos is not None
        assert photos.read().decode() == name
    restore(with_them, tmp_path / "restored")
    with reopened(tmp_path / "restored") as again:
        assert again.photos.read(name) == b"photo" * 30000


def test_the_passphrase_opens_a_restored_backup_and_the_key_file_stays_at_home(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path / "a")
    slots.add_passphrase(slots.create(KEY), "ลับ")
    slots.add_file(KEY)
    with made(tmp_path / "a") as store:
        store.save(Villager.new(TAMBON, name="ก"))
        backup = store.backup(tmp_path / "a.codi-backup")
    restore(backup, tmp_path / "restored")
    slots = KeySlots(tmp_path / "restored")
    assert slots.slots() == ["passphrase"]
    with reopened(tmp_path / "restored", key=slots.open("ลับ")) as again:
        assert again.count(live(Villager)) == 1


def test_one_backup_a_day_for_a_week_and_one_a_week_for_a_month(store: Store) -> None:
    start = date(2022, 9, 5)  # a Monday
    for day in range(60):
        assert store.keep_backups(start + timedelta(days=day)) is not None
        assert store.keep_backups(start + timedelta(days=day)) is None
    last = start + timedelta(days=59)
    kept = sorted(date.fromisoformat(path.name[:10]) for path in (store.folder / "backups").iterdir())
    assert kept[-7:] == [last - timedelta(days=back) for back in range(6, -1, -1)]
    assert [day.weekday() for day in kept[:-7]] == [6, 6]
    assert (last - kept[0]).days <= 28
    assert len(kept) == 9


def test_nothing_is_restored_over_a_store_that_is_there(store: Store, tmp_path: Path) -> None:
    backup = store.backup(tmp_path / "a.codi-backup")
    with pytest.raises(FolderTaken):
        restore(backup, store.folder)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_cut_backup_is_not_restored(store: Store, tmp_path: Path, share: float) -> None:
    backup = store.backup(tmp_path / "a.codi-backup")
    raw = backup.read_bytes().rstrip(b"\0")
    backup.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(NotBackup):
        restore(backup, tmp_path / "restored")
    assert not (tmp_path / "restored" / "store.db").exists()


@pytest.mark.parametrize("missing", ["store.db", "photos.txt"])
def test_a_backup_that_lacks_a_part_is_not_restored(store: Store, tmp_path: Path, missing: str) -> None:
    whole, lacking = store.backup(tmp_path / "a.codi-backup"), tmp_path / "b.codi-backup"
    with tarfile.open(whole) as source, tarfile.open(lacking, "w") as target:
        for member in source.getmembers():
            if member.name != missing:
                target.addfile(member, source.extractfile(member))
    with pytest.raises(NotBackup):
        restore(lacking, tmp_path / "restored")


def test_a_file_that_wants_to_lie_elsewhere_is_refused(tmp_path: Path) -> None:
    for name in ("../evil", "/etc/evil", "photos/ab/../../evil"):
        with tarfile.open(tmp_path / "x.codi-backup", "w") as tar:
            for member in ("store.db", name, "photos.txt"):
                tar.addfile(tarfile.TarInfo(member))
        with pytest.raises(NotBackup):
            restore(tmp_path / "x.codi-backup", tmp_path / "restored")


def test_a_backup_that_fails_leaves_nothing_under_its_name(store: Store, tmp_path: Path) -> None:
    (tmp_path / "a.codi-backup.part").mkdir()
    with pytest.raises(IsADirectoryError):
        store.backup(tmp_path / "a.codi-backup")
    assert not (tmp_path / "a.codi-backup").exists()


def test_a_backup_put_back_into_the_folder_it_came_from_is_a_new_life_too(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        backup, life = store.backup(tmp_path / "a.codi-backup"), store.machine.incarnation
    (tmp_path / "a" / "store.db").unlink()
    restore(backup, tmp_path / "a")
    with reopened(tmp_path / "a") as again:
        assert again.machine.incarnation != life


def test_what_a_damaged_database_left_behind_does_not_get_into_the_restored_one(tmp_path: Path) -> None:
    with made(tmp_path / "a") as store:
        store.save(Villager.new(TAMBON, name="ก่อน"))
        backup = store.backup(tmp_path / "a.codi-backup")
        store.save([Villager.new(TAMBON, name=f"หลัง {i}") for i in range(100)])
        journal = (tmp_path / "a" / "store.db-wal").read_bytes()
    assert journal
    (tmp_path / "a" / "store.db").unlink()
    (tmp_path / "a" / "store.db-wal").write_bytes(journal)
    restore(backup, tmp_path / "a")
    with reopened(tmp_path / "a") as again:
        assert again.count(live(Villager)) == 1
        assert again.check(deep=True) == []


def test_a_machine_without_a_passphrase_still_opens_after_its_backup_was_put_back(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path / "a")
    slots.add_file(slots.create(KEY))
    with made(tmp_path / "a") as store:
        backup = store.backup(tmp_path / "a.codi-backup")
    (tmp_path / "a" / "store.db").unlink()
    restore(backup, tmp_path / "a")
    assert KeySlots(tmp_path / "a").open() == KEY


def test_the_slots_of_another_machine_make_way_for_those_of_the_backup(tmp_path: Path) -> None:
    for name in ("a", "b"):
        slots = KeySlots(tmp_path / name)
        slots.add_passphrase(slots.create(KEY if name == "a" else bytes(32)), f"ลับ {name}")
    with made(tmp_path / "a") as store:
        backup = store.backup(tmp_path / "a.codi-backup")
    restore(backup, tmp_path / "b")
    assert KeySlots(tmp_path / "b").open("ลับ a") == KEY
    assert stat.S_IMODE((tmp_path / "b" / "keys.json").stat().st_mode) == 0o600


def test_a_disk_that_is_full_while_restoring_leaves_no_half_store(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.photos.add(b"photo")
    backup = store.backup(tmp_path / "a.codi-backup", photos=True)
    makes = tarfile.TarFile.makefile

    def makes_no_photo(tar: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> None:
        if member.name.startswith("photos/"):
            raise OSError(errno.ENOSPC, "full")
        makes(tar, member, place)

    with monkeypatch.context() as full:
        full.setattr(tarfile.TarFile, "makefile", makes_no_photo)
        with pytest.raises(DiskFull):
            restore(backup, tmp_path / "restored")
    assert list((tmp_path / "restored").iterdir()) == []
    restore(backup, tmp_path / "restored")
    with reopened(tmp_path / "restored") as again:
        assert again.digest() == store.digest()


def test_a_backup_made_under_a_wrong_clock_is_kept(store: Store) -> None:
    for day in range(40):
        store.keep_backups(date(2026, 10, 1) + timedelta(days=day))
    made_at = store.keep_backups(date(2000, 1, 1))
    assert made_at is not None
    assert made_at.exists()


def test_the_copy_of_another_machines_slots_does_not_stay_beside_a_restored_one(tmp_path: Path) -> None:
    other = KeySlots(tmp_path / "there")
    other.add_passphrase(other.create(), "ของเครื่องอื่น")
    with made(tmp_path / "a") as store:
        KeySlots(tmp_path / "a").create()
        backup = store.backup(tmp_path / "a.codi-backup")
    restore(backup, tmp_path / "there")
    assert not (tmp_path / "there" / "keys.json.bak").exists()
