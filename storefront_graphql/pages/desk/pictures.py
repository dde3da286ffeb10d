"""A product's pictures at the desk: several at once, in order, described, cropped."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import say_refusals, see, whole, wrongs
from storefront_graphql.pages.staff import REFUSED

MOST_AT_ONCE = 9


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def album(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show the pictures; take new ones in, and say of each file what became of it."""
    if request.method != "POST":
        return _page(request, product_id)
    files = request.FILES.getlist("pictures")
    if not files:
        return _page(request, product_id, wrong={"pictures": "先选图片。"}, status=REFUSED)
    results = [_taken(request, product_id, file) for file in files[:MOST_AT_ONCE]]
    results += [
        {"name": file.name, "wrong": f"一次最多 {MOST_AT_ONCE} 张，这张没有传。"}
        for file in files[MOST_AT_ONCE:]
    ]
    refused = any(result["wrong"] for result in results)
    return _page(request, product_id, results=results, status=REFUSED if refused else 200)


@require_POST
@DESK.page
def order(request: HttpRequest, product_id: str) -> HttpResponse:
    """Put one picture at a place, or all of them in the order that was dragged."""
    moved = request.POST.get("picture")
    if moved:
        payload = DESK.do(
            request,
            "MovePicture",
            productId=product_id,
            pictureId=moved,
            position=whole(request.POST.get("to")) or 0,
        )
    else:
        ids = request.POST.getlist("order")
        payload = DESK.do(request, "OrderPictures", productId=product_id, pictureIds=ids)
    _found(payload)
    return _back(request, product_id, payload, "顺序改好了。", moved)


@require_POST
@DESK.page
def change(request: HttpRequest, product_id: str, picture_id: str) -> HttpResponse:
    """Save what a picture shows, and what of it stays in sight."""
    given = {
        "alt": request.POST.get("alt"),
        "focusX": whole(request.POST.get("focusX")),
        "focusY": whole(request.POST.get("focusY")),
    }
    kept = {name: value for name, value in given.items() if value is not None}
    payload = DESK.do(request, "UpdatePicture", productId=product_id, pictureId=picture_id, **kept)
    _found(payload)
    if payload["errors"]:
        wrong = {f"{picture_id}.{field}": text for field, text in wrongs(payload).items()}
        return _page(request, product_id, wrong=wrong, typed={picture_id: kept}, status=REFUSED)
    return _back(request, product_id, payload, "存好了。", picture_id)


@require_POST
@DESK.page
def remove(request: HttpRequest, product_id: str, picture_id: str) -> HttpResponse:
    """Take a picture away."""
    payload = DESK.do(request, "RemovePicture", productId=product_id, pictureId=picture_id)
    _found(payload)
    return _back(request, product_id, payload, "拿掉了一张图片。", None)


def _taken(request: HttpRequest, product_id: str, file: Any) -> dict[str, Any]:
    payload = DESK.do(request, "AddPicture", productId=product_id, picture=file)
    wrong = next((error["message"] for error in payload["errors"]), "")
    return {"name": file.name, "wrong": wrong}


def _found(payload: Mapping[str, Any]) -> None:
    """Raise Http404 for a stranger's product, or a picture that it does not have."""
    if any(error["code"] == "NOT_FOUND" for error in payload["errors"]):
        raise Http404


def _back(
    request: HttpRequest,
    product_id: str,
    payload: Mapping[str, Any],
    done: str,
    picture_id: str | None,
) -> HttpResponse:
    if not say_refusals(request, payload):
        messages.success(request, done)
    anchor = f"#{picture_id}" if picture_id and not payload["errors"] else ""
    return see(reverse("desk_pictures", args=[product_id]) + anchor)


def _page(
    request: HttpRequest,
    product_id: str,
    *,
    results: Sequence[Mapping[str, Any]] = (),
    wrong: Mapping[str, str] | None = None,
    typed: Mapping[str, Mapping[str, Any]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the album; what was typed stays beside what is wrong with it."""
    found = DESK.ask(request, "PicturesRoom", productId=product_id)
    if found["album"] is None:
        raise Http404
    pictures = found["album"]["pictures"]
    wrong = wrong or {}
    rows = [
        {
            "pic": {**pic, **(typed or {}).get(pic["id"], {})},
            "number": number,
            "before": number - 2,
            "after": number if number < len(pictures) else None,
            "wrong": wrong.get(f"{pic['id']}.alt") or wrong.get(f"{pic['id']}.form"),
        }
        for number, pic in enumerate(pictures, start=1)
    ]
    context = {"album": found["album"], "rows": rows, "results": results, "wrong": wrong}
    return show(request, "pictures", found["me"], context, status)
