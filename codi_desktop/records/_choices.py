"""The lists that several kinds of record choose from: code → label. Codes are a promise, labels are not."""

from codi_desktop.i18n import N_

LEVELS = {
    "tambon": N_("Tambon"),
    "amphoe": N_("Amphoe"),
    "province": N_("Province"),
    "group": N_("Province group"),
    "region": N_("Region"),
    "country": N_("Country"),
}

STEPS = {
    "surveyed": N_("Surveyed"),
    "certified": N_("Certified by the forum"),
    "proposed": N_("Proposed to the province"),
    "approved": N_("Approved"),
    "contracted": N_("Contract and instalment"),
    "repairing": N_("Under repair"),
    "inspected": N_("Inspected"),
    "handed_over": N_("Handed over"),
    "closed": N_("Closed"),
}

SIDES = {
    "reserve": N_("On the reserve list"),
    "withdrawn": N_("Withdrawn"),
    "deceased": N_("Owner deceased"),
    "moved": N_("Moved away"),
    "substituted": N_("Replaced by another house"),
}

RESUMED = {"resumed": N_("Back in the work")}

PARTS = {
    "posts": N_("Posts"),
    "beams": N_("Beams"),
    "roof_frame": N_("Roof frame"),
    "roof": N_("Roof"),
    "floor": N_("Floor"),
    "walls": N_("Walls"),
    "doors_windows": N_("Doors and windows"),
    "toilet": N_("Toilet"),
    "electricity": N_("Electricity"),
    "water": N_("Water supply"),
    "stairs_rails": N_("Stairs, rails and ramps"),
}

PROGRAMMES = {
    "baan_por_piang": N_("Ban Phor Phiang"),
    "baan_mankong_rural": N_("Rural Baan Mankong"),
    "disaster": N_("Repair after a disaster"),
    "other": N_("Another programme"),
}

REPAIR_CLASSES = {
    "repair": N_("Repair"),
    "extend": N_("Extension"),
    "adapt": N_("Adapting for the old or disabled"),
    "new_build": N_("New house"),
    "move": N_("Moving the house"),
}

SOURCES = {
    "CODI": N_("CODI"),
    "local_government": N_("Local government"),
    "msdhs": N_("MSDHS"),
    "company": N_("Company"),
    "community": N_("Community"),
    "family": N_("Family"),
    "other": N_("Others"),
}

MONEY_FORMS = {"cash": N_("Cash"), "materials": N_("Materials"), "labour": N_("Labour")}

PHASES = {"planned": N_("Planned"), "received": N_("Received"), "spent": N_("Spent")}

STAGES = {
    "before": N_("Before the repair"),
    "during": N_("During the repair"),
    "after": N_("After the repair"),
    "document": N_("Document"),
}

TENURES = {
    "owner": N_("Own house and land"),
    "house_only": N_("Own house on another's land"),
    "living": N_("Lives there by permission"),
    "rent": N_("Rents"),
    "state_land": N_("On state land"),
    "encroach": N_("Without a right to the land"),
}

SECURE_TENURES = frozenset({"owner"})  # with any other, the owner's consent is needed

VULNERABILITIES = {
    "elderly": N_("Elderly"),
    "disabled": N_("Disabled"),
    "bedridden": N_("Bedridden"),
    "chronic_illness": N_("Chronic illness"),
    "mental_illness": N_("Mental illness or dementia"),
    "pregnant": N_("Pregnant"),
    "small_child": N_("Small child"),
    "single_parent": N_("Single parent"),
    "poor": N_("Very poor"),
    "lives_alone": N_("Lives alone"),
    "carer_missing": N_("Nobody to care for them"),
}

HAZARDS = {
    "collapse": N_("May collapse"),
    "flood": N_("Floods"),
    "storm": N_("Storms"),
    "fire": N_("Fire"),
    "landslide": N_("Landslide"),
    "erosion": N_("Bank erosion"),
    "wiring": N_("Unsafe wiring"),
    "termites": N_("Termites"),
}

ACTING = {
    "acting": N_("Acting"),
    "on_behalf": N_("On behalf of"),
    "for": N_("For"),
}
