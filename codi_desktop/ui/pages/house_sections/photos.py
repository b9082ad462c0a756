"""Photos and condition: before and after side by side, all photos, and how each part of the house is."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QProgressBar, QWidget

from codi_desktop.i18n import gettext, ngettext
from codi_desktop.records._choices import PARTS, STAGES
from codi_desktop.records.house_repair import HouseRepair
from codi_desktop.services import houses
from codi_desktop.services.houses import HouseView, PhotoSeen, PhotosTaken
from codi_desktop.thai.calendar import format_date
from codi_desktop.ui import theme
from codi_desktop.ui.desk import Desk
from codi_desktop.ui.dialogs.photos import AddPhotos, PhotoViewer, missing_words
from codi_desktop.ui.pages.house_sections._conditions import ConditionGrid, PartRow
from codi_desktop.ui.pages.house_sections.images import Images
from codi_desktop.ui.pages.house_sections.section import Acting, FormCard, Section
from codi_desktop.ui.tasks import Progress, Task
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button
from codi_desktop.ui.widgets.card import Card
from codi_desktop.ui.widgets.flow import Flow, clear_layout
from codi_desktop.ui.widgets.notice import Notice
from codi_desktop.ui.widgets.photo import PHOTO_SUFFIXES, PhotoFrame, PhotoPair, dropped_photos

_IN_REPAIR = {"repairing", "inspected", "handed_over", "closed"}


class PhotosSection(Section):
    """Drop files anywhere on it."""

    def __init__(self, desk: Desk, act: Acting, images: Images) -> None:
        super().__init__(desk, act, "photos")
        self._images = images
        self._view: HouseView | None = None
        self._shown: dict[str, PhotoSeen | None] = {"before": None, "after": None}
        self._all_parts = False
        self._house = ""
        self._task: Task | None = None
        self.setAcceptDrops(True)
        self.column.addWidget(self._make_photos())
        self.column.addWidget(self._make_conditions())
        self._hazards = FormCard(
            gettext("Hazards and work"),
            HouseRepair,
            ("hazards", "repair_parts"),
            lambda view: view.house,
            desk,
            act,
            name="hazards",
        )
        self.column.addWidget(self._hazards)
        self.column.addStretch(1)

    def show_house(self, view: HouseView) -> None:
        """Show photos and conditions; all parts while the house is surveyed, so that one can go through them."""
        self._view = view
        if view.house.id != self._house:
            self._house = view.house.id
            self._all_parts = view.house.step == "surveyed"
        self._shown = {"before": _first_before(view.photos), "after": _last_after(view.photos)}
        count = len(view.photos)
        self._all.set_words(ngettext("{n} photo", "All {n} photos", count).format(n=count))
        self._all.setVisible(count > 0)
        if not count:
            self._gallery.hide()
        self._conditions.set_rows(_rows(view, everything=self._all_parts))
        hidden = len(PARTS) - len(_rows(view, everything=False))
        self._more.setVisible(hidden > 0)
        self._more.set_words(gettext("Show fewer parts") if self._all_parts else gettext("Show all parts"))
        self._hazards.show_house(view)
        names = [seen.photo.attachment or "" for seen in view.photos if seen.is_here]
        wanted = (
            names
            if not self._gallery.isHidden()
            else [seen.photo.attachment or "" for seen in self._shown.values() if seen is not None and seen.is_here]
        )
        self._images.want(self, wanted, self._show_images)

    def focus_field(self, name: str) -> None:
        """Go to a part's condition or to the buttons that add photos."""
        part = name.removesuffix("_before").removesuffix("_after")
        if part in PARTS and name != part:
            self._all_parts = True
            if self._view is not None:
                self.show_house(self._view)
            self._conditions.focus_part(part, "after" if name.endswith("_after") else "before")
        elif name in {"hazards", "repair_parts"}:
            self._hazards.focus_field(name)
        elif name == "condition":
            self._conditions.focus_part(next(iter(PARTS)))
        else:
            self._choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take photos."""
        if dropped_photos(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask what the dropped photos show."""
        if paths := dropped_photos(event):
            event.acceptProposedAction()
            self.ask(paths)

    def ask(self, files: Iterable[Path], stage: str = "", part: str = "") -> None:
        """Ask what these files show, and take them in."""
        chosen = sorted(files)
        if not chosen:
            self.desk.say(gettext("There are no photos in this folder."), "warn")
            return
        dialog = AddPhotos(chosen, stage or self._likely_stage(), part, self)
        dialog.chosen.connect(self.take_in)
        dialog.open_fitted()

    def take_in(self, files: list[Path], stage: str, part: str, taken: str | None, keep_original: bool) -> None:
        """Take photos in beside the window, with progress; what was kept so far stays when it is stopped."""
        if self._view is None:
            return
        house_id = self._view.house.id

        def work(store: Any, progress: Progress) -> PhotosTaken:
            return houses.add_photos(
                store, house_id, files, stage, part=part, taken=taken, keep_original=keep_original, progress=progress
            )

        self._running.show()
        self._bar.setValue(0)
        self._task = self.desk.run_long(self, work, self._taken)
        self._task.progress.connect(self._tell_progress)
        self._task.finished.connect(self._ended)

    def _make_photos(self) -> Card:
        card = Card(gettext("Before and after the repair"), name="card-photos")
        self._all = Button("", "link", icon="chevron-right", icon_after=True, room="line", name="all-photos")
        self._all.clicked.connect(self._toggle_gallery)
        card.head.addWidget(self._all)
        self._pair = PhotoPair()
        for stage, frame in (("before", self._pair.before), ("after", self._pair.after)):
            frame.setProperty("stage", stage)
            frame.enlarge.connect(self._enlarge)
            frame.add.connect(self._add_here)
            frame.dropped.connect(self._dropped_here)
        card.body.addWidget(self._pair)
        self._gallery = QWidget()
        self._gallery.setObjectName("gallery")
        self._gallery_grid = QGridLayout(self._gallery)
        self._gallery_grid.setContentsMargins(0, 0, 0, 0)
        self._gallery_grid.setSpacing(theme.current().px(12))
        self._gallery.hide()
        card.body.addWidget(self._gallery)
        card.body.addWidget(self._make_adding())
        self._running = QWidget()
        self._running.setObjectName("photos-running")
        row = QHBoxLayout(self._running)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(12))
        self._told = Label("", "second")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        stop = Button(gettext("Stop"), room="normal", name="stop-photos")
        stop.clicked.connect(self._stop)
        row.addWidget(self._told, 1)
        row.addWidget(self._bar, 1)
        row.addWidget(stop)
        self._running.hide()
        card.body.addWidget(self._running)
        self._refused = Notice("bad")
        self._refused.asked.connect(self._refused.hide)
        self._refused.hide()
        card.body.addWidget(self._refused)
        return card

    def _make_adding(self) -> QWidget:
        holder = QWidget()
        flow = Flow(holder, gap=10)
        self._choose = Button(gettext("Add photos…"), icon="camera", name="add-photos")
        folder = Button(gettext("From a folder…"), icon="folder-open", name="add-folder")
        phone = Button(gettext("From a phone"), "link", icon="info", name="from-phone")
        self._choose.clicked.connect(self._choose_files)
        folder.clicked.connect(self._choose_folder)
        phone.clicked.connect(self._tell_about_phone)
        for button in (self._choose, folder, phone):
            flow.addWidget(button)
        return holder

    def _make_conditions(self) -> Card:
        card = Card(name="card-conditions")
        self._conditions = ConditionGrid()
        self._conditions.changed.connect(self._note_condition)
        card.body.addWidget(self._conditions)
        self._more = Button("", "link", room="line", name="more-parts")
        self._more.clicked.connect(self._toggle_parts)
        card.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _show_images(self, images: dict[str, QImage]) -> None:
        if self._view is None:
            return
        for stage, frame in (("before", self._pair.before), ("after", self._pair.after)):
            _show_in(frame, self._shown[stage], images)
        if not self._gallery.isHidden():
            self._fill_gallery(images)

    def _fill_gallery(self, images: dict[str, QImage]) -> None:
        clear_layout(self._gallery_grid)
        seen_all = self._view.photos if self._view else []
        line = column = 0
        stage = ""
        for seen in seen_all:
            if seen.photo.stage != stage:
                stage = seen.photo.stage or ""
                line, column = line + (1 if column else 0), 0
                title = Label(gettext(STAGES.get(stage, stage)), "strong")
                self._gallery_grid.addWidget(title, line, 0, 1, 3)
                line += 1
            frame = PhotoFrame(_part_word(seen), least_width=120, parent=self._gallery)
            frame.setObjectName(f"photo-{seen.photo.id}")
            frame.setProperty("photo", seen.photo.id)
            frame.enlarge.connect(self._enlarge)
            _show_in(frame, seen, images)
            self._gallery_grid.addWidget(frame, line, column)
            line, column = (line + 1, 0) if column == 2 else (line, column + 1)
        for number in range(3):
            self._gallery_grid.setColumnStretch(number, 1)

    def _toggle_gallery(self) -> None:
        opened = self._gallery.isHidden()
        self._gallery.setVisible(opened)
        self._pair.setVisible(not opened)
        if self._view is not None:
            self.show_house(self._view)

    def _toggle_parts(self) -> None:
        self._all_parts = not self._all_parts
        if self._view is not None:
            self.show_house(self._view)

    def _enlarge(self) -> None:
        if self._view is None:
            return
        frame = self.sender()
        photo_id = frame.property("photo")
        if not photo_id and (seen := self._shown[str(frame.property("stage"))]) is not None:
            photo_id = seen.photo.id
        viewer = PhotoViewer(self.desk, self._view.photos, str(photo_id), self)
        viewer.changed.connect(self._change_photo)
        viewer.removed.connect(self._remove_photo)
        window = self.window()
        viewer.resize(window.width() - 80, window.height() - 60)
        viewer.open()

    def _change_photo(self, photo_id: str, values: dict[str, Any]) -> None:
        def work(store: Any, view: HouseView) -> None:
            if (photo := view.record(photo_id)) is not None:
                houses.change(store, photo, values)

        self.act(work)

    def _remove_photo(self, photo_id: str) -> None:
        def work(store: Any, view: HouseView) -> None:
            if (photo := view.record(photo_id)) is not None:
                houses.remove(store, photo)

        self.act(work, self._removed)

    def _removed(self, _result: None) -> None:
        self.desk.say(gettext("The photo was deleted. History can bring it back."))

    def _note_condition(self, field: str, degree: int | None) -> None:
        self.act(lambda store, view: houses.change(store, view.house, {field: degree}))

    def _likely_stage(self) -> str:
        step = self._view.house.step if self._view else ""
        if step not in _IN_REPAIR:
            return "before"
        return "during" if step == "repairing" and self._shown["after"] is None else "after"

    def _add_here(self) -> None:
        self._pick_files(str(self.sender().property("stage")))

    def _dropped_here(self, files: list[Path]) -> None:
        self.ask(files, str(self.sender().property("stage")))

    def _choose_files(self) -> None:
        self._pick_files("")

    def _pick_files(self, stage: str) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in sorted(PHOTO_SUFFIXES))
        chosen, _ = QFileDialog.getOpenFileNames(
            self, gettext("Choose photos"), self.desk.settings.last_folder, f"{gettext('Photos')} ({kinds})"
        )
        if chosen:
            self.desk.settings.last_folder = str(Path(chosen[0]).parent)
            self.ask([Path(name) for name in chosen], stage)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, gettext("Choose the folder with the photos"), self.desk.settings.last_folder
        )
        if folder:
            self.desk.settings.last_folder = folder
            self.desk.run(self, lambda _store: _photos_in(Path(folder)), self.ask)

    def _tell_about_phone(self) -> None:
        self._refused.show_notice(
            "info",
            gettext("Connect the phone by its cable and allow it to share files. It then appears like a stick."),
            gettext("Choose “From a folder…” and open DCIM, then Camera. No network is needed."),
            links=(("close", gettext("Close")),),
        )
        self._refused.show()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _tell_progress(self, number: int, total: int, name: str) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(number)
        told = gettext("Taking in photo {number} of {total}: {name}")
        self._told.set_text(told.format(number=min(number + 1, total), total=total, name=name))

    def _ended(self) -> None:
        self._running.hide()
        self._task = None

    def _taken(self, taken: PhotosTaken) -> None:
        if taken.kept:
            said = ngettext("{n} photo was added.", "{n} photos were added.", taken.kept)
            self.desk.say(said.format(n=taken.kept))
        if taken.refused:
            told = ngettext("{n} file was not taken in.", "{n} files were not taken in.", len(taken.refused))
            self._refused.show_notice(
                "bad",
                told.format(n=len(taken.refused)),
                "\n".join(taken.refused),
                links=(("close", gettext("Close")),),
            )
        self._refused.setVisible(bool(taken.refused))


