"""The focus ring of the high-contrast theme: white, 3 px outside of whatever has the focus."""

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from codi_desktop.ui import theme

_GAP = 3


class FocusRing(QWidget):
    """A ring laid over the window; in the light theme the widgets draw their own 2 px border and this stays hidden."""

    def __init__(self, frame: QWidget) -> None:
        super().__init__(frame)
        self._frame = frame
        self.setObjectName("focus-ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move with the focused widget, also when something around it moves, as a page that scrolls does."""
        kinds = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
        if self._around is not None and event.type() in kinds:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's own signature
        """Paint the ring."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("text"), 2))
        radius = look.px(9) + _GAP
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), radius, radius)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        if self._around is not None:
            self._around.destroyed.disconnect(self._forget)
        takes_it = now is not None and now.focusPolicy() != Qt.FocusPolicy.NoFocus
        inside = now is not None and takes_it and self._frame.isAncestorOf(now) and now.window() is self.window()
        self._around = now if inside else None
        if self._around is not None:
            self._watched = list(self._around_and_outwards(self._around))
            for widget in self._watched:
                widget.installEventFilter(self)
            self._around.destroyed.connect(self._forget)
        self._place()

    def _around_and_outwards(self, widget: QWidget) -> Iterator[QWidget]:
        """Give a widget and everything that it lies in, up to the frame."""
        inner: QWidget | None = widget
        while inner is not None and inner is not self._frame:
            yield inner
            inner = inner.parentWidget()

    def _forget(self) -> None:
        self._around = None
        self.hide()

    def _place(self) -> None:
        around = self._around
        if around is None or not theme.current().contrast or not around.isVisible():
            self.hide()
            return
        corner = around.mapTo(self._frame, QPoint(0, 0))
        self.setGeometry(QRect(corner, around.size()).adjusted(-_GAP - 2, -_GAP - 2, _GAP + 2, _GAP + 2))
        self.show()
        self.raise_()
