"""Pictures from the media storage, and the answer to "are you there?"."""

from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

# A key names its content, so a file under it never changes.
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def picture(request: HttpRequest, key: str, width: int) -> HttpResponseBase:
    """Send one width of a picture; it may be kept for ever."""
    try:
        file = default_storage.open(f"{key}/{width}.webp")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, content_type="image/webp", headers={"Cache-Control": FOREVER})


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain", headers={"Cache-Control": "no-store"})