def _show_in(frame: PhotoFrame, seen: PhotoSeen | None, images: dict[str, QImage]) -> None:
    if seen is None:
        frame.show_photo(None)
        return
    image = images.get(seen.photo.attachment or "")
    frame.show_photo(image, _caption(seen), missing="" if seen.is_here else missing_words(seen))


def _caption(seen: PhotoSeen) -> str:
    photo = seen.photo
    day = (
        gettext("Taken {day}").format(day=format_date(dt.date.fromisoformat(photo.taken_on), "short"))
        if photo.taken_on
        else gettext("Day not known")
    )
    return " · ".join(part for part in (day, photo.caption or _part_word(seen)) if part)


def _part_word(seen: PhotoSeen) -> str:
    return gettext(PARTS[seen.photo.part]) if seen.photo.part in PARTS else ""


def _first_before(photos: list[PhotoSeen]) -> PhotoSeen | None:
    """Take the first photo of the whole house from before, or else of a part."""
    found = [seen for seen in photos if seen.photo.stage == "before"]
    return next((seen for seen in found if not seen.photo.part), found[0] if found else None)


def _last_after(photos: list[PhotoSeen]) -> PhotoSeen | None:
    found = [seen for seen in photos if seen.photo.stage == "after"]
    return next((seen for seen in reversed(found) if not seen.photo.part), found[-1] if found else None)


def _rows(view: HouseView, *, everything: bool) -> list[PartRow]:
    house = view.house
    repaired = set(house.repair_parts or [])
    rows = []
    for part, label in PARTS.items():
        before, after = house.condition(part), house.condition(part, "after")
        stages = {seen.photo.stage for seen in view.photos if seen.photo.part == part}
        held = ("before" in stages) + bool(stages & {"during", "after"})
        needs = part in repaired
        waits = needs and house.step in _IN_REPAIR and not stages & {"during", "after"}
        if everything or needs or before is not None or after is not None or stages:
            rows.append(PartRow(part, gettext(label), before, after, held, 2 if needs else 0, waits))
    return rows or _rows(view, everything=True)


def _photos_in(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.suffix.lower() in PHOTO_SUFFIXES]
