import io
import pickle
import pkgutil

import pytest

from codi_desktop import documents, i18n
from codi_desktop.documents.register import DOCUMENTS
from tests.documents.samples import certificate

MACHINERY = {"register", "render", "worker"}
FACTS = {"handover_certificate": certificate()}


def test_every_file_that_is_no_machinery_is_a_document_of_the_register() -> None:
    files = {module.name for module in pkgutil.iter_modules(documents.__path__) if not module.name.startswith("_")}
    assert files - MACHINERY == set(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_has_a_thai_label_and_prints_facts_that_travel_between_processes(name: str) -> None:
    document = DOCUMENTS[name]
    i18n.set_language("en")
    english = document.label
    i18n.set_language("th")
    assert document.name == name
    assert document.label != english
    assert isinstance(FACTS[name], document.facts)
    out = io.BytesIO()
    document.write([pickle.loads(pickle.dumps(FACTS[name]))], out, invariant=True)  # noqa: S301  our own bytes
    assert out.getvalue().startswith(b"%PDF-")
