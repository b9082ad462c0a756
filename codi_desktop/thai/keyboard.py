"""What the same keys would have written in the other keyboard layout, Thai (Kedmanee) or US."""

import re

from codi_desktop.thai.text import normalise

_US = (
    "`1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"
    "~!@#$%^&*()_+" "QWERTYUIOP{}|" 'ASDFGHJKL:"' "ZXCVBNM<>?"
)  # fmt: skip
_KEDMANEE = (
    "_ๅ/-ภถุึคตจขช" "ๆไำพะัีรนยบลฃ" "ฟหกดเ้่าสวง" "ผปแอิืทมใฝ"
    "%+๑๒๓๔ู฿๕๖๗๘๙" '๐"ฎฑธํ๊ณฯญฐ,ฅ' "ฤฆฏโฌ็๋ษศซ." "()ฉฮฺ์?ฒฬฦ"
)  # fmt: skip
_TO_THAI = str.maketrans(_US, _KEDMANEE)
_TO_US = str.maketrans(_KEDMANEE, _US)
_THAI = re.compile("[\u0e01-\u0e5b]")


def other_layout(text: str) -> str:
    """Give what the person meant who forgot to switch the keyboard: "g0ibP" → "เจริญ", "แนะร" → "cotu"."""
    return text.translate(_TO_US) if _THAI.search(text) else normalise(text.translate(_TO_THAI))
