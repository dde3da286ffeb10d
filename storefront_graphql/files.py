"""Pictures and papers from their storages, and the answer to "are you there?"."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from market.accounts.actors import Actor, Anonymous
from market.audit.context import acting
from market.kernel.errors import NotFound
from market.media import services as media
from storefront_graphql.context import role_at, signed_in_user

# A key names its content, so a file under it never changes.
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, key: str, width: int, kind: str) -> HttpResponseBase:
    """Send one width of a picture, as WebP or AVIF; it may be kept for ever."""
    try:
        file = default_storage.open(f"{key}/{width}.{kind}")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type=f"image/{kind}", headers={"Cache-Control": FOREVER})


# What was sent by others is never shown as a page of ours, whatever a browser makes of it.
SEALED = "default-src 'none'; sandbox"
TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg"}


@require_safe
def document(request: HttpRequest, document_id: str) -> HttpResponseBase:
    """Send a paper as a download to whoever may read it; nobody else learns that it is there.

    Staff and operators are known by their session; public papers are for everybody.
    """
    for actor in _roles(request):
        try:
            opened = _open(actor, request, document_id)
        except NotFound:
            continue
        paper = opened.document
        response = FileResponse(
            opened.file, as_attachment=True, filename=paper.name, content_type=TYPES[paper.kind]
        )
        response.headers["Content-Length"] = str(paper.size)
        response.headers["Content-Security-Policy"] = SEALED
        response.headers["Cache-Control"] = FOREVER if paper.is_public else "private, no-store"
        return response
    raise Http404


def _open(actor: Actor, request: HttpRequest, document_id: str) -> media.Opened:
    request_id: str = request.request_id  # type: ignore[attr-defined]
    now = request.now  # type: ignore[attr-defined]
    with acting(actor.ref, through="documents", request_id=request_id):
        return media.open_document(
            actor=actor, document_id=document_id, request_id=request_id, now=now
        )


def _roles(request: HttpRequest) -> Iterator[Actor]:
    """Yield what somebody may be here, the least first: so a public paper names nobody."""
    yield Anonymous()
    user = signed_in_user(request, request.now)  # type: ignore[attr-defined]
    for door in ("desk", "county") if user else ():
        actor = role_at(door, user)
        if actor is not None:
            yield actor


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
