"""Photos: one in its frame with stage and date, or before and after side by side. Frames are 4 : 3."""

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label, shown
from codi_desktop.ui.widgets.press import PressButton

PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".bmp", ".tif", ".tiff"})


class PhotoFrame(QWidget):
    """A photo with its stage and its date; without one, a dashed frame with a camera and what to add.

    Clicking or Space on a photo emits `enlarge`, on an empty frame `add`. Files that are dropped come as `dropped`.
    """

    enlarge = Signal()
    add = Signal()
    dropped = Signal(list)

    def __init__(
        self,
        stage: str = "",
        empty: str = "",
        *,
        final: bool = False,
        least_width: int = 160,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("photo")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().px(4))
        self._frame = _Frame(stage, empty or gettext("Add a photo"), least_width, self, final=final)
        self._frame.clicked.connect(self._pressed)
        self._frame.dropped.connect(self.dropped)
        self._caption = Label("", "second")
        self._caption.hide()
        column.addWidget(self._frame)
        column.addWidget(self._caption)
        column.addStretch(1)

    def show_photo(self, image: QImage | None, caption: str = "", *, missing: str = "") -> None:
        """Show a photo with its date; None empties the frame. `missing` names a file that should be here."""
        self._frame.show_image(image, missing)
        self._caption.set_text(caption)
        self._caption.setVisible(bool(caption))
        self._frame.setAccessibleDescription(caption)

    @property
    def has_photo(self) -> bool:
        """Whether there is a photo to enlarge."""
        return self._frame.has_photo

    def _pressed(self) -> None:
        (self.enlarge if self.has_photo else self.add).emit()


class PhotoPair(QWidget):
    """Before and after side by side; ← → go from one to the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photo-pair")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(12))
        self.before = PhotoFrame(gettext("Before repair"), gettext("Add a photo before repair"), parent=self)
        self.after = PhotoFrame(gettext("After repair"), gettext("Add a photo after repair"), final=True, parent=self)
        self.before.setObjectName("photo-before")
        self.after.setObjectName("photo-after")
        row.addWidget(self.before, 1)
        row.addWidget(self.after, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Compare by the arrow keys."""
        target = {Qt.Key.Key_Left.value: self.before, Qt.Key.Key_Right.value: self.after}.get(event.key())
        if target is None:
            super().keyPressEvent(event)
        else:
            target._frame.setFocus(Qt.FocusReason.TabFocusReason)  # noqa: SLF001  the pair and its frames are one thing


def paint_photo(painter: QPainter, area: QRectF, image: QImage | QPixmap, radius: float) -> None:
    """Paint a photo so that it fills an area with round corners, cut at its edges, with a hairline around it."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    scale = max(area.width() / image.width(), area.height() / image.height())
    width, height = area.width() / scale, area.height() / scale
    part = QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
    if isinstance(image, QImage):
        painter.drawImage(area, image, part)
    else:
        painter.drawPixmap(area, image, part)
    painter.setPen(QPen(QColor(0, 0, 0, 41), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()


def dropped_photos(event: QDropEvent) -> list[Path]:
    """Give the photos among the files that are dropped."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in PHOTO_SUFFIXES]


class _Frame(PressButton):
    dropped = Signal(list)

    def __init__(self, stage: str, empty: str, least_width: int, parent: QWidget, *, final: bool) -> None:
        super().__init__(parent)
        self.setObjectName("photo-frame")
        self._stage = stage
        self._final = final
        self._empty = empty
        self._missing = ""
        self._least = theme.current().px(least_width)
        self._image = QImage()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._name()

    @property
    def has_photo(self) -> bool:
        return not self._image.isNull()

    def show_image(self, image: QImage | None, missing: str) -> None:
        self._image = image or QImage()
        self._missing = missing
        self._name()
        self.update()

    def sizeHint(self) -> QSize:
        width = max(self._least, theme.current().px(251))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._least, self.heightForWidth(self._least))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * 3 / 4)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_photos(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if paths := dropped_photos(event):
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.has_photo:
            paint_photo(painter, area, self._image, look.px(9))
            if self._stage:
                self._paint_stage(painter)
        else:
            self._paint_empty(painter, area)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, look.px(9), look.px(9))

    def _paint_stage(self, painter: QPainter) -> None:
        look = theme.current()
        font = look.font("second_strong")
        width = QFontMetrics(font).horizontalAdvance(self._stage) + look.px(20)
        box = QRectF(look.px(8), look.px(8), width, look.px(30))
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor("#0B6350") if self._final else QColor("#14211D")
        painter.setBrush(ground)  # on a photo the ground is the same in every theme
        painter.drawRoundedRect(box, look.px(7), look.px(7))
        painter.setFont(font)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._stage)

    def _paint_empty(self, painter: QPainter, area: QRectF) -> None:
        look = theme.current()
        pen = QPen(look.colour("bad" if self._missing else "edge"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.colour("sunk"))
        painter.drawRoundedRect(area, look.px(9), look.px(9))
        text = self._missing or self._empty
        side = look.px(28)
        font = look.font("second")
        margin = look.px(10)
        width = round(area.width()) - 2 * margin
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        words = QFontMetrics(font).boundingRect(0, 0, max(width, 1), 1000, int(flags), shown(text))
        top = (self.height() - side - look.px(6) - words.height()) / 2
        name, colour = ("image-off", "bad") if self._missing else ("camera", "muted")
        pixmap = theme.icon_pixmap(name, colour, 28, self.devicePixelRatioF())
        painter.drawPixmap(round((self.width() - side) / 2), round(top), pixmap)
        painter.setFont(font)
        painter.setPen(look.colour("bad" if self._missing else "muted"))
        box = QRectF(area.left() + margin, top + side + look.px(6), width, words.height() + 4)
        painter.drawText(box, int(flags), shown(text))

    def _name(self) -> None:
        if self.has_photo:
            self.setAccessibleName(self._stage or gettext("Photo"))
        else:
            self.setAccessibleName(self._missing or self._empty)
