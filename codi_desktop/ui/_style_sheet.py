"""Write the style sheet of the window from the tokens of a theme.

Widgets choose a look by dynamic properties: `kind` (buttons, chips, notices), `role` (type scale) and `tone` (text
colour) of labels, `wrong` (editors with an error). What a style sheet cannot do is painted by the widget itself.
"""

from collections.abc import Callable, Mapping

TONES = ("muted", "accent", "accent_dark", "ok", "warn", "bad", "info", "on_accent", "sidebar_text", "sidebar_second")


def style_sheet(
    tokens: Mapping[str, str],
    px: Callable[[float], int],
    type_scale: Mapping[str, tuple[int, int]],
    *,
    contrast: bool,
    pictures: Mapping[str, str],
) -> str:
    """Join the rules of text, controls and lists."""
    border = 2 if contrast else 1
    return "\n".join(
        (
            _text(tokens, px, type_scale),
            _buttons(tokens, px, border),
            _fields(tokens, px, border, pictures),
            _checks(tokens, px, pictures),
            _lists(tokens, px, border),
            _scrolling(tokens, px, contrast=contrast),
        )
    )


def _text(t: Mapping[str, str], px: Callable[[float], int], type_scale: Mapping[str, tuple[int, int]]) -> str:
    roles = "\n".join(
        f'QLabel[role="{role}"] {{font-size: {px(size)}px; font-weight: {weight};}}'
        for role, (size, weight) in type_scale.items()
    )
    tones = "\n".join(f'QLabel[tone="{tone}"] {{color: {t[tone]};}}' for tone in TONES)
    return f"""
    {roles}
    QLabel {{background: transparent; color: {t["text"]};
        selection-background-color: {t["accent"]}; selection-color: {t["on_accent"]};}}
    QLabel[role="second"], QLabel[role="second_strong"] {{color: {t["muted"]};}}
    {tones}
    QMessageBox QLabel#qt_msgbox_label {{font-size: {px(18)}px; font-weight: 600; min-width: {px(360)}px;}}
    QMessageBox QLabel#qt_msgbox_informativelabel {{min-width: {px(360)}px;}}
    QToolTip {{background: {t["card"]}; color: {t["text"]}; border: 1px solid {t["edge"]}; padding: {px(6)}px;
        font-size: {px(15)}px;}}
    """


def _buttons(t: Mapping[str, str], px: Callable[[float], int], border: int) -> str:
    padding = px(7)
    return f"""
    QPushButton {{background: {t["card"]}; color: {t["text"]}; border: {border}px solid {t["edge"]};
        border-radius: {px(9)}px; padding: {padding}px {px(18)}px; min-height: {px(42) - 2 * padding - 2 * border}px;
        font-size: {px(16)}px; font-weight: 600;}}
    QPushButton:hover, QPushButton:pressed {{background: {t["accent_soft"]};}}
    QPushButton:focus {{border: 2px solid {t["accent"]}; padding: {padding - 2 + border}px {px(18) - 2 + border}px;}}
    QPushButton[room="head"] {{min-height: {px(46) - 2 * padding - 2 * border}px;}}
    QPushButton[room="decisive"] {{min-height: {px(50) - 2 * padding - 2 * border}px; font-size: {px(17)}px;}}
    QPushButton[kind="primary"] {{background: {t["accent"]}; color: {t["on_accent"]};
        border: {border}px solid {t["accent"]};}}
    QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {{background: {t["accent_pressed"]};}}
    QPushButton[kind="primary"]:focus {{border: 2px solid {t["text"]};}}
    QPushButton[kind="tonal"] {{background: {t["accent_soft"]}; color: {t["accent_dark"]};
        border: {border}px solid {t["accent_line"]};}}
    QPushButton[kind="tonal"]:focus {{border: 2px solid {t["accent"]};}}
    QPushButton[kind="danger"] {{color: {t["bad"]}; border: {border}px solid {t["bad"]};}}
    QPushButton[kind="danger"]:hover {{background: {t["bad_tint"]};}}
    QPushButton[kind="danger"]:focus {{border: 2px solid {t["bad"]};}}
    QPushButton[kind="link"] {{background: transparent; color: {t["accent"]}; border: 2px solid transparent;
        padding: {padding}px {px(8)}px; min-height: {px(42) - 2 * padding - 4}px; font-weight: 500;}}
    QPushButton[kind="link"]:hover {{text-decoration: underline;}}
    QPushButton[kind="link"]:focus {{border: 2px solid {t["accent"]};}}
    QPushButton[kind="link"][room="line"] {{padding: 0 {px(6)}px; min-height: {px(30)}px; font-size: {px(15)}px;}}
    QToolButton {{background: transparent; color: {t["text"]}; border: 2px solid transparent;
        border-radius: {px(9)}px; padding: {px(4)}px; font-size: {px(16)}px;}}
    QToolButton:hover {{background: {t["accent_soft"]};}}
    QToolButton:focus {{border: 2px solid {t["accent"]};}}
    """


