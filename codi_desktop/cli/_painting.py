"""Pictures for the demonstration: a house drawn before, during and after its repair. No photo of anybody's home."""

from io import BytesIO
from typing import TYPE_CHECKING

from codi_desktop.paths import resource

if TYPE_CHECKING:
    from PIL import ImageDraw

_SIZE = (1200, 900)
_SKY = {"before": ("#b9bec4", "#dcdad2"), "during": ("#a9c4d8", "#e2e6de"), "after": ("#8fbfe0", "#e6eff2")}
_GROUND = {"before": "#8b7a62", "during": "#97885f", "after": "#86a062"}
_WALL = {"before": "#8a6b4c", "during": "#c2a67c", "after": "#efe3c4"}
_ROOF = {"before": "#7d4b37", "during": "#94826f", "after": "#2f5f86"}


def paint_house(stage: str, variant: int = 0) -> bytes:
    """Draw the house of one stage ("before", "during", "after") as a JPEG that says of itself that it is a drawing."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", _SIZE)
    draw = ImageDraw.Draw(picture)
    _sky(draw, stage)
    _trees(draw, variant)
    draw.rectangle((0, 640, 1200, 900), fill=_GROUND[stage])
    shift = 60 * variant
    _house(draw, stage, 300 + shift, 360)
    _say_drawing(draw)
    written = BytesIO()
    picture.save(written, "JPEG", quality=88)
    return written.getvalue()


def _sky(draw: "ImageDraw.ImageDraw", stage: str) -> None:
    top, bottom = (tuple(int(c[i : i + 2], 16) for i in (1, 3, 5)) for c in _SKY[stage])
    for y in range(640):
        blend = y / 640
        draw.line((0, y, 1200, y), fill=tuple(round(a + (b - a) * blend) for a, b in zip(top, bottom, strict=True)))


def _trees(draw: "ImageDraw.ImageDraw", variant: int) -> None:
    for x, y, radius in ((110, 560, 95), (210, 600, 70), (1060 - 40 * variant, 550, 110), (1150, 600, 80)):
        draw.rectangle((x - 9, y, x + 9, 660), fill="#5c4a33")
        draw.ellipse((x - radius, y - radius, x + radius, y + radius * 0.7), fill="#5f7d4f")
        draw.ellipse((x - radius * 0.6, y - radius * 0.9, x + radius * 0.5, y + radius * 0.2), fill="#6f9059")


def _house(draw: "ImageDraw.ImageDraw", stage: str, x: int, y: int) -> None:
    """Draw a house on posts, 560 wide; before the repair it leans, gapes and lets the rain in."""
    lean = 16 if stage == "before" else 0
    for post in (30, 200, 370, 530):
        draw.rectangle((x + post, y + 240, x + post + 22, y + 330 + (lean if post == 370 else 0)), fill="#4f3f30")
    wall = [(x, y + 70), (x + 560, y + 70 + lean), (x + 560, y + 250 + lean), (x, y + 250)]
    draw.polygon(wall, fill=_WALL[stage], outline="#3d3126")
    for plank in range(1, 6):
        draw.line((x, y + 70 + 30 * plank, x + 560, y + 70 + 30 * plank + lean), fill="#6d5a44", width=2)
    roof = [(x - 50, y + 90), (x + 120, y - 90), (x + 440, y - 90 + lean), (x + 610, y + 90 + lean)]
    draw.polygon(roof, fill=_ROOF[stage], outline="#33261e")
    for rib in range(1, 12):
        left = x - 50 + rib * 55
        draw.line(
            (x + 120 + rib * 27, y - 88, left, y + 88), fill="#2a2a2a" if stage == "before" else "#24496a", width=2
        )
    draw.rectangle((x + 240, y + 120, x + 320, y + 250), fill="#3a2c20" if stage == "before" else "#6b4a2c")
    for window in (90, 400):
        draw.rectangle(
            (x + window, y + 120, x + window + 90, y + 195), fill="#2b2621" if stage == "before" else "#cfe3ef"
        )
        draw.rectangle((x + window, y + 120, x + window + 90, y + 195), outline="#5a4632", width=5)
    if stage == "before":
        for hole in (150, 300, 420):
            draw.polygon([(x + hole, y - 20), (x + hole + 60, y - 34), (x + hole + 48, y + 26)], fill="#241c17")
        draw.polygon([(x + 470, y + 210), (x + 540, y + 214), (x + 528, y + 262), (x + 480, y + 250)], fill="#241c17")
    if stage == "during":
        for ladder in (0, 26):
            draw.line((x + 600 + ladder, y + 330, x + 520 + ladder, y - 40), fill="#8a6a3c", width=7)
        draw.rectangle((x - 160, y + 290, x - 40, y + 335), fill="#b9a174", outline="#6a5736")
    else:
        draw.rectangle((x + 240, y + 250, x + 320, y + 330), fill="#5d4833")


def _say_drawing(draw: "ImageDraw.ImageDraw") -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(str(resource("fonts/Sarabun_700Bold.ttf")), 40)
    draw.rectangle((0, 834, 1200, 900), fill="#1b4d3e")
    draw.text((24, 842), "ภาพวาดของการสาธิต · DRAWING, NOT A PHOTO", font=font, fill="#ffffff")
