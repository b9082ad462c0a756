"""Words that several parts of the exchange page say."""

from codi_desktop.errors import CodiError
from codi_desktop.i18n import N_, gettext, ngettext
from codi_desktop.services import arrivals
from codi_desktop.thai.calendar import format_date, format_time

_NEXT = {
    "NotForThisMachine": N_("Telephone {sender} and ask for a file for this machine."),
    "UnknownSigner": N_("Do not take it in. Telephone the person who brought it and ask where it comes from."),
    "BundleDamaged": N_("Copy it onto the stick once more, or ask for a new one. Your data is not touched."),
    "SegmentForged": N_("Do not take it in. Telephone the sender and say what you read here."),
    "NotABundle": N_("Ask the sender for the file whose name ends in .codi."),
    "NewerFormat": N_("Ask the province for the new program on a stick; it needs no internet."),
    "StickGone": N_("Put the stick back in. Nothing in this machine was harmed."),
    "DiskFull": N_("Send the data first and the photos later, or free some room on the stick."),
    "WriteProtected": N_("Nothing was harmed. Slide the small switch of the stick, or use another one."),
    "ReadBackDiffers": N_("This stick does not keep what is written to it. Use another one."),
}


def told_and_next(error: CodiError, sender: str = "") -> tuple[str, str]:
    """Say what happened, and what to do now."""
    happened, _, advice = str(error).partition("\n")
    message = _NEXT.get(type(error).__name__, "")
    todo = gettext(message).format(sender=sender or gettext("the sender")) if message else advice
    return happened, todo


def size_words(count: int) -> str:
    """Say a number of bytes."""
    return f"{-(-count // 1000):,} kB" if count < 1_000_000 else f"{count / 1e6:,.1f} MB"


def room_words(count: int) -> str:
    """Say how much room there is."""
    return f"{count / 1e9:,.1f} GB" if count >= 1_000_000_000 else size_words(count)


def moment_words(at: int) -> str:
    """Say a moment: "today" instead of today's date."""
    from datetime import datetime

    when = arrivals.day_and_time(at)
    is_today = when.date() == datetime.now().astimezone().date()
    day = gettext("Today") if is_today else format_date(when.date(), "brief")
    return gettext("{day} {time}").format(day=day, time=format_time(when.time()))


def age_words(at: int) -> str:
    """Say how old something is; nothing when it is of today."""
    from datetime import datetime

    days = (datetime.now().astimezone().date() - arrivals.day_and_time(at).date()).days
    if days <= 0:
        return ""
    return ngettext("{n} day ago", "{n} days ago", days).format(n=f"{days:,}")


def records_words(records: dict[str, int]) -> str:
    """Say how many records of which kinds, houses first; all others are counted together."""
    houses = records.get("house_repair", 0)
    others = sum(records.values()) - houses
    parts = []
    if houses:
        parts.append(ngettext("{n} house", "{n} houses", houses).format(n=f"{houses:,}"))
    if others:
        words = (
            ngettext("{n} other record", "{n} other records", others)
            if houses
            else ngettext("{n} record", "{n} records", others)
        )
        parts.append(words.format(n=f"{others:,}"))
    return " · ".join(parts)


def photos_words(count: int) -> str:
    """Say how many photos."""
    return ngettext("{n} picture", "{n} pictures", count).format(n=f"{count:,}")
