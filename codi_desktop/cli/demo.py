"""Play the housing part of the source article on three new machines, for real, and verify every step: demo."""

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from codi_desktop.cli import _story as story
from codi_desktop.cli._parser import Commands
from codi_desktop.cli._session import Session, say
from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.records.person import Person
from codi_desktop.services import exchanging, issuing, machines, opening, privacy, repairing, reporting
from codi_desktop.services.opening import Store


class FolderNotEmpty(CodiError):
    """The demonstration makes its machines anew."""

    message = N_("{folder} is not empty. Name a new folder.")


class StepFailed(CodiError):
    """Something did not come out as it must; a bug, told like a failed check."""

    message = N_("This did not come out as it must: {step}")


@dataclass
class Stage:
    """Where the story is played: three machines, a stick, papers and pictures; and what was shown so far."""

    folder: Path
    session: Session
    region: Store
    province: Store
    tambon: Store
    houses: list[str] = field(default_factory=list)
    shown: int = 0

    def verify(self, sentence: str, *, holds: bool = True, **facts: object) -> None:
        """Tell one step and that it holds; raise StepFailed when it does not."""
        told = gettext(sentence).format(**facts)
        if not holds:
            raise StepFailed(step=told)
        self.shown += 1
        proved = gettext("proved")
        self.session.tell({"step": self.shown, "proved": told}, f"{proved}  {told}")
        sys.stdout.flush()

    @property
    def stick(self) -> Path:
        """The folder that stands for the USB stick."""
        return self.folder / "stick"


def register(commands: Commands) -> None:
    """Add the commands of this file."""
    demo = commands.add("demo", N_("play the source article on three new machines"), _demo)
    demo.add_argument("--out", type=Path, required=True, metavar="DIR")


def _demo(session: Session, chosen: argparse.Namespace) -> int:
    try:
        _play(session, chosen.out)
    except StepFailed as failed:
        say(str(failed))
        return 1
    return 0


def _play(session: Session, folder: Path) -> None:
    began = time.monotonic()
    with _stage(folder, session) as stage:
        for act in (_enrol, _survey, _approve, _repair, _print, _report_home, _keep_private, _look):
            act(stage)
        seconds = f"{time.monotonic() - began:.0f}"
        told = gettext("{count} steps were played and proved in {seconds} seconds. Everything lies in {folder}:")
        places = {
            "machines": gettext("the three machines; open one with --data; the passphrase is “{passphrase}”").format(
                passphrase=_PASSPHRASE
            ),
            "stick": gettext("requests, welcomes and bundles, as they went from hand to hand"),
            "papers": gettext("two handover certificates, as PDF and pictures"),
            "pictures": gettext("how the province and the region stand, as PDF and pictures"),
        }
        lines = [told.format(count=stage.shown, seconds=seconds, folder=stage.folder)]
        lines += [f"  {stage.folder / name}  {what}" for name, what in places.items()]
        session.tell(
            {"out": str(stage.folder), "steps": stage.shown, **{n: str(stage.folder / n) for n in places}},
            "\n".join(lines),
        )


