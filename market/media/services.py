"""Taking in pictures and papers (licences, permits, certificates, reports), handing papers out.

Pillow is loaded with the first picture: most processes never see one.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction

from market.accounts.actors import Actor
from market.events.bus import emit
from market.kernel.errors import DomainError, NotFound
from market.media import pdf, rules
from market.media.models import Document, DocumentKind, DocumentOpening, Picture

if TYPE_CHECKING:
    from market.media import pictures

DOCUMENTS = "documents"


@dataclass(eq=False)
class PictureRefused(DomainError):
    """Not a picture that can be shown. `rule`: size, type, pixels or broken; `name`: the file."""

    code: ClassVar[str] = "PICTURE_REFUSED"
    rule: str = ""
    name: str = ""

    @property
    def field(self) -> str:
        return "picture"


@dataclass(eq=False)
class DocumentRefused(DomainError):
    """Not a paper that can be kept. `rule`: size, type, broken, active, encrypted or pixels."""

    code: ClassVar[str] = "DOCUMENT_REFUSED"
    rule: str = ""
    name: str = ""

    @property
    def field(self) -> str:
        return "document"


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with its content, for whoever may read it. Close the file."""

    document: Document
    file: "File[bytes]"


@transaction.atomic
def accept_picture(*, data: bytes, name: str, now: datetime) -> Picture:
    """Verify, clean and size a picture; the same picture again gives the row that there is.

    JPEG, PNG or WebP by content, at most 10 MB and 40 million pixels, not more than 12 times as
    long as wide. Of several frames the first is taken. Stored: `<key>/<width>.webp`, upright, in
    WebP, nothing else of the file; AVIF follows from `picture.accepted`. `name` is what the sender
    calls it; only for the refusal. Raises PictureRefused.
    """
    from market.media import pictures

    if len(data) > rules.MAX_BYTES:
        raise PictureRefused("size", name)
    try:
        sizes = pictures.renditions(data)
    except pictures.NotAPicture as refusal:
        raise PictureRefused(str(refusal), name) from None
    largest = sizes[-1]
    key = hashlib.sha256(largest.data).hexdigest()[:32]
    picture, made = _row(key, largest, [size.width for size in sizes])
    # Only now that the row is ours: whoever clears away unused files waits for it, or has ended.
    for size in sizes:
        _store(picture.file(size.width, "webp"), size.data)
    if made:
        emit("picture.accepted", picture=picture.public_id)
    return picture


def _row(key: str, largest: "pictures.Rendition", widths: list[int]) -> tuple[Picture, bool]:
    """Return the row of a key, used from now on, and whether it is new. One statement wins."""
    new = Picture(key=key, width=largest.width, height=largest.height, widths=widths)
    Picture.objects.bulk_create(
        [new], update_conflicts=True, unique_fields=["key"], update_fields=["unused_since"]
    )
    picture = Picture.objects.get(key=key)
    return picture, picture.public_id == new.public_id


@transaction.atomic
def add_avif(*, picture_id: str) -> None:
    """Make the AVIF files of a picture, and tell `picture.sized`; what is there is left alone.

    Takes about a second, so a worker does it. Without the picture nothing is done.
    """
    from market.media import pictures

    picture = Picture.objects.filter(public_id=picture_id, avif=False).first()
    if picture is None:
        return
    for width in picture.widths:
        with default_storage.open(picture.file(width, "webp")) as file:
            made = pictures.avif(file.read())
        _store(picture.file(width, "avif"), made)
    Picture.objects.filter(pk=picture.pk).update(avif=True)
    emit("picture.sized", picture=picture_id)


def _store(path: str, data: bytes) -> None:
    """Write a file unless it is there; a key never has other content."""
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))


@transaction.atomic
def accept_document(
    *, data: bytes, name: str, owner: str, now: datetime, public: bool = False
) -> Document:
    """Verify and keep a paper; the same paper of the same owner again gives the row that there is.

    PDF, JPEG, PNG or WebP by content, at most 10 MB. Pictures are cleaned and kept as JPEG; a PDF
    is kept as it came, unless it has a password, scripts, actions or files inside. `owner` is a
    merchant's public id, or "" for the county. `public` ones, and all of the county, can be read
    by everybody; the others by the merchant's staff and by operators. `name` is what the sender
    calls the file; it is shown, and never becomes a path. Raises DocumentRefused.
    """
    kind, kept = _kept(data, name)
    digest = hashlib.sha256(kept).hexdigest()
    document, made = Document.objects.get_or_create(
        owner=owner,
        sha256=digest,
        is_public=public or not owner,
        defaults={"name": rules.document_name(name, kind), "kind": kind, "size": len(kept)},
    )
    if made and not storage().exists(document.path):
        storage().save(document.path, ContentFile(kept))
    return document


def storage() -> Storage:
    """Return the private storage; no web server may send from it by itself."""
    return storages[DOCUMENTS]


@transaction.atomic
def open_document(*, actor: Actor, document_id: str, request_id: str, now: datetime) -> Opened:
    """Return a document's content; that a private one was opened is written down first.

    Raises NotFound: not there, not visible to the actor, or its file is gone.
    """
    document = Document.objects.visible_to(actor).filter(public_id=document_id).first()
    if document is None:
        raise NotFound("document")
    if not document.is_public:
        DocumentOpening.objects.create(
            document=document, actor=actor.ref, at=now, request=request_id
        )
    try:
        return Opened(document, storage().open(document.path))
    except FileNotFoundError:
        raise NotFound("document") from None


def _kept(data: bytes, name: str) -> tuple[DocumentKind, bytes]:
    from market.media import pictures

    if len(data) > rules.MAX_BYTES:
        raise DocumentRefused("size", name)
    try:
        if data.startswith(b"%PDF-"):
            pdf.check(data)
            return DocumentKind.PDF, data
        return DocumentKind.JPEG, pictures.paper(data)
    except (pdf.NotAPdf, pictures.NotAPicture) as refusal:
        raise DocumentRefused(str(refusal), name) from None
