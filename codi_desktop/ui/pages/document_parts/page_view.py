"""A printed page on the screen: as wide as there is room, or larger, and scrolled by the keys."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from codi_desktop.i18n import gettext
from codi_desktop.services.papers import PagePixels
from codi_desktop.ui import theme
from codi_desktop.ui.text import Label
from codi_desktop.ui.widgets.button import Button

_STEPS = (1.0, 1.25, 1.6, 2.0, 2.6)


class PageView(QWidget):
    """Pages one below the other. + and − zoom, 0 fits the width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page-view")
        px = theme.current().px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        row = QHBoxLayout()
        self.words = Label("", "second")
        row.addWidget(self.words, 1)
        for name, icon, told, slot in (
            ("smaller", "zoom-out", gettext("Smaller (−)"), self.zoom_out),
            ("larger", "zoom-in", gettext("Larger (+)"), self.zoom_in),
        ):
            button = Button("", "link", icon=icon, name=f"page-{name}")
            button.setAccessibleName(told)
            button.setToolTip(told)
            button.clicked.connect(slot)
            row.addWidget(button)
        column.addLayout(row)
        self._sheet = _Sheet()
        self._area = _Area(self)
        self._area.setObjectName("page-area")
        self._area.setWidget(self._sheet)
        self._area.setAccessibleName(gettext("Preview of the paper"))
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setMinimumHeight(px(430))
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # a bar that comes takes width
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else its coming changes the fit
        self._area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._area, 1)
        self._step = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_pages(self, pages: list[PagePixels]) -> None:
        """Show pages from the top; an empty list empties the view."""
        self._sheet.images = [
            QImage(page.rgb, page.width, page.height, page.width * 3, QImage.Format.Format_RGB888).copy()
            for page in pages
        ]
        self.fit()
        self._area.verticalScrollBar().setValue(0)

    @property
    def page_count(self) -> int:
        """How many pages are shown."""
        return len(self._sheet.images)

    def zoom_in(self) -> None:
        """Show the page larger."""
        self._step = min(self._step + 1, len(_STEPS) - 1)
        self.fit()

    def zoom_out(self) -> None:
        """Show the page smaller, down to the width there is."""
        self._step = max(self._step - 1, 0)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by + and −; 0 fits."""
        if event.key() in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.key() == Qt.Key.Key_0:
            self._step = 0
            self.fit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page again."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Bring the pages to the width there is, times the zoom."""
        room = self._area.viewport().width() - 4
        self._sheet.show_width(round(room * _STEPS[self._step]))


class _Area(QScrollArea):
    """Scrolls by the wheel only when it has something to scroll; the page around it takes the rest."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        bar = self.verticalScrollBar()
        at_end = bar.value() == (bar.maximum() if event.angleDelta().y() < 0 else bar.minimum())
        if at_end:
            event.ignore()
        else:
            super().wheelEvent(event)


class _Sheet(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sheet")
        self.images: list[QImage] = []

    def show_width(self, width: int) -> None:
        gap = theme.current().px(10)
        heights = [round(image.height() * width / image.width()) for image in self.images]
        self.resize(QSize(max(width, 1), sum(heights) + gap * max(len(heights) - 1, 0)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = 0
        for image in self.images:
            height = round(image.height() * self.width() / image.width())
            page = QRect(0, top, self.width(), height)
            painter.drawImage(page, image)
            painter.setPen(QColor(theme.current().tokens["edge"]))
            painter.drawRect(page.adjusted(0, 0, -1, -1))
            top += height + theme.current().px(10)
