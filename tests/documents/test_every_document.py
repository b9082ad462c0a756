import importlib
import io
import pickle
import pkgutil

import pytest

from codi_desktop import documents, i18n
from codi_desktop.documents.register import DOCUMENTS
from tests.documents.samples import certificate

FACTS = {"handover_certificate": certificate()}


def test_every_file_that_declares_a_document_is_in_the_register() -> None:
    files = [module.name for module in pkgutil.iter_modules(documents.__path__) if not module.name.startswith("_")]
    modules = [importlib.import_module(f"codi_desktop.documents.{name}") for name in files]
    declared = {module.DOCUMENT.name: module.DOCUMENT for module in modules if hasattr(module, "DOCUMENT")}
    assert declared == DOCUMENTS


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
