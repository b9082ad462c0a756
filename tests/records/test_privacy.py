"""What tells who somebody is, where they live or how they fare is never marked as public."""

import pytest

from codi_desktop.records._fields import Attachment, CitizenId, Facts, LongText, Phone, Privacy
from codi_desktop.records._record import kinds

SENSITIVE = {
    "house_repair": {
        *("vulnerabilities", "in_tpmap", "tpmap_year", "in_thai_qm", "thai_qm_year", "in_logbook", "logbook_level"),
        *("logbook_year", "fails_basic_needs", "basic_needs_year", "helped_before", "help_scheme", "help_year"),
        *("help_amount_satang", "help_note", "priority_override", "priority_reason", "side_reason", "note"),
    },
    "household": {"dependants_count", "note"},
    "person": {"vulnerabilities", "income_satang", "welfare_card", "citizen_id_missing", "note"},
    "step_taken": {"note"},
}
PERSONAL = {
    "house_repair": {"tenure", "owner_consent", "satisfaction_note", "refund_note", "household"},
    "household": {"lat", "lon", "house_number", "house_code", "tenure", "land_document", "members_count"},
    "inspection": {f"inspector{n}_name" for n in (1, 2, 3)} | {"finding", "part_notes"},
    "money_entry": {"partner_name", "what", "note", "void_reason"},
    "person": {"prefix", "consent_method", "photo_consent"},
    "photo": {"caption", "lat", "lon"},
    "person_role": {"person"},
    "issued_document": {"void_reason"},
}
OF_BODIES = {"organisation", "programme_rule", "area", "material_item"}  # they speak of no person


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in SENSITIVE.items() for name in sorted(names)]
)
def test_health_poverty_and_help_are_sensitive(kind: str, name: str) -> None:
    assert kinds()[kind].declared()[name].privacy is Privacy.SENSITIVE


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in PERSONAL.items() for name in sorted(names)])
def test_who_and_where_is_personal(kind: str, name: str) -> None:
    assert kinds()[kind].declared()[name].privacy is Privacy.PERSONAL


def test_free_text_phones_files_and_facts_about_people_are_never_public() -> None:
    public_by_purpose = {("house_repair", "work_planned"), ("house_repair", "work_done")}  # what was built
    public_by_purpose.add(("question", "changes"))  # ids of changes, never what they say
    open_to_all = {
        (kind, name)
        for kind, model in kinds().items()
        if kind not in OF_BODIES
        for name, field in model.declared().items()
        if isinstance(field, LongText | Phone | CitizenId | Attachment | Facts) and field.privacy is Privacy.PUBLIC
    }
    assert open_to_all <= public_by_purpose