def _fields(t: Mapping[str, str], px: Callable[[float], int], border: int, pictures: Mapping[str, str]) -> str:
    fields = "QLineEdit, QComboBox, QSpinBox, QPlainTextEdit"
    focused = ", ".join(f"{one}:focus" for one in fields.split(", "))
    wrong = ", ".join(f'{one}[wrong="true"]' for one in fields.split(", "))
    return f"""
    {fields} {{background: {t["card"]}; color: {t["text"]}; border: {border}px solid {t["edge"]};
        border-radius: {px(9)}px; padding: {px(4)}px {px(12)}px; min-height: {px(42) - 2 * px(4) - 2 * border}px;
        font-size: {px(16)}px; selection-background-color: {t["accent"]}; selection-color: {t["on_accent"]};
        placeholder-text-color: {t["muted"]};}}
    {focused} {{border: 2px solid {t["accent"]}; padding: {px(4) - 2 + border}px {px(12) - 2 + border}px;}}
    {wrong} {{border: 2px solid {t["bad"]}; padding: {px(4) - 2 + border}px {px(12) - 2 + border}px;}}
    QLineEdit[readOnly="true"] {{background: {t["sunk"]};}}
    QTableView QLineEdit {{border-radius: 0; min-height: 0; padding: 0 {px(6)}px;}}
    QComboBox QLineEdit, QSpinBox QLineEdit {{border: 0; padding: 0; min-height: 0; background: transparent;}}
    QSpinBox QLineEdit {{padding-left: {px(10)}px;}}
    QComboBox::drop-down {{border: 0; width: {px(34)}px;}}
    QComboBox::down-arrow {{image: url("{pictures["chevron-down"]}"); width: {px(18)}px; height: {px(18)}px;}}
    QComboBox QAbstractItemView {{background: {t["card"]}; color: {t["text"]}; border: {border}px solid {t["edge"]};
        padding: {px(4)}px; outline: 0; selection-background-color: {t["accent"]};
        selection-color: {t["on_accent"]};}}
    QComboBox QAbstractItemView::item {{min-height: {px(38)}px; padding: 0 {px(8)}px;}}
    QSpinBox {{padding-right: {px(30)}px;}}
    QSpinBox::up-button, QSpinBox::down-button {{subcontrol-origin: border; width: {px(28)}px; border: 0;}}
    QSpinBox::up-button {{subcontrol-position: top right;}}
    QSpinBox::down-button {{subcontrol-position: bottom right;}}
    QSpinBox::up-arrow {{image: url("{pictures["chevron-up"]}"); width: {px(14)}px; height: {px(14)}px;}}
    QSpinBox::down-arrow {{image: url("{pictures["chevron-down"]}"); width: {px(14)}px; height: {px(14)}px;}}
    """


