import hashlib
import io
import json
import os
import random
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from codi_desktop import durable
from codi_desktop.durable import ReadBackDiffers, write_new
from codi_desktop.sync.bundle import unpack
from codi_desktop.sync.bundle_reader import peek, segments
from codi_desktop.sync.bundle_writer import Cargo, Part, Photo, Supply, write_bundle
from codi_desktop.sync.sealing import MOST_RECIPIENTS, NotForThisMachine, TooManyReceivers
from tests.sync.parcels import Office, body, bundle, chain, head_of, inside, members_of, photo, read


@pytest.fixture
def sender() -> Office:
    return Office("ตำบลเจริญธรรม", "tambon", "190406")


def test_what_was_written_is_read(sender: Office, tmp_path: Path) -> None:
    other = Office("จังหวัดสระบุรี", "province", "19")
    sent, pictures = chain(sender, [body(n) for n in range(5000)]), [photo(bytes([n]) * 100_000) for n in range(4)]
    part = bundle(tmp_path / "ก.codi", sender, sent, pictures, to=[other])
    kept: dict[str, bytes] = {}
    checked = read(part.path, other, kept)
    assert list(segments(checked, other.keys.age_identity)) == sent
    assert kept == {each.sha256: b"".join(each.read()) for each in pictures}
    assert (checked.end.changes, checked.end.photos, checked.end.more) == (5000, 4, False)
    assert peek(part.path, other.keys.age_identity) == checked.head == head_of(sender)


def test_it_opens_with_tar_and_zstd_alone(sender: Office, tmp_path: Path) -> None:
    sent = chain(sender, [body(1), body(2)])
    plain = inside(bundle(tmp_path / "ก.codi", sender, sent, [photo(b"jpeg")]).path, sender)
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        names = tar.getnames()
        log = tar.extractfile("log/00001.jsonl.zst")
        assert log is not None
        lines = zstandard.decompress(log.read()).split(b"\n")
    assert names == ["head.json", "certs.json", "log/00001.jsonl.zst", f"blob/{photo(b'jpeg').sha256}", "end.json"]
    assert lines[1:] == sent[0].bodies
    assert json.loads(lines[0])["dev"] == sender.keys.device


def test_the_same_contents_are_the_same_bytes_before_sealing(sender: Office, tmp_path: Path) -> None:
    sent = chain(sender, [body(n) for n in range(50)])
    one, two = (inside(bundle(tmp_path / f"{n}.codi", sender, sent, [photo(b"x")]).path, sender) for n in range(2))
    assert one == two


def test_a_limit_cuts_into_parts_that_each_hold_something(sender: Office, tmp_path: Path) -> None:
    draw = random.Random(1)
    sent = chain(sender, [body(n, w=draw.randbytes(50).hex()) for n in range(300)], size=50)
    cargo = Cargo(Supply(sent), Supply(sorted(photo(bytes([n]) * 1000) for n in range(40))))
    parts: list[Part] = []
    while not cargo.is_empty():
        path = tmp_path / f"{len(parts)}.codi"
        head = head_of(sender, len(parts) + 1, len(parts) + 1)
        parts.append(
            write_bundle(
                path,
                head,
                [],
                cargo,
                recipients=[sender.keys.age_recipient],
                signing_seed=sender.keys.signing_seed,
                limit=30_000,
            )
        )
    found = [read(part.path, sender) for part in parts]
    assert all(part.size <= 30_000 for part in parts)
    assert sum(part.changes for part in parts) == 300
    assert [part.more for part in parts] == [True] * (len(parts) - 1) + [False]
    assert [each.end.more for each in found] == [part.more for part in parts]
    assert all(each.end.segments + each.end.photos for each in found)
    with_photos = [number for number, each in enumerate(found) if each.end.photos]
    assert not any(each.end.segments for each in found[with_photos[0] + 1 :]), "records come before photos"


def test_nobody_else_opens_it(sender: Office, tmp_path: Path) -> None:
    path = bundle(tmp_path / "ก.codi", sender, chain(sender, [body(1)])).path
    for look in (
        lambda: peek(path, Office("x", "tambon", "1").keys.age_identity),
        lambda: read(path, Office("x", "", "1")),
    ):
        with pytest.raises(NotForThisMachine):
            look()


def test_more_receivers_than_readers_accept_are_refused(sender: Office, tmp_path: Path) -> None:
    many = [Office(str(n), "tambon", "190406") for n in range(MOST_RECIPIENTS)]
    with pytest.raises(TooManyReceivers):
        bundle(tmp_path / "ก.codi", sender, to=many)
    assert list(tmp_path.iterdir()) == []
    read(bundle(tmp_path / "ก.codi", sender, to=many[1:]).path, many[1])


def test_a_photo_that_changes_while_it_is_written_leaves_no_file(sender: Office, tmp_path: Path) -> None:
    real = photo(b"0123456789")
    for shown in (b"012345678", b"0123456789+", b"0123456780"):
        with pytest.raises(ValueError, match="blob"):
            bundle(tmp_path / "ก.codi", sender, [], [Photo(real.sha256, real.size, lambda shown=shown: (shown,))])  # type: ignore[misc]
    assert list(tmp_path.iterdir()) == []


def test_what_reads_back_differently_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(ReadBackDiffers):
        write_new(tmp_path / "a", lambda out: str(out.write(b"x")))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("has_links", [True, False], ids=["disk", "fat"])
def test_an_existing_file_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    if not has_links:
        monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a.codi").write_bytes(b"old")
    for number in range(3):
        content = bytes([number])
        write_new(tmp_path / "a.codi", lambda out, c=content: (out.write(c), hashlib.sha256(c).hexdigest())[1])  # type: ignore[misc]
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert kept == {"a.codi": b"old", "a (2).codi": b"\0", "a (3).codi": b"\1", "a (4).codi": b"\2"}


def test_everything_is_flushed_before_it_is_read_back_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sender: Office
) -> None:
    done: list[str] = []

    def noting(step: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any) -> Any:
            done.append(step)
            return real(*given)

        return noted

    monkeypatch.setattr(os, "fsync", noting("flush", os.fsync))
    monkeypatch.setattr(durable, "_read_back", noting("read", durable._read_back))
    monkeypatch.setattr(durable, "_place", noting("name", durable._place))
    bundle(tmp_path / "ก.codi", sender)
    assert done == ["flush", "read", "name", "flush"]


@pytest.mark.skipif(not shutil.which("age"), reason="the age program is not installed")
def test_the_age_program_opens_it(sender: Office, tmp_path: Path) -> None:
    path = bundle(tmp_path / "ก.codi", sender, chain(sender, [body(1)])).path
    (tmp_path / "key").write_text(sender.keys.age_identity)
    out = subprocess.run(["age", "-d", "-i", tmp_path / "key", path], capture_output=True, check=True)
    assert out.stdout == inside(path, sender)


def test_a_log_member_is_what_a_segment_was(sender: Office, tmp_path: Path) -> None:
    sent = chain(sender, [body(n) for n in range(10)])
    plain = inside(bundle(tmp_path / "ก.codi", sender, sent).path, sender)
    assert unpack(dict(members_of(plain))["log/00001.jsonl.zst"]) == sent[0]
