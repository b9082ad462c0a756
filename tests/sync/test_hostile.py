"""Bundles that no program of this format writes. Each is refused within half a second, and nothing is kept."""

import hashlib
import json
import os
import resource
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyrage
import pytest
import zstandard

from codi_desktop.errors import CodiError
from codi_desktop.services import exchanging
from codi_desktop.services.exchanging import UnknownSigner
from codi_desktop.store.receiving import SegmentForged
from codi_desktop.store.store import Store
from codi_desktop.sync import ustar
from codi_desktop.sync.bundle import End, Head, pack, write_end, write_json, write_statements
from codi_desktop.sync.change import Segment
from codi_desktop.sync.identity import StatementForged, recipient_of, sign, verify
from codi_desktop.sync.sealing import BundleDamaged, NewerFormat, NotABundle
from tests.services.offices import Offices, changes, files, offices
from tests.sync.parcels import Office, body, chain, head_of, members_of, photo, tar_of

SECONDS, MEGABYTES = 0.5, 100


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    before = os.environ.get("PYTHON_KEYRING_BACKEND")
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with offices(tmp_path_factory.mktemp("tree")) as made:
        yield made
    if before is None:
        del os.environ["PYTHON_KEYRING_BACKEND"]


@pytest.fixture
def province(tree: Offices) -> Store:
    return tree.province


@pytest.fixture
def insider(tree: Offices) -> Office:
    """The tambon's own keys, in the hands of somebody who does not use our program."""
    machine, office = tree.tambon.machine, Office("ตำบลเจริญธรรม", "tambon", "190406")
    office.keys = type(office.keys)(
        machine.signing_seed, machine.device, machine.age_identity, recipient_of(machine.age_identity)
    )
    return office


def sealed(plain: bytes, store: Store, path: Path) -> Path:
    key = pyrage.x25519.Recipient.from_str(recipient_of(store.machine.age_identity))
    path.write_bytes(pyrage.encrypt(plain, [key]))
    return path


def parts(sender: Office, segments: list[Segment] | None = None, head: Head | None = None) -> list[tuple[str, bytes]]:
    """Make the members of a bundle up to its end."""
    logs = chain(sender, [body(1)]) if segments is None else segments
    return [
        ("head.json", write_json(head or head_of(sender))),
        ("certs.json", write_statements([])),
        *((f"log/{n:05d}.jsonl.zst", pack(each)) for n, each in enumerate(logs, 1)),
    ]


def ended(content: list[tuple[str, bytes]], sender: Office, **more: Any) -> bytes:
    """Write members and a true end, as strictly as the program does."""
    listed = [(name, len(raw), hashlib.sha256(raw).hexdigest()) for name, raw in content]
    logs, blobs = (sum(name.startswith(kind) for name, _ in content) for kind in ("log/", "blob/"))
    end = End(**{"members": listed, "changes": 1, "segments": logs, "photos": blobs, **more})
    whole = [*content, ("end.json", write_end(end, sender.keys.signing_seed))]
    return b"".join(ustar.header(n, len(c)) + c + ustar.padding(len(c)) for n, c in whole) + ustar.END


def refused(store: Store, path: Path, *why: type[CodiError]) -> None:
    before = (store.digest(), changes(store), files(store.folder), store.bundles(), store.certificates(), store.peers())
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    for attempt in (exchanging.take_in, exchanging.look_at):
        with pytest.raises(why):
            attempt(store, path)
    assert time.perf_counter() - start < 2 * SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024 < MEGABYTES
    after = (store.digest(), changes(store), files(store.folder), store.bundles(), store.certificates(), store.peers())
    assert before == after


def test_an_honest_bundle_made_by_the_same_means_is_taken(province: Store, insider: Office, tmp_path: Path) -> None:
    path = sealed(ended(parts(insider), insider), province, tmp_path / "ก.codi")
    assert exchanging.look_at(province, path).received.new == 1


