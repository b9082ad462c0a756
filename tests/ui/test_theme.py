import re
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from codi_desktop.paths import resource
from codi_desktop.ui import theme
from codi_desktop.ui.theme import CONTRAST, LIGHT, SCALES, TEXT_PAIRS, TYPE, Theme, apply_theme, contrast_ratio


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_every_ground(text: str, ground: str, contrast: bool) -> None:
    look = Theme(contrast=contrast)
    assert contrast_ratio(look.colour(text), look.colour(ground)) >= 4.5, (text, ground)


def test_controls_stand_out_from_their_ground() -> None:
    for look in (Theme(), Theme(contrast=True)):
        for ground in ("page", "card"):
            assert contrast_ratio(look.colour("edge"), look.colour(ground)) >= 3


def test_in_high_contrast_all_words_reach_nine_to_one_on_their_tints() -> None:
    look = Theme(contrast=True)
    for text, ground in TEXT_PAIRS:
        assert contrast_ratio(look.colour(text), look.colour(ground)) >= 9, (text, ground)


def test_both_themes_have_the_same_tokens() -> None:
    assert LIGHT.keys() == CONTRAST.keys()


@pytest.mark.parametrize("contrast", [False, True])
@pytest.mark.parametrize("scale", SCALES)
def test_every_theme_can_be_shown(window: QApplication, contrast: bool, scale: float) -> None:
    apply_theme(window, Theme(contrast=contrast, scale=scale))
    assert theme.current() == Theme(contrast=contrast, scale=scale)
    assert window.font().pixelSize() == round(16 * scale)


def test_the_bundled_font_is_used_in_all_four_weights(window: QApplication) -> None:
    for role in TYPE:
        found = QFontInfo(Theme().font(role))
        assert found.family() == theme.FAMILY
        assert found.weight() == TYPE[role][1]


def test_text_is_at_least_15_pixels_high() -> None:
    assert min(size for size, _ in TYPE.values()) >= 15


def test_the_sheet_gives_a_label_the_size_of_its_role(window: QApplication) -> None:
    label = QLabel("ก")
    label.setProperty("role", "page_title")
    label.ensurePolished()
    assert label.font().pixelSize() == 26


def test_icons_are_painted_in_the_colour_of_their_token(window: QApplication) -> None:
    image = theme.icon_pixmap("check", "bad", 20).toImage()
    inks = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert inks == {LIGHT["bad"].lower()}


def test_an_icon_follows_the_theme(window: QApplication) -> None:
    before = theme.icon_pixmap("check", "text", 20).toImage()
    apply_theme(window, Theme(contrast=True))
    assert theme.icon_pixmap("check", "text", 20).toImage() != before


def test_every_icon_that_the_window_names_is_bundled() -> None:
    calls = re.compile(r'(?:icon_pixmap|theme\.icon|Picture|icon=|set_icon|show_icon)\(?"([a-z0-9-]+)"')
    package = Path(theme.__file__).parent
    named = {name for path in package.rglob("*.py") for name in calls.findall(path.read_text(encoding="utf-8"))}
    assert {"menu", "image-off", "circle-alert"} <= named
    assert named <= {path.stem for path in resource("icons").glob("*.svg")}


def test_calls_that_return_nothing_do_not_wear_none_out(window: QApplication) -> None:
    widget = QWidget()
    before = sys.getrefcount(None)
    for _ in range(1000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 50
