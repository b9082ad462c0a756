"""The demonstration plays, proves itself, and invents nothing about the people of the news."""

from pathlib import Path

import pytest
from PIL import Image

from codi_desktop.cli import demo
from codi_desktop.records.household import Household
from codi_desktop.records.money_entry import MoneyEntry
from codi_desktop.records.person import Person
from codi_desktop.services import exchanging, issuing, machines, opening
from codi_desktop.store.store import live
from tests.cli.conftest import Run


def test_the_story_is_played_and_proved_on_three_machines(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "สาธิต"
    said = run("demo", "--out", out, "--json")
    assert said.code == 0, said.err
    *steps, end = said.objects
    assert len(steps) == end["steps"] >= 38
    for picture in (
        "papers/certificate-1.png",
        "papers/certificate-2.png",
        "pictures/province.png",
        "pictures/region.png",
    ):
        with Image.open(out / picture) as opened:
            assert opened.height > 1000
    assert len([*out.glob("p*/*.png")]) == 4
    with opening.open_store(out / "machines" / "tambon", demo._PASSPHRASE) as tambon:
        assert issuing.verify(tambon, out / "papers" / "certificate-2.png").good
        bundles = exchanging.bundles_in(tambon, out / "stick")
        assert sum(bundle.for_us for bundle in bundles) >= 2
        people = tambon.rows(live(Person))
        named = {person.title() for person in people}
        assert named == {"นางสังเวียน เพิ่มพูน", "นางบุญเงิน นามโคตร", "นายสาโรช มีภู่", "นางพรรณทิพา ฤทธิ์แก้ว"}
        assert all(person.citizen_id is None and person.citizen_id_missing for person in people)
        assert all(person.phone is None and person.born_on is None for person in people)
        assert all(home.house_number is None and home.moo is None for home in tambon.rows(live(Household)))
        assert all("ตัวอย่าง" in entry.note for entry in tambon.rows(live(MoneyEntry)))
    again = run("demo", "--out", out)
    assert again.code == 2


def test_what_does_not_come_out_as_it_must_ends_the_story(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines, "own_words", lambda _store: ("ผิด",) * 4)
    said = run("demo", "--out", tmp_path / "x")
    assert (said.code, said.out) == (1, "")