@pytest.mark.parametrize("content", [b"", b"x", b"SQLite format 3\0" * 99, b"age-encryption.org/v1\n", b"\0" * 70_000])
def test_other_files(province: Store, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ก.codi").write_bytes(content)
    refused(province, tmp_path / "ก.codi", NotABundle, BundleDamaged)


def test_a_later_age_or_bundle_format(province: Store, insider: Office, tmp_path: Path) -> None:
    (tmp_path / "ก.codi").write_bytes(b"age-encryption.org/v2\n-> x\n")
    refused(province, tmp_path / "ก.codi", NewerFormat)
    newer = parts(insider)
    newer[0] = ("head.json", b'{"format":2,"all":"different"}')
    refused(province, sealed(ended(newer, insider), province, tmp_path / "ข.codi"), NewerFormat)


@pytest.mark.parametrize("count", [100, 300, 1000])
def test_too_many_recipients(province: Store, insider: Office, tmp_path: Path, count: int) -> None:
    keys = [pyrage.x25519.Identity.generate().to_public() for _ in range(count)]
    ours = pyrage.x25519.Recipient.from_str(recipient_of(province.machine.age_identity))
    plain = ended(parts(insider), insider)
    (tmp_path / "ก.codi").write_bytes(pyrage.encrypt(plain, [*keys, ours]))
    refused(province, tmp_path / "ก.codi", BundleDamaged)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "head.json/../x",
        "log/1.jsonl.zst",
        "blob/" + "g" * 64,
        "C:\\x",
        "x" * 99,
        "head.JSON",
    ],
)
def test_paths_and_unknown_names(province: Store, insider: Office, tmp_path: Path, name: str) -> None:
    for members in ([(name, b"x")], [*parts(insider), (name, b"x")]):
        refused(province, sealed(ended(members, insider), province, tmp_path / "ก.codi"), BundleDamaged)
        refused(province, sealed(tar_of(members), province, tmp_path / "ข.codi"), BundleDamaged)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.GNUTYPE_LONGNAME]
)
def test_links_and_devices(province: Store, tmp_path: Path, kind: bytes) -> None:
    def change(info: tarfile.TarInfo) -> None:
        info.type, info.linkname, info.size = kind, "/etc/passwd", 0

    plain = tar_of([("head.json", b"")], change)
    refused(province, sealed(plain, province, tmp_path / "ก.codi"), BundleDamaged)


def test_an_owner_a_date_or_a_mode_in_a_header(province: Store, insider: Office, tmp_path: Path) -> None:
    def owner(info: tarfile.TarInfo) -> None:
        info.uname = "root"

    def mode(info: tarfile.TarInfo) -> None:
        info.mode = 0o4755

    for change in (owner, mode):
        plain = tar_of(members_of(ended(parts(insider), insider)), change)
        refused(province, sealed(plain, province, tmp_path / "ก.codi"), BundleDamaged)


def test_a_bomb_in_a_log(province: Store, insider: Office, tmp_path: Path) -> None:
    squeezed = zstandard.ZstdCompressor(level=19).compress(bytes(1 << 28))
    stream = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    unsized = stream.compress(bytes(1 << 26)) + stream.flush()
    for bomb in (squeezed, unsized, squeezed[:40], b""):
        members = parts(insider)
        members[2] = (members[2][0], bomb)
        refused(province, sealed(ended(members, insider), province, tmp_path / "ก.codi"), BundleDamaged)


def test_a_member_larger_than_its_kind_may_be(province: Store, insider: Office, tmp_path: Path) -> None:
    plain = ustar.header("head.json", 5 << 20) + bytes(5 << 20)
    refused(province, sealed(plain, province, tmp_path / "ก.codi"), BundleDamaged)
    for place in (0, 1):
        members = parts(insider, [])
        members[place] = (members[place][0], members[place][1] + b" " * (5 << 20))
        refused(province, sealed(ended(members, insider), province, tmp_path / "ก.codi"), BundleDamaged)
    lies = ustar.header("head.json", 8**11 - 1) + b"{"
    refused(province, sealed(lies, province, tmp_path / "ก.codi"), BundleDamaged)


DEEP = b'{"a":' * 200_000 + b"1" + b"}" * 200_000


@pytest.mark.parametrize("member", [0, 1])
@pytest.mark.parametrize("content", [DEEP, b"[" * 1_000_000, b"\xff\xfe", b"null", b"{}", b'{"format":"1"}'])
def test_deep_or_broken_json(province: Store, insider: Office, tmp_path: Path, member: int, content: bytes) -> None:
    members = parts(insider)
    members[member] = (members[member][0], content)
    refused(province, sealed(ended(members, insider), province, tmp_path / "ก.codi"), BundleDamaged)


@pytest.mark.parametrize(
    "content", [DEEP, b"null", b"{}", b'{"body":"{}","sig":""}', b'{"body":"' + b"[" * 99_999 + b'","sig":"AA"}']
)
def test_a_broken_end(province: Store, insider: Office, tmp_path: Path, content: bytes) -> None:
    whole = [*parts(insider), ("end.json", content)]
    plain = b"".join(ustar.header(n, len(c)) + c + ustar.padding(len(c)) for n, c in whole) + ustar.END
    refused(province, sealed(plain, province, tmp_path / "ก.codi"), BundleDamaged)


