"""Give the window its colours, sizes and icons from one table of tokens.

Everything that is painted asks `current()` at the moment of painting, so that a change of theme needs no more than
`apply_theme` and rebuilt pages. Sizes are pixels at 100 % text and go through `Theme.px`.
"""

from dataclasses import dataclass
from functools import lru_cache
from tempfile import mkdtemp

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from codi_desktop.paths import resource
from codi_desktop.ui import _tokens
from codi_desktop.ui._style_sheet import style_sheet

FAMILY = "Noto Sans Thai Looped"
SCALES = (1.0, 1.15, 1.25, 1.5)

LIGHT = _tokens.LIGHT
CONTRAST = _tokens.CONTRAST

TEXT_PAIRS = (
    *((text, ground) for text in ("text", "muted", "accent") for ground in ("page", "card", "sunk")),
    *((kind, ground) for kind in ("ok", "warn", "bad", "info") for ground in ("page", "card", "sunk", f"{kind}_tint")),
    *((text, f"{kind}_tint") for text in ("text", "muted") for kind in ("ok", "warn", "bad", "info", "muted")),
    *((f"partner_{number}", "card") for number in range(1, 6)),
    ("accent_dark", "accent_soft"),
    ("accent", "accent_soft"),
    ("text", "accent_soft"),
    ("muted", "accent_soft"),
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    ("sidebar_text", "sidebar"),
    ("sidebar_text", "sidebar_chosen"),
    ("sidebar_text", "sidebar_sunk"),
    ("sidebar_second", "sidebar"),
    ("sidebar_second", "sidebar_sunk"),
    ("gold", "sidebar"),
    ("on_gold", "gold"),
    ("partner_3", "partner_3_tint"),
)
"""Every pair of text and ground that the kit paints; a test measures each."""

TYPE = {
    "page_title": (26, 700),
    "name": (24, 700),
    "message": (25, 700),
    "card_title": (18, 600),
    "big_card_title": (20, 600),
    "figure": (30, 700),
    "value": (42, 700),
    "count": (24, 700),
    "body": (16, 400),
    "medium": (16, 500),
    "strong": (16, 600),
    "large": (17, 600),
    "second": (15, 400),
    "second_strong": (15, 500),
}
"""Role → (pixels at 100 %, weight). The line is 1.6 × the size: Thai has two marks above and one below."""


@dataclass(frozen=True)
class Theme:
    """Which table of colours is shown and how large the text is."""

    contrast: bool = False
    scale: float = 1.0

    def colour(self, token: str) -> QColor:
        """Give the colour of a token; an unknown one raises KeyError."""
        return QColor(self.tokens[token])

    @property
    def tokens(self) -> dict[str, str]:
        """Every colour by its token, as `#RRGGBB`."""
        return CONTRAST if self.contrast else LIGHT

    @property
    def border(self) -> int:
        """The width of a card's or control's border in pixels."""
        return 2 if self.contrast else 1

    def px(self, size: float) -> int:
        """Scale a size that is given in pixels at 100 % text."""
        return round(size * self.scale)

    def font(self, role: str) -> QFont:
        """Give the font of a role of `TYPE`."""
        size, weight = TYPE[role]
        font = QFont(FAMILY)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(weight))
        return font


_current = Theme()


def current() -> Theme:
    """Say which theme is shown now."""
    return _current


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Show the whole program in this theme; pages that are open must be rebuilt afterwards."""
    global _current  # noqa: PLW0603  one program has one look
    _current = theme
    load_fonts()
    icon.cache_clear()
    icon_pixmap.cache_clear()
    if (style := app.style()) is None or style.objectName() != "fusion":
        app.setStyle("Fusion")
    app.setFont(theme.font("body"))
    app.setPalette(_palette(theme))
    pictures = {name: _picture_file(name, theme.tokens[token]) for name, token in _SHEET_PICTURES.items()}
    app.setStyleSheet(style_sheet(theme.tokens, theme.px, TYPE, contrast=theme.contrast, pictures=pictures))


@lru_cache(maxsize=1)
def load_fonts() -> None:
    """Load the bundled fonts once; the system's own are never relied on."""
    for weight in ("400Regular", "500Medium", "600SemiBold", "700Bold"):
        path = resource(f"fonts/NotoSansThaiLooped_{weight}.ttf")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FileNotFoundError(path)


@lru_cache(maxsize=1024)
def icon_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Paint a Lucide icon in a token's colour; `size` is pixels at 100 % text."""
    side = _current.px(size)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_picture(name, _current.tokens[colour]).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixmap.width(), pixmap.height()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=512)
def icon(name: str, colour: str = "text", size: int = 20) -> QIcon:
    """Give a Lucide icon in a token's colour, sharp on screens of single and double density."""
    result = QIcon()
    for ratio in (1.0, 1.5, 2.0):
        result.addPixmap(icon_pixmap(name, colour, size, ratio))
    return result


def contrast_ratio(first: QColor, second: QColor) -> float:
    """Measure the contrast of two colours as WCAG 2 does: 1 is none, 21 is black on white."""
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


_SHEET_PICTURES = {
    "chevron-down": "text",
    "chevron-up": "text",
    "chevron-left": "text",
    "chevron-right": "text",
    "check": "on_accent",
    "x": "muted",
}


def _luminance(colour: QColor) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        "page": (role.Window,),
        "card": (role.Base, role.Button, role.ToolTipBase),
        "sunk": (role.AlternateBase,),
        "text": (role.WindowText, role.Text, role.ButtonText, role.ToolTipText),
        "muted": (role.PlaceholderText,),
        "accent": (role.Highlight, role.Link, role.Accent, role.LinkVisited),
        "on_accent": (role.HighlightedText,),
        "line": (role.Mid,),
    }
    palette = QPalette()
    for token, roles in colours.items():
        for one in roles:
            palette.setColor(one, theme.colour(token))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, theme.colour("muted"))
    return palette


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")


def _picture(name: str, colour: str) -> str:
    return _drawing(name).replace("currentColor", colour)


@lru_cache(maxsize=1)
def _picture_folder() -> str:
    return mkdtemp(prefix="codi_desktop-icons-")


@lru_cache(maxsize=64)
def _picture_file(name: str, colour: str) -> str:
    """Write a recoloured icon where a style sheet can name it: style sheets take pictures from files only."""
    path = f"{_picture_folder()}/{name}-{colour.removeprefix('#')}.svg"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123  Qt wants the same text with forward slashes
        file.write(_picture(name, colour))
    return path.replace("\\", "/")
