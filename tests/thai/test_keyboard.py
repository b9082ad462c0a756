import pytest

from codi_desktop.thai.keyboard import _KEDMANEE, _US, other_layout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("g0ibP", "เจริญ"),
        ("l;ylfu", "สวัสดี"),
        ("เจริญ", "g0ibP"),
        ("ยฟหห", "pass"),
        ("ohe", "นำ้".replace("ำ้", "้ำ")),
        ("", ""),
    ],
)
def test_the_forgotten_switch_of_the_keyboard_is_undone(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant


def test_every_key_stands_once_in_both_layouts() -> None:
    assert len(_US) == len(_KEDMANEE) == len(set(_US)) == len(set(_KEDMANEE)) == 94