@contextlib.contextmanager
def _stage(folder: Path, session: Session) -> Iterator[Stage]:
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(folder=folder)
    for name in ("machines", "stick", "papers", "pictures"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as opened:

        def machine(name: str, title: str, level: str, area: str, person: str) -> Store:
            made = opening.make_machine(
                folder / "machines" / name, name=title, level=level, area=area, person=person, passphrase=_PASSPHRASE
            )
            return opened.enter_context(made)

        yield Stage(
            folder.resolve(),
            session,
            region=machine("region", "เครื่องสำนักงานภาคกลางและตะวันตก", "region", story.REGION, story.REGION_BODY),
            province=machine("province", "เครื่องจังหวัดสระบุรี", "province", story.PROVINCE, story.PROVINCE_BODY),
            tambon=machine("tambon", "เครื่องสภาฯ ตำบลเจริญธรรม", "tambon", story.TAMBON, story.SECRETARY),
        )


_PASSPHRASE = "บ้านพอเพียง เจริญธรรม วิหารแดง สระบุรี"  # noqa: S105  of machines made for show, named at the end of the story


def _enrol(stage: Stage) -> None:
    """Let the province join the region and the tambon the province, by files and four words."""
    for upper, lower, name in ((stage.region, stage.province, "province"), (stage.province, stage.tambon, "tambon")):
        request = stage.stick / f"{name}.codi-request"
        request.write_bytes(machines.request(lower))
        seen = machines.look_at_request(upper, request)
        stage.verify(
            N_("“{name}” asks to join; both sides read the words: {words}"),
            holds=seen.words == machines.own_words(lower),
            name=lower.machine.name,
            words=" ".join(seen.words),
        )
        welcome = machines.accept(upper, request, stage.stick / f"welcome-{name}.codi")
        offered = machines.welcome_in(lower, welcome.path)
        machines.finish(lower, welcome.path, offered.sender)
        stage.verify(
            N_("“{upper}” accepted “{lower}” for area {area}"),
            holds=lower.machine.root == stage.region.machine.device and offered.area == lower.machine.scope,
            upper=upper.machine.name,
            lower=lower.machine.name,
            area=lower.machine.scope,
        )


def _survey(stage: Stage) -> None:
    """Enter council, houses and proposals at the tambon; take them to the province."""
    story.enter_council(stage.tambon)
    for variant, played in enumerate(story.HOUSES):
        house = story.survey(stage.tambon, played, variant)
        stage.houses.append(house)
        _leave_out_a_step(stage, house)
        story.propose(stage.tambon, house, played)
        stage.verify(
            N_("{house} is surveyed, certified by the forum and proposed"),
            holds=stage.tambon.get(HouseRepair, house).step == "proposed",
            house=stage.tambon.get(HouseRepair, house).title(),
        )
    _carry(stage, stage.tambon, stage.province)
    seen = [stage.province.get(HouseRepair, house).title() for house in stage.houses]
    stage.verify(N_("The province sees both houses: {houses}"), holds=len(seen) == 2, houses=", ".join(seen))


def _leave_out_a_step(stage: Stage, house: str) -> None:
    """Show that a house cannot leave out a step."""
    why = ""
    try:
        repairing.take_step(stage.tambon, house, "proposed", day=story.HANDOVER)
    except repairing.StepRefused as refused:
        why = refused.missing[0].sentence
    stage.verify(N_("A step left out is refused, and it says why: {why}"), holds=bool(why), why=why)


def _approve(stage: Stage) -> None:
    """Let the province decide, and its decision travel back."""
    for house in stage.houses:
        story.approve(stage.province, house)
    _carry(stage, stage.province, stage.tambon)
    for house in stage.houses:
        record = stage.tambon.get(HouseRepair, house)
        approval = repairing.approval(stage.tambon, record)
        stage.verify(
            N_("The province's resolution {number} has come back to the tambon for {house}"),
            holds=record.step == "approved" and approval is not None and approval.valid,
            number=approval.resolution if approval else "",
            house=record.title(),
        )


def _repair(stage: Stage) -> None:
    for variant, (house, played) in enumerate(zip(stage.houses, story.HOUSES, strict=True)):
        story.repair(stage.tambon, house, played, variant)
        record = stage.tambon.get(HouseRepair, house)
        stage.verify(N_("{house} is repaired and inspected"), holds=record.step == "inspected", house=record.title())


def _print(stage: Stage) -> None:
    """Issue both certificates, read their codes back from the page, and hand the houses over."""
    out = stage.folder / "papers" / "certificates.pdf"
    batch = issuing.issue(stage.tambon, issuing.CERTIFICATE, stage.houses, out=out, sample_note=story.PAPER_NOTE)
    for number, (paper, page) in enumerate(zip(batch.papers, reporting.pictures(out, 150), strict=True), 1):
        picture = stage.folder / "papers" / f"certificate-{number}.png"
        picture.write_bytes(page)
        found = issuing.verify(stage.tambon, picture)
        stage.verify(
            N_("Certificate {number} of {owner} was printed; its code was read from the picture and is in order"),
            holds=found.good and found.record == paper.id,
            number=paper.number,
            owner=paper.owner,
        )
    forged = batch.papers[0].token[:60] + "A" * 20 + batch.papers[0].token[80:]
    stage.verify(N_("A forged code is found out"), holds=not _is_good(stage.tambon, forged))
    for house in stage.houses:
        story.hand_over(stage.tambon, house)
        story.close(stage.tambon, house)
        record = stage.tambon.get(HouseRepair, house)
        stage.verify(
            N_("{house} was handed over on 4 September 2565"), holds=record.step == "closed", house=record.title()
        )


def _is_good(store: Store, text: str) -> bool:
    try:
        return issuing.verify(store, text).good
    except issuing.NotAToken:
        return False


def _report_home(stage: Stage) -> None:
    """Carry everything up to the region and back down, until all three know the same."""
    _carry(stage, stage.tambon, stage.province)
    found = issuing.verify(stage.province, stage.folder / "papers" / "certificate-1.png")
    stage.verify(
        N_("The province checks a certificate by itself: signed by “{name}”"), holds=found.good, name=found.signer
    )
    _carry(stage, stage.province, stage.region)
    _carry(stage, stage.region, stage.province)
    _carry(stage, stage.province, stage.tambon)
    digests = {store.digest() for store in (stage.tambon, stage.province, stage.region)}
    stage.verify(
        N_("All three machines hold the same: digest {digest}"), holds=len(digests) == 1, digest=min(digests)[:16]
    )
    for store in (stage.tambon, stage.province, stage.region):
        findings = store.check(deep=True)
        stage.verify(
            N_("The store of “{name}” is whole: log, signatures, tables, photos"),
            holds=not findings,
            name=store.machine.name,
        )


def _keep_private(stage: Stage) -> None:
    """Show that the names of the owners reach the province and no higher."""
    owners = {stage.tambon.get(HouseRepair, house).owner for house in stage.houses}
    read = [stage.province.get(Person, owner).title() for owner in sorted(owners)]
    words = {word for played in story.HOUSES for word in (played.first_name, played.last_name)}
    stage.verify(
        N_("The province reads the owners' names: {names}"),
        holds=all(word in " ".join(read) for word in words),
        names=", ".join(read),
    )
    above = [stage.region.get(Person, owner) for owner in owners]
    houses = [stage.region.get(HouseRepair, house) for house in stage.houses]
    stage.verify(
        N_("The region counts the same houses and reads no name, no phone number and no citizen id"),
        holds=not any(p.first_name or p.last_name or p.phone or p.citizen_id for p in above)
        and not any(house.owner_name or house.house_number for house in houses),
    )
    stage.verify(
        N_("Nowhere in the region's database lies a name of an owner, in that of the province all of them do"),
        holds=not privacy.lying(stage.region, words) and privacy.lying(stage.province, words) == words,
    )


def _look(stage: Stage) -> None:
    """Draw how the province and the region stand."""
    for name, store in (("province", stage.province), ("region", stage.region)):
        asked = reporting.Asked(store.machine.scope, story.THE_DAY_AFTER)
        drawn = reporting.dashboard_pdf(store, asked, remarks=[story.PAPER_NOTE])
        (stage.folder / "pictures" / f"{name}.pdf").write_bytes(drawn)
        for page in reporting.pictures(drawn):
            (stage.folder / "pictures" / f"{name}.png").write_bytes(page)
        table = reporting.report_named("progress").build(store, asked)
        names = [column.name for column in table.columns]
        total = dict(zip(names, table.total or (), strict=True))
        stage.verify(
            N_("“{name}” counts {houses} houses, {done} of them handed over"),
            holds=total["houses"] == total["handed_over"] == 2,
            name=store.machine.name,
            houses=total["houses"],
            done=total["handed_over"],
        )


def _carry(stage: Stage, sender: Store, receiver: Store) -> None:
    """Write a bundle, look at it, take it in, and take it in once more, which must change nothing."""
    written = exchanging.write_bundle_for(sender, receiver.machine.device, stage.stick)
    seen = exchanging.look_at(receiver, written.path)
    before = receiver.digest()
    taken = exchanging.take_in(receiver, written.path)
    after = receiver.digest()
    again = exchanging.take_in(receiver, written.path)
    is_whole = not (taken.received.waiting or taken.received.quarantined or taken.problems)
    stage.verify(
        N_("{file}: {sender} → {receiver}, {changes} changes, {photos} photos, {kilobytes} kB"),
        holds=is_whole and taken.received.new == seen.received.new and taken.photos == seen.photos,
        file=written.path.name,
        sender=sender.machine.name,
        receiver=receiver.machine.name,
        changes=written.changes,
        photos=written.photos,
        kilobytes=-(-written.bytes // 1000),
    )
    stage.verify(
        N_("Taken in twice, it changed the data once"),
        holds=receiver.digest() == after and again.received.new == 0 and (before != after) == bool(taken.received.ids),
    )
