"""A bundle of every released format stays here for ever, with the machine that it was written for.

`python tests/sync/test_released_formats.py` wrote them; a file that lies here is never written again.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from codi_desktop.records.household import Household
from codi_desktop.records.person import Person
from codi_desktop.records.photo import Photo
from codi_desktop.services import exchanging, machines
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store
from codi_desktop.sync.bundle import FORMAT

RELEASED = Path(__file__).parent / "released"
PICTURE = b"bytes that stand for a picture"


@pytest.mark.parametrize("name", sorted(file.stem for file in RELEASED.glob("*.json")))
def test_a_bundle_of_a_released_format_is_read_for_ever(name: str, tmp_path: Path) -> None:
    told = json.loads((RELEASED / f"{name}.json").read_text("utf-8"))
    with Store.create(tmp_path / "province", None, Machine.from_kept(told["machine"])) as province:
        for number, (body, signature) in enumerate(told["certificates"]):
            province.add_certificate(f"kept-{number}", body, signature)

        taken = exchanging.take_in(province, RELEASED / f"{name}.codi")

        assert (taken.received.new, taken.received.quarantined, taken.photos) == tuple(told["taken"])
        for record_id, values in told["records"].items():
            assert {
                name: value for name, value in province.by_id(record_id).values().items() if name in values
            } == values
        assert province.photos.read(told["photo"]) == PICTURE
        assert not province.check(deep=True)


def test_there_is_a_bundle_of_the_present_format_and_one_with_sealed_fields() -> None:
    assert (RELEASED / f"format-{FORMAT}.codi").exists()
    assert (RELEASED / f"format-{FORMAT}-sealed.codi").exists()


def _write(folder: Path, name: str) -> None:
    """Make two machines, let the one join the other, and keep what it sends."""
    with (
        machines.make_machine(folder / "p", "จังหวัดสระบุรี", "province", "19", "สมหญิง ใจดี") as province,
        machines.make_machine(folder / "t", "ตำบลเจริญธรรม", "tambon", "190406", "สมหญิง ใจดี") as tambon,
    ):
        machines.finish(tambon, machines.accept(province, machines.request(tambon), folder).path)
        household = Household.new("190406", house_number="12/3", moo=5)
        tambon.save(household)
        household.house_number = "12/4"
        tambon.save(household)
        attachment = tambon.photos.add(PICTURE)
        photo = Photo.new("190406", house="190406.H", stage="before", caption="น้ำท่วมถึงพื้น", attachment=attachment)
        tambon.save(photo)
        told: dict[str, Any] = {
            "machine": province.machine.kept(),
            "certificates": province.certificates(),
            "records": {r.id: {k: v for k, v in r.values().items() if v is not None} for r in (household, photo)},
            "photo": attachment,
            "taken": [3, 0, 1],
        }
        if name != f"format-{FORMAT}":  # sealed fields came later: a person whose name opens, and whose id is masked
            person = Person.new("190406", first_name="สังเวียน", citizen_id="1101700207030")
            tambon.save(person)
            told["records"][person.id] = {"first_name": "สังเวียน", "citizen_id": "x-xxxx-xxxxx-03-0"}
            told["taken"] = [4, 0, 1]
        written = exchanging.write_bundle_for(tambon, province.machine.device, folder)
        (RELEASED / f"{name}.codi").write_bytes(written.path.read_bytes())
        (RELEASED / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    for wanted in (f"format-{FORMAT}", f"format-{FORMAT}-sealed"):
        if not (RELEASED / f"{wanted}.codi").exists():  # what is released stays as it is
            with tempfile.TemporaryDirectory() as made:
                _write(Path(made), wanted)
