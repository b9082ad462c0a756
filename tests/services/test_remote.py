"""Bundles through folders and servers, broken off anywhere and gone on with."""

import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from codi_desktop.durable import ReadBackDiffers
from codi_desktop.services import remote
from codi_desktop.services.remote import AddressNotUnderstood, NotLetIn, Remote, RemoteFile, ServerGone, without_secrets


@pytest.fixture(params=["memory", "folder", "webdav"])
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A place of each sort; the server listens on this machine alone."""
    monkeypatch.setattr(remote, "_PIECE", 1000)
    (tmp_path / "served").mkdir()
    if request.param == "memory":
        yield f"memory://{uuid4()}/bundles"
    elif request.param == "folder":
        yield f"file://{tmp_path}/served/bundles"
    else:
        from cheroot.wsgi import Server
        from wsgidav.wsgidav_app import WsgiDAVApp

        settings = {
            "provider_mapping": {"/": str(tmp_path / "served")},
            "simple_dc": {"user_mapping": {"*": {"somchai": {"password": "secret"}}}},
            "verbose": 0,
        }
        monkeypatch.setattr(logging.getLogger("wsgidav"), "level", logging.CRITICAL)
        logging.getLogger("wsgidav.wsgidav_app").setLevel(logging.CRITICAL)
        server = Server(("127.0.0.1", 0), WsgiDAVApp(settings))
        server.prepare()
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield f"webdav://127.0.0.1:{server.bind_addr[1]}/bundles"
        server.stop()
        thread.join()


def reached(address: str) -> Remote:
    return Remote(address, {"auth": ("somchai", "secret")} if address.startswith("webdav") else None)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "190406-1.codi"
    path.write_bytes(bytes(range(256)) * 20)
    return path


class CutOff(Exception):
    """The connection broke."""


def breaking_at(wanted: int) -> Any:
    def progress(done: int, _whole: int) -> None:
        if done >= wanted:
            raise CutOff

    return progress


def test_a_file_goes_there_and_comes_back_unchanged(address: str, file: Path, tmp_path: Path) -> None:
    assert reached(address).listed() == []
    assert reached(address).put(file) == file.name
    assert reached(address).listed() == [RemoteFile(file.name, 5120)]
    (tmp_path / "in").mkdir()
    assert reached(address).get(file.name, tmp_path / "in").read_bytes() == file.read_bytes()
    assert [path.name for path in (tmp_path / "in").iterdir()] == [file.name]


@pytest.mark.parametrize("place", [1000, 3000, 5120])
def test_what_broke_off_goes_on_where_it_stopped(
    address: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    with pytest.raises(CutOff):
        reached(address).put(file, breaking_at(place))
    assert reached(address).listed() == [], "a half file has no name there"
    there = reached(address)
    sent: list[str] = []
    pipe = there._files.pipe_file

    def noting(at: str, piece: bytes) -> None:
        sent.append(at)
        pipe(at, piece)

    with monkeypatch.context() as patch:
        patch.setattr(there._files, "pipe_file", noting)
        there.put(file)
    assert len(sent) == 6 - min(place // 1000 + (place == 5120), 6)
    (tmp_path / "in").mkdir()
    with pytest.raises(CutOff):
        reached(address).get(file.name, tmp_path / "in", breaking_at(place))
    told: list[int] = []
    fetched = reached(address).get(file.name, tmp_path / "in", lambda done, _whole: told.append(done))
    assert fetched.read_bytes() == file.read_bytes()
    assert min(told, default=5120) > min(place, 5119)


def test_a_file_that_is_there_is_never_replaced_and_the_same_is_sent_once(address: str, file: Path) -> None:
    reached(address).put(file)
    assert reached(address).put(file) == "190406-1.codi"
    file.write_bytes(b"another" * 100)
    assert reached(address).put(file) == "190406-1 (2).codi"
    assert [one.size for one in reached(address).listed()] == [700, 5120]


def test_a_piece_that_is_kept_wrongly_is_found_and_all_is_sent_anew(address: str, file: Path) -> None:
    with pytest.raises(CutOff):
        reached(address).put(file, breaking_at(3000))
    there = reached(address)
    (piece, *_) = [one for one in there._files.find(there._folder) if one.endswith("000001")]
    there._files.pipe_file(piece, bytes(1000))
    with pytest.raises(ReadBackDiffers):
        there.put(file)
    assert there.listed() == []
    assert there.put(file) == file.name
    assert there._hash_at(there._at(file.name)) == remote._hash_of(file)


def test_a_wrong_password_and_a_dead_server_are_told_without_secrets(file: Path) -> None:
    pytest.importorskip("webdav4")
    with pytest.raises(ServerGone) as told:
        Remote("webdav://somchai:secret@127.0.0.1:1/x").put(file)
    assert "secret" not in str(told.value)
    with pytest.raises(AddressNotUnderstood):
        Remote("nonsense://x/y")
    assert without_secrets("sftp://a:b@host/x?token=1") == "sftp://host/x"


def test_a_server_that_says_no_or_nothing_is_never_taken_for_an_empty_folder(address: str, file: Path) -> None:
    if not address.startswith("webdav"):
        pytest.skip("asks for no password")
    reached(address).put(file)
    with pytest.raises(NotLetIn):
        Remote(address, {"auth": ("somchai", "wrong")}).listed()
    with pytest.raises(NotLetIn):
        Remote(address, {"auth": ("somchai", "wrong")}).put(file)
    with pytest.raises(ServerGone):
        Remote("webdav://127.0.0.1:1/x").listed()


def test_a_moment_without_connection_replaces_no_file(
    address: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached(address).put(file)
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / file.name
    other.write_bytes(b"another file of the same name")
    place, failed = reached(address), list[str]()
    asked = place._files.info

    def failing_once(path: str, **options: Any) -> Any:
        if path.endswith(file.name) and not failed:
            failed.append(path)
            raise ConnectionResetError
        return asked(path, **options)

    monkeypatch.setattr(place._files, "info", failing_once)
    with pytest.raises(ServerGone):
        place.put(other)
    monkeypatch.undo()
    assert reached(address).listed() == [RemoteFile(file.name, 5120)]


def test_a_server_that_refuses_already_when_it_is_opened_is_told_in_one_sentence() -> None:
    with pytest.raises(ServerGone):
        Remote("ftp://127.0.0.1:1/x")
