"""List every kind of paper that the program prints. A new one is a new file here and one line below."""

from codi_desktop.documents import handover_certificate
from codi_desktop.documents._document import Document

DOCUMENTS: dict[str, Document] = {document.name: document for document in (handover_certificate.DOCUMENT,)}
