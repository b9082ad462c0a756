"""The nine steps of a house as the window shows them: a short word and a symbol each."""

from codi_desktop.i18n import N_, gettext
from codi_desktop.records._choices import SIDES
from codi_desktop.ui.widgets.workflow import Phase, Step

_STEPS: tuple[tuple[str, str, str, Phase], ...] = (
    ("surveyed", N_("Survey"), "clipboard-list", "muted"),
    ("certified", N_("Forum"), "users", "muted"),
    ("proposed", N_("Proposal"), "send", "muted"),
    ("approved", N_("Approval"), "stamp", "muted"),
    ("contracted", N_("First instalment"), "banknote", "muted"),
    ("repairing", N_("Repairing"), "hammer", "info"),
    ("inspected", N_("Inspecting"), "clipboard-check", "info"),
    ("handed_over", N_("Handing over"), "handshake", "ok"),
    ("closed", N_("Closing"), "archive", "ok"),
)


def workflow_steps(counts: dict[str, int] | None = None) -> tuple[Step, ...]:
    """Give all steps in order, in the user's language, with how many houses stand at each."""
    told = counts or {}
    return tuple(Step(name, gettext(word), icon, told.get(name, 0), kind) for name, word, icon, kind in _STEPS)


def step_word(name: str) -> str:
    """Give the short word of a step, or of the state of a house that is set aside; another one stays as it is."""
    words = {code: word for code, word, _, _ in _STEPS} | SIDES
    return gettext(words[name]) if name in words else name


def step_icon(name: str) -> str:
    """Give the symbol of a step."""
    return next((icon for code, _, icon, _ in _STEPS if code == name), "circle-pause")


def step_kind(name: str) -> Phase:
    """Give the colour of a step: grey before the work, blue under way, green when it is done."""
    return next((kind for code, _, _, kind in _STEPS if code == name), "muted")