def _checks(t: Mapping[str, str], px: Callable[[float], int], pictures: Mapping[str, str]) -> str:
    return f"""
    QCheckBox, QRadioButton {{color: {t["text"]}; font-size: {px(16)}px; spacing: {px(10)}px;
        min-height: {px(38)}px; border: 2px solid transparent; border-radius: {px(9)}px; padding: 0 {px(4)}px;}}
    QCheckBox:focus, QRadioButton:focus {{border: 2px solid {t["accent"]};}}
    QCheckBox::indicator, QRadioButton::indicator, QListView::indicator {{width: {px(22)}px; height: {px(22)}px;
        background: {t["card"]}; border: 2px solid {t["edge"]};}}
    QCheckBox::indicator, QListView::indicator {{border-radius: {px(6)}px;}}
    QRadioButton::indicator {{border-radius: {px(22) // 2 + 2}px;}}
    QCheckBox::indicator:checked, QListView::indicator:checked {{background: {t["accent"]};
        border: 2px solid {t["accent"]}; image: url("{pictures["check"]}");}}
    QRadioButton::indicator:checked {{border: 2px solid {t["accent"]};
        background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0 {t["accent"]},
        stop: 0.5 {t["accent"]}, stop: 0.56 {t["card"]}, stop: 1 {t["card"]});}}
    """


def _lists(t: Mapping[str, str], px: Callable[[float], int], border: int) -> str:
    return f"""
    QTableView, QListView, QTreeView {{background: {t["card"]}; color: {t["text"]}; border: 0; outline: 0;
        gridline-color: {t["line"]}; font-size: {px(16)}px; selection-background-color: {t["accent_soft"]};
        selection-color: {t["text"]};}}
    QTableView[framed="true"] {{border: {border}px solid {t["line"] if border == 1 else t["edge"]};
        border-radius: {px(12)}px;}}
    QListView::item {{min-height: {px(42)}px; padding: 0 {px(8)}px;}}
    QListView::item:selected {{background: {t["accent_soft"]}; color: {t["text"]};}}
    QHeaderView {{background: transparent; border: 0;}}
    QHeaderView::section {{background: transparent; color: {t["muted"]}; border: 0;
        border-bottom: 1px solid {t["line"]}; padding: {px(4)}px {px(8)}px; font-size: {px(15)}px; font-weight: 500;}}
    QTableView[framed="true"] QHeaderView::section {{padding: {px(4)}px {px(6)}px {px(4)}px {px(12)}px;}}
    QTableView[compact="true"] QHeaderView::section {{padding: {px(2)}px {px(4)}px {px(2)}px {px(2)}px;}}
    QHeaderView::down-arrow, QHeaderView::up-arrow {{width: {px(14)}px; height: {px(14)}px;}}
    QTableCornerButton::section {{background: transparent; border: 0;}}
    QMenu {{background: {t["card"]}; color: {t["text"]}; border: {border}px solid {t["edge"]}; padding: {px(6)}px;}}
    QMenu::item {{padding: {px(8)}px {px(20)}px; border-radius: {px(6)}px;}}
    QMenu::item:selected {{background: {t["accent"]}; color: {t["on_accent"]};}}
    QCalendarWidget QAbstractItemView {{selection-background-color: {t["accent"]};
        selection-color: {t["on_accent"]};}}
    QProgressBar {{background: {t["trough"]}; border: 0; border-radius: {px(6)}px; min-height: {px(12)}px;
        max-height: {px(12)}px; text-align: center;}}
    QProgressBar::chunk {{background: {t["accent"]}; border-radius: {px(6)}px;}}
    """


def _scrolling(t: Mapping[str, str], px: Callable[[float], int], *, contrast: bool) -> str:
    width = px(17) if contrast else px(14)
    handle = t["text"] if contrast else t["edge"]
    return f"""
    QScrollArea {{background: transparent; border: 0;}}
    QScrollArea > QWidget > QWidget[page="true"] {{background: {t["page"]};}}
    QScrollBar:vertical {{background: transparent; width: {width}px; margin: 0;}}
    QScrollBar:horizontal {{background: transparent; height: {width}px; margin: 0;}}
    QScrollBar::handle {{background: {handle}; border-radius: {(width - 6) // 2}px; margin: 3px;}}
    QScrollBar::handle:vertical {{min-height: {px(40)}px;}}
    QScrollBar::handle:horizontal {{min-width: {px(40)}px;}}
    QScrollBar::add-line, QScrollBar::sub-line {{width: 0; height: 0;}}
    QScrollBar::add-page, QScrollBar::sub-page {{background: transparent;}}
    """
