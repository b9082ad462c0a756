"""What the files around the program promise: pins, licences, commands."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PIN = re.compile(
    r"^([a-z0-9.-]+)==(\S+)(?: ; ([^\\]+?))? \\$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?$)+)", re.MULTILINE
)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(lock: str) -> set[str]:
    return {f"{name}=={version}" for name, version, _marker, _hashes in PIN.findall(read(lock))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_nothing_but_pins_with_hashes(lock: str) -> None:
    assert pinned(lock)
    assert not PIN.sub("", read(lock)).strip()


def test_what_is_tested_is_what_is_run() -> None:
    assert pinned(LOCKS[0]) <= pinned(LOCKS[1])


def test_every_requirement_is_pinned() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for_developers = [*asked, *project["dependency-groups"]["dev"]]
    for lock, requirements in zip(LOCKS, [asked, for_developers], strict=True):
        names = {pin.split("==")[0] for pin in pinned(lock)}
        assert {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements} <= names


def test_the_licence_of_every_library_is_told() -> None:
    told = {normal(word) for word in re.findall(r"[\w.-]+", read("LICENSES.md"))}
    names = {pin.split("==")[0].removesuffix("-essentials") for pin in pinned(LOCKS[0])}
    assert names - told == {"setuptools"}, "setuptools installs the program and is no part of it"


def test_every_font_and_icon_and_word_list_has_its_licence_beside_it() -> None:
    for folder in ("fonts", "icons", "words"):
        assert list((ROOT / "resources" / folder).glob("LICENSE-*"))


def test_the_read_me_names_commands_that_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = {word for name in ("README.md", "CONTRIBUTING.md") for word in re.findall(r"make ([a-z]+)[` ]", read(name))}
    assert {"run", "test", "lint", "bench", "soak", "build"} <= named & targets
    assert named - {"is", "in", "the", "and"} <= targets


def test_the_version_is_said_once_more_only_where_python_needs_it() -> None:
    from codi_desktop import __version__

    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == __version__
    assert f"## {__version__}" in read("CHANGELOG.md")


def test_no_file_names_a_registry_of_packages() -> None:
    hosts = re.compile(r"https?://[^ )>\"]*(py" + "pi|pythonhosted|npm" + r"js|/simple)")
    files = [*ROOT.glob("*"), *(ROOT / "tools").glob("*"), *(ROOT / "codi_desktop").rglob("*.py"), ROOT / ".ci/run"]
    assert not [
        path for path in files if path.is_file() and hosts.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