def reordered(members: list[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    head, certs, one, two, blob = members
    renamed = ("log/00003.jsonl.zst", two[1])
    yield [certs, head, one, two, blob]
    yield [head, certs, two, one, blob]
    yield [head, certs, one, one, blob]
    yield [head, certs, one, renamed, blob]
    yield [head, certs, one, two, blob, blob]
    yield [head, certs, blob, one, two]
    yield [head, head, certs, one, two]
    yield [head, certs, certs, one, two]
    yield [head, one, two]
    yield [certs]
    yield []


@pytest.mark.parametrize("which", range(11))
def test_members_that_are_swapped_repeated_or_missing(
    province: Store, insider: Office, tmp_path: Path, which: int
) -> None:
    picture = photo(b"jpeg")
    members = [*parts(insider, chain(insider, [body(1), body(2)], size=1)), (f"blob/{picture.sha256}", b"jpeg")]
    wrong = list(reordered(members))[which]
    refused(province, sealed(ended(wrong, insider), province, tmp_path / "ก.codi"), BundleDamaged)


def test_an_end_that_lists_something_else(province: Store, insider: Office, tmp_path: Path) -> None:
    members = parts(insider)
    more: dict[str, Any]
    for more in (
        {"members": []},
        {"segments": 2},
        {"photos": 1},
        {"members": [(n, len(c), "0" * 64) for n, c in members]},
    ):
        refused(province, sealed(ended(members, insider, **more), province, tmp_path / "ก.codi"), BundleDamaged)


def test_an_end_of_another_bundle_or_signer(province: Store, insider: Office, tree: Offices, tmp_path: Path) -> None:
    one, two = ended(parts(insider), insider), ended(parts(insider, chain(insider, [body(2)])), insider)
    exchanged = [*members_of(one)[:-1], members_of(two)[-1]]
    plain = b"".join(ustar.header(n, len(c)) + c + ustar.padding(len(c)) for n, c in exchanged) + ustar.END
    refused(province, sealed(plain, province, tmp_path / "ก.codi"), BundleDamaged)
    stranger = Office("คนแปลกหน้า", "tambon", "190406")
    refused(province, sealed(ended(parts(insider), stranger), province, tmp_path / "ก.codi"), BundleDamaged)


def test_anything_after_the_end(province: Store, insider: Office, tmp_path: Path) -> None:
    plain = ended(parts(insider), insider)
    for more in (b"x", ustar.END, plain):
        refused(province, sealed(plain + more, province, tmp_path / "ก.codi"), BundleDamaged)
    path = sealed(plain, province, tmp_path / "ก.codi")
    path.write_bytes(path.read_bytes() + b"x")
    refused(province, path, BundleDamaged)


def test_a_photo_under_a_wrong_name(province: Store, insider: Office, tmp_path: Path) -> None:
    members = [*parts(insider), ("blob/" + "a" * 64, b"data")]
    refused(province, sealed(ended(members, insider), province, tmp_path / "ก.codi"), BundleDamaged)


def test_a_stranger(province: Store, tmp_path: Path) -> None:
    stranger = Office("คนแปลกหน้า", "tambon", "190406")
    refused(province, sealed(ended(parts(stranger), stranger), province, tmp_path / "ก.codi"), UnknownSigner)


def test_strangers_who_vouch_for_each_other_cost_no_time(province: Store, tmp_path: Path) -> None:
    crowd = [Office(str(n), "province", "19") for n in range(60)]
    said = [one.pretends(two, ca=True) for one in crowd for two in crowd if one is not two]
    members = parts(crowd[0])
    members[1] = ("certs.json", write_statements(said))
    refused(province, sealed(ended(members, crowd[0]), province, tmp_path / "ก.codi"), UnknownSigner)


def certified(members: list[tuple[str, bytes]], *said: Any) -> list[tuple[str, bytes]]:
    return [members[0], ("certs.json", write_statements(said)), *members[2:]]


def test_a_certificate_by_a_machine_that_may_not_certify(province: Store, insider: Office, tmp_path: Path) -> None:
    other = Office("เครื่องปลอม", "tambon", "190406")
    members = certified(parts(other), insider.pretends(other))
    refused(province, sealed(ended(members, other), province, tmp_path / "ก.codi"), UnknownSigner)


def test_a_forged_certificate(province: Store, tree: Offices, insider: Office, tmp_path: Path) -> None:
    other = Office("เครื่องปลอม", "tambon", "190406")
    true = insider.pretends(other)
    said = verify(true)
    forged = sign(
        insider.keys.signing_seed,
        type(said)(**{f: getattr(said, f) for f in said.__struct_fields__} | {"iss": tree.province.machine.device}),
    )
    members = certified(parts(other), forged)
    refused(province, sealed(ended(members, other), province, tmp_path / "ก.codi"), StatementForged)


def test_a_prefix_wider_than_the_issuers(tree: Offices, tmp_path: Path) -> None:
    machine, office = tree.province.machine, Office("จังหวัดสระบุรี", "province", "19")
    office.keys = type(office.keys)(machine.signing_seed, machine.device, machine.age_identity, "")
    other = Office("จังหวัดลพบุรี", "province", "16")
    members = certified(parts(other), office.pretends(other, "16"))
    refused(tree.region, sealed(ended(members, other), tree.region, tmp_path / "ก.codi"), UnknownSigner)


def test_a_segment_outside_the_signers_area_is_set_aside(province: Store, insider: Office, tmp_path: Path) -> None:
    foreign = parts(insider, chain(insider, [body(1)], scope="190407"))
    seen = exchanging.look_at(province, sealed(ended(foreign, insider), province, tmp_path / "ก.codi"))
    assert (seen.received.new, seen.received.quarantined) == (0, 1)
    assert seen.problems


SPOILT: dict[str, Callable[[Segment], Segment]] = {
    "body": lambda s: s._replace(bodies=[s.bodies[0].replace("บ้าน".encode(), "บาน1".encode()), *s.bodies[1:]]),
    "signature": lambda s: s._replace(signature=bytes(64)),
    "previous": lambda s: s._replace(previous=bytes(20)),
    "device": lambda s: s._replace(stream=s.stream._replace(device=Office("x", "", "").keys.device)),
    "scope": lambda s: s._replace(stream=s.stream._replace(scope="190407")),
    "place": lambda s: s._replace(first=2, last=len(s.bodies) + 1),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_segment_that_its_author_did_not_sign(province: Store, insider: Office, tmp_path: Path, how: str) -> None:
    spoilt = [SPOILT[how](each) for each in chain(insider, [body(1), body(2)])]
    path = sealed(ended(parts(insider, spoilt), insider), province, tmp_path / "ก.codi")
    refused(province, path, SegmentForged)


@pytest.mark.parametrize(
    "line",
    [
        b"hello",
        b'{"k":"household","r":"R","t":1,"u":"x","v":1,"b":[],"s":{"note":' + b"[" * 200_000 + b"]" * 200_000 + b"}}",
        body(1, r="190407.R1"),
        body(1, t=2**63),
        body(1, b=["x"] * 100),
        body(1, s=[]),
    ],
    ids=["no json", "deep", "row id that leaves its area", "far time", "many parents", "no fields"],
)
def test_changes_of_an_illegal_form_come_into_no_table(
    province: Store, insider: Office, tmp_path: Path, line: bytes
) -> None:
    path = sealed(ended(parts(insider, chain(insider, [line])), insider), province, tmp_path / "ก.codi")
    start = time.perf_counter()
    seen = exchanging.look_at(province, path)
    assert time.perf_counter() - start < SECONDS
    assert (seen.received.new, seen.received.unread, seen.records) == (0, 1, ())


def test_names_that_look_like_commands_stay_text(province: Store, insider: Office, tmp_path: Path) -> None:
    lines = [
        body(1, k="household; drop table household"),
        body(2, s={"evil'); drop table household;--": 1, "house_number": {"x": [1]}, "moo": 10**40}),
    ]
    path = sealed(ended(parts(insider, chain(insider, lines)), insider), province, tmp_path / "ก.codi")
    assert exchanging.look_at(province, path).received.new == 2
    assert json.dumps(province.check()) == "[]"


@pytest.mark.parametrize("member", ["sig", "prev"])
def test_letters_that_are_no_base64url(province: Store, insider: Office, tmp_path: Path, member: str) -> None:
    content = parts(insider)
    first, _, bodies = zstandard.decompress(content[2][1]).partition(b"\n")
    line = json.loads(first)
    line[member] = line[member][:5] + "*" + line[member][5:]
    content[2] = (content[2][0], zstandard.compress(json.dumps(line).encode() + b"\n" + bodies))
    refused(province, sealed(ended(content, insider), province, tmp_path / "ก.codi"), BundleDamaged)
