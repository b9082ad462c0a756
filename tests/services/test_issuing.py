"""A paper is numbered once, says what the records said, and can be checked by anybody."""

import contextlib
import json
import shutil
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from codi_desktop.documents.render import NoCodeFound, page_images, read_code
from codi_desktop.documents.worker import PrintingCancelled
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.issued_document import IssuedDocument
from codi_desktop.services import _certificate_facts, editing, issuing, money, repairing
from codi_desktop.services._document_token import KINDS, NotAToken, Token, facts_digest, key_id, read_token
from codi_desktop.store.machine import Machine
from codi_desktop.store.store import Store
from codi_desktop.sync import identity
from tests.services.repaired import TAMBON, council, inspected, picture, surveyed

CERTIFICATE = issuing.CERTIFICATE


def text_of(pdf: Path | bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def issue(store: Store, *houses: HouseRepair, out: Path, thai_numerals: bool = False) -> issuing.IssuedBatch:
    return issuing.issue(store, CERTIFICATE, [house.id for house in houses], out=out, thai_numerals=thai_numerals)


def other_machine(folder: Path, scope: str = "19") -> Store:
    """A province's machine that has never heard of the tambon."""
    folder.mkdir()
    made = Machine.new(name="เครื่องจังหวัด", level="province", scope=scope, person="ส", signing_seed=b"p" * 32)
    return Store.create(folder, bytes(32), made)


def test_a_certificate_collects_what_the_records_say(store: Store) -> None:
    council(store)
    house = inspected(store)
    facts = _certificate_facts.collect(store, house)
    assert facts.owner == "นางสังเวียน เพิ่มพูน"
    assert facts.council == "สภาองค์กรชุมชนตำบลเจริญธรรม"
    assert facts.seat.replace("\u00a0", " ") == "อำเภอวิหารแดง จังหวัดสระบุรี"
    address = facts.address.replace("\u00a0", " ")
    assert address == "บ้านเลขที่ 47/2 หมู่ที่ 6 ตำบลเจริญธรรม อำเภอวิหารแดง จังหวัดสระบุรี 18150"
    assert facts.work_done == "ซ่อมหลังคา"
    assert (facts.programme, facts.fiscal_year) == ("โครงการบ้านพอเพียง", 2565)
    assert facts.inspection is not None
    assert (facts.inspection.count, facts.inspection.day) == (3, date(2022, 9, 2))
    assert facts.before is not None
    assert facts.before.taken == date(2022, 7, 12)
    assert facts.after is not None
    assert facts.day == date(2022, 9, 4)


def test_the_money_table_shows_what_each_partner_gave_and_labour_as_days_times_rate(store: Store) -> None:
    shares = _certificate_facts.collect(store, inspected(store)).shares
    assert [(share.partner, share.what, share.amount_satang) for share in shares] == [
        ("สถาบันพัฒนาองค์กรชุมชน (พอช.)", "ไม้", 1_790_050),
        ("อบต.เจริญธรรม", "วัสดุ: ปูน ทราย", 685_050),
        ("ช่างชุมชน", "แรงงาน 16 วัน × 300 บาท", 480_000),
    ]


def test_a_cancelled_entry_and_a_mere_plan_are_not_on_the_certificate(store: Store) -> None:
    house = inspected(store)
    gift = money.enter(store, house.id, phase="received", source="company", amount_satang=100, partner_name="ร้าน")
    money.enter(store, house.id, phase="planned", source="msdhs", amount_satang=999, partner_name="พมจ.")
    money.void(store, gift.ids[0], "ผิดหลัง")
    partners = {share.partner for share in _certificate_facts.collect(store, house).shares}
    assert partners == {"สถาบันพัฒนาองค์กรชุมชน (พอช.)", "อบต.เจริญธรรม", "ช่างชุมชน"}


def test_money_received_as_cash_and_spent_on_materials_is_counted_once(store: Store) -> None:
    house = surveyed(store)
    for source, partner in (("CODI", ""), ("company", "ร้านเจริญธรรม")):
        money.enter(store, house.id, phase="received", source=source, amount_satang=1_800_000, partner_name=partner)
        money.enter(
            store, house.id, phase="spent", source=source, form="materials", amount_satang=1_700_000,
            partner_name=partner, what="ไม้", receipt_no="1",
        )  # fmt: skip
    shares = _certificate_facts.collect(store, house).shares
    assert [(share.partner, share.amount_satang) for share in shares] == [
        ("สถาบันพัฒนาองค์กรชุมชน (พอช.)", 1_700_000),  # the rest goes back
        ("ร้านเจริญธรรม", 1_800_000),
    ]


def test_signatures_follow_the_order_that_the_council_chose(store: Store) -> None:
    house = inspected(store)
    store.set_setting(_certificate_facts.ORDER_SETTING, ["receiver", "giver"])
    signatures = _certificate_facts.collect(store, house).signatures
    assert [(s.name, s.capacity) for s in signatures] == [
        ("นางสังเวียน เพิ่มพูน", "ผู้รับมอบ"),
        ("นายสาโรช มีภู่", "ผู้ส่งมอบ"),
    ]


def test_an_acting_capacity_stands_under_the_signature(store: Store) -> None:
    from codi_desktop.records.person import Person
    from codi_desktop.records.person_role import PersonRole

    body = council(store)
    person = Person.new(TAMBON, prefix="นาย", first_name="สาโรช", last_name="มีภู่", citizen_id_missing="ไม่มี")
    role = PersonRole.new(TAMBON, person=person.id, organisation=body.id, role="chair", acting="acting")
    editing.save(store, [person, role])
    giver = _certificate_facts.collect(store, inspected(store)).signatures[0]
    assert (giver.name, giver.acting) == ("นายสาโรช มีภู่", "รักษาการ")


def test_an_issued_certificate_has_a_number_a_frozen_record_and_its_own_file(store: Store, tmp_path: Path) -> None:
    council(store)
    house, out = inspected(store), tmp_path / "ใบส่งมอบ.pdf"
    paper = issue(store, house, out=out).papers[0]
    assert paper.number == f"สอช.จธ. 001-{store.machine.code}/2565"
    record = store.get(IssuedDocument, paper.id)
    assert (record.house, record.print_count, record.day) == (house.id, 1, "2022-09-04")
    assert record.facts["owner"] == "นางสังเวียน เพิ่มพูน"
    assert store.photos.read(record.pdf) == out.read_bytes()
    assert "พิมพ์ครั้งที่ 1" in text_of(out)
    assert read_code(out) == record.code == paper.token


def test_numbers_run_on_and_two_machines_never_give_the_same(store: Store, tmp_path: Path) -> None:
    houses = [inspected(store, name) for name in ("ก", "ข")]
    batch = issue(store, *houses, out=tmp_path / "a.pdf")
    third = issue(store, inspected(store, "ค"), out=tmp_path / "b.pdf")
    code = store.machine.code
    assert [paper.number for paper in (*batch.papers, *third.papers)] == [f"00{n}-{code}/2565" for n in (1, 2, 3)]
    assert store.machine.reincarnated().code != code


def test_a_copied_machine_numbers_its_papers_apart_from_the_first(store: Store, tmp_path: Path) -> None:
    house = inspected(store)
    store.close()
    shutil.copytree(store.folder, tmp_path / "copy")
    numbers: list[str | None] = []
    for folder in (store.folder, tmp_path / "copy"):
        with Store.open(folder, bytes(range(32))) as one:
            batch = issue(one, one.get(HouseRepair, house.id), out=tmp_path / f"{len(numbers)}.pdf")
            numbers += [record.number for record in issuing.issued_for(one, house.id)]
            assert batch
    assert len(set(numbers)) == 2


def test_a_void_paper_keeps_its_number(store: Store, tmp_path: Path) -> None:
    first = issue(store, inspected(store), out=tmp_path / "a.pdf").papers[0]
    issuing.void(store, first.id, why="ชื่อผิด")
    second = issue(store, inspected(store, "บุญเงิน"), out=tmp_path / "b.pdf").papers[0]
    assert second.number.startswith("002-")


def test_a_batch_keeps_each_paper_by_itself(store: Store, tmp_path: Path) -> None:
    houses = [inspected(store, name) for name in ("สังเวียน", "บุญเงิน")]
    batch = issue(store, *houses, out=tmp_path / "a.pdf")
    for paper in batch.papers:
        pdf = store.photos.read(store.get(IssuedDocument, paper.id).pdf)
        assert len(page_images(pdf, 20)) == 1
        assert read_code(pdf) == paper.token


def test_a_house_before_its_inspection_gets_a_draft_only(store: Store, tmp_path: Path) -> None:
    house = surveyed(store)
    with pytest.raises(issuing.NotReady):
        issue(store, house, out=tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()
    draft = issuing.preview(store, CERTIFICATE, house.id, thai_numerals=False)
    assert "ยังไม่ออกเลขที่" in text_of(draft)
    with pytest.raises(NoCodeFound):
        read_code(draft)
    assert store.count(IssuedDocument.select()) == 0


def test_a_house_has_one_certificate_that_holds(store: Store, tmp_path: Path) -> None:
    house = inspected(store)
    first = issue(store, house, out=tmp_path / "a.pdf").papers[0]
    with pytest.raises(issuing.AlreadyIssued, match=first.number):
        issue(store, house, out=tmp_path / "b.pdf")


def test_a_print_that_is_stopped_takes_no_number_and_leaves_no_file(store: Store, tmp_path: Path) -> None:
    house, out = inspected(store), tmp_path / "papers" / "a.pdf"
    with pytest.raises(PrintingCancelled):
        issuing.issue(store, CERTIFICATE, [house.id], out=out, cancelled=lambda: True)
    assert store.count(IssuedDocument.select()) == 0
    assert list(out.parent.iterdir()) == []


def test_progress_is_told_for_each_paper(store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    issuing.issue(
        store, CERTIFICATE, [inspected(store).id], out=tmp_path / "a.pdf", progress=lambda *step: told.append(step)
    )
    assert told[-1] == (1, 1)


def test_a_reprint_has_the_same_number_and_the_facts_of_then(store: Store, tmp_path: Path) -> None:
    house = inspected(store)
    paper = issue(store, house, out=tmp_path / "a.pdf").papers[0]
    changed = store.get(HouseRepair, house.id)
    changed.fill({"work_done": "ทำอย่างอื่นไปแล้ว"})
    editing.save(store, changed)
    issuing.reprint(store, [paper.id], out=tmp_path / "b.pdf")
    told = text_of(tmp_path / "b.pdf")
    assert "พิมพ์ครั้งที่ 2" in told
    assert "อย่างอื่น" not in told
    assert read_code(tmp_path / "b.pdf") == paper.token
    assert store.get(IssuedDocument, paper.id).print_count == 2


def test_a_correction_voids_the_old_paper_and_each_names_the_other(store: Store, tmp_path: Path) -> None:
    house = inspected(store)
    old = issue(store, house, out=tmp_path / "a.pdf").papers[0]
    corrected = store.get(HouseRepair, house.id)
    corrected.fill({"plate_no": "ป.12"})
    editing.save(store, corrected)
    new = issuing.void_and_reissue(store, old.id, why="ลืมเลขป้าย", out=tmp_path / "b.pdf", thai_numerals=False).papers[0]
    before, after = store.get(IssuedDocument, old.id), store.get(IssuedDocument, new.id)
    assert (before.void_reason, before.replaced_by, after.replaces) == ("ลืมเลขป้าย", new.id, old.id)
    assert new.number.startswith("002-")
    assert "ป.12" in text_of(tmp_path / "b.pdf")
    found = issuing.verify(store, tmp_path / "a.pdf")
    assert not found.good
    assert any(new.number in problem for problem in found.problems)
    assert issuing.verify(store, tmp_path / "b.pdf").good


def test_a_paper_can_be_made_void_once(store: Store, tmp_path: Path) -> None:
    paper = issue(store, inspected(store), out=tmp_path / "a.pdf").papers[0]
    issuing.void(store, paper.id, why="ชื่อผิด")
    with pytest.raises(issuing.AlreadyVoid):
        issuing.void(store, paper.id, why="อีกครั้ง")


def test_a_paper_in_order_verifies_from_its_file_a_photo_of_it_and_its_text(store: Store, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    paper = issue(store, inspected(store), out=out).papers[0]
    photo = tmp_path / "photo.png"
    page = page_images(out, 150)[0]
    Image.frombytes("RGB", (page.width, page.height), page.rgb).rotate(4, expand=True, fillcolor="#777").save(photo)
    for given in (out, str(out), photo, paper.token, f" {paper.token.lower()} "):
        found = issuing.verify(store, given)
        assert (found.good, found.number, found.day) == (True, paper.number, date(2022, 9, 4))
        assert found.amount_satang == 1_790_050 + 685_050 + 480_000
        assert found.signer == store.machine.name


def test_every_changed_letter_of_a_code_is_noticed(store: Store, tmp_path: Path) -> None:
    token = issue(store, inspected(store), out=tmp_path / "a.pdf").papers[0].token
    for place in range(3, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with contextlib.suppress(NotAToken):
            assert not issuing.verify(store, changed).good


def test_a_copy_that_knows_the_machine_by_its_certificate_verifies_without_the_record(
    store: Store, tmp_path: Path
) -> None:
    token = issue(store, inspected(store), out=tmp_path / "a.pdf").papers[0].token
    with other_machine(tmp_path / "จังหวัด") as province:
        stranger = issuing.verify(province, token)
        assert not stranger.good
        assert any(TAMBON in problem for problem in stranger.problems)
        keys = identity.Keys(province.machine.signing_seed, province.machine.device, "", "")
        root = identity.self_certificate(keys, name="จังหวัด", level="province", scope="19", prefixes=("19",))
        trust = identity.Trust(province.machine.device, [root])
        device = store.machine.device
        request = identity.Request(
            sub=device, enc="", name="เครื่องตำบล", level="tambon", scope=TAMBON, person="", iss=device, iat=0
        )
        for statement in (root, identity.issue(keys.signing_seed, request, (TAMBON,), ca=False, trust=trust)):
            province.add_certificate(statement.id, statement.body, statement.signature)
        found = issuing.verify(province, token)
        assert (found.good, found.signer) == (True, "เครื่องตำบล")
        assert found.remarks


def test_a_code_signed_for_other_facts_does_not_fit_the_record(store: Store, tmp_path: Path) -> None:
    paper = issue(store, inspected(store), out=tmp_path / "a.pdf").papers[0]
    token = read_token(paper.token)
    forged = replace(token, facts=facts_digest({"owner": "คนอื่น"}, "salt")).signed(store.machine.signing_seed)
    assert not issuing.verify(store, forged).good


def test_the_code_holds_no_personal_data(store: Store, tmp_path: Path) -> None:
    paper = issue(store, inspected(store), out=tmp_path / "a.pdf").papers[0]
    record = store.get(IssuedDocument, paper.id)
    assert "สังเวียน".encode() not in read_token(paper.token).body
    assert facts_digest(record.facts, "").hex() != record.digest
    assert len(paper.token) <= 178  # the alphanumeric room of a version 7-M code


def test_frozen_facts_come_back_as_they_were(store: Store) -> None:
    council(store)
    facts = replace(_certificate_facts.collect(store, inspected(store)), number="1", day=date(2022, 9, 4))
    frozen = json.loads(json.dumps(_certificate_facts.frozen(store, facts)))
    assert _certificate_facts.thawed(store, frozen) == facts


def test_a_logo_of_the_council_is_printed(store: Store) -> None:
    logo = store.photos.add(BytesIO(picture("#123456")))
    council(store, logo=logo)
    assert _certificate_facts.collect(store, surveyed(store)).logo == picture("#123456")


def test_a_house_moves_to_handed_over_with_its_certificate(store: Store, tmp_path: Path) -> None:
    house = inspected(store)
    with pytest.raises(repairing.StepRefused):
        repairing.take_step(store, house.id, "handed_over", day=date(2022, 9, 4))
    issue(store, house, out=tmp_path / "a.pdf")
    repairing.take_step(store, house.id, "handed_over", day=date(2022, 9, 4))
    assert store.get(HouseRepair, house.id).step == "handed_over"


@pytest.mark.parametrize("text", ["", "HB1", "HB1AAAA", "https://example.org", "HB1" + "A" * 170, "HB2" + "B" * 100])
def test_something_else_is_not_taken_for_a_code(text: str) -> None:
    with pytest.raises(NotAToken):
        read_token(text)


def test_a_token_reads_back_what_was_signed() -> None:
    token = Token(KINDS[0], key_id(bytes(32)), date(2022, 9, 4), 2_275_000, TAMBON, "001-ABC/2565", bytes(12))
    text = token.signed(bytes(32))
    read = read_token(text)
    assert replace(read, signature=b"") == token
    assert read.is_signed_by(identity.to_bytes(identity.device_of(bytes(32))))
    assert not read.is_signed_by(identity.to_bytes(identity.device_of(b"x" * 32)))
    with pytest.raises(NotAToken):
        read_token(text.removeprefix("HB1"))
