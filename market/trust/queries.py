"""Reviews and questions as pages show them: pages by key, constant statements."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet

from market.accounts.actors import Actor, MerchantStaff, Shopper, require, require_duty
from market.display.rows import Pic
from market.display.rules import cursor, read_cursor
from market.kernel.errors import Invalid, NotFound
from market.orders.models import ConsignmentState, Line, Order
from market.trust import asking, rules
from market.trust.models import Question, Review, ReviewPicture
from market.trust.rules import Rating

MOST_AT_ONCE = 100
# What a picture of a review shows is its author's word; readers are told whose it is.
ALT = "买家拍的照片"


@dataclass(frozen=True, slots=True)
class PostView:
    """A review (1 to 5 stars) or a question (0). Hidden: no words, no pictures, but a reason."""

    pk: int
    id: str
    stars: int
    author: str
    bought: str
    text: str
    said_at: datetime
    changed_at: datetime | None
    pictures: tuple[Pic, ...]
    reply: str
    replied_at: datetime | None
    reply_changed_at: datetime | None
    hidden_reason: str
    own: bool
    product_id: str
    product_slug: str
    product_name: str
    merchant_name: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """A page of posts, newest first; `total` counts all pages. `rating` of all, hidden ones too;
    `counts` are the reviews of 1 to 5 stars.
    """

    nodes: tuple[PostView, ...]
    end_cursor: str | None
    has_next: bool
    total: int
    rating: Rating
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewable:
    """What may be done about one line of an order: WAITING, OPEN, WRITTEN or OVER.

    WRITTEN with an `until` in the future can still be changed.
    """

    line_id: str
    state: str
    until: datetime | None
    review: PostView | None


def reviews(*, actor: Actor, slug: str, first: int, after: str | None = None) -> PostPage:
    """Return a page of a product's reviews, newest first, and its rating. Three statements.

    Of a product that is no longer for sale too. Raises Invalid (first, after).
    """
    rows = Review.objects.filter(product__slug=slug)
    counts = star_counts(rows)
    return _page(rows, actor, first, after, total=sum(counts), counts=counts)


def questions(*, actor: Actor, slug: str, first: int, after: str | None = None) -> PostPage:
    """Return a page of a product's questions, newest first. Two statements."""
    rows = Question.objects.filter(product__slug=slug)
    return _page(rows, actor, first, after)


def own_questions(*, actor: Actor, first: int, after: str | None = None) -> PostPage:
    """Return what a shopper asked, newest first. Two statements. Raises Forbidden."""
    shopper = require(actor, Shopper)
    rows = Question.objects.filter(customer=shopper.customer_id)
    return _page(rows, actor, first, after)


def desk_posts(
    *, actor: Actor, what: str, first: int, after: str | None = None, waiting: bool = False
) -> PostPage:
    """Return the "REVIEW" or "QUESTION" posts about the own goods, newest first; only those
    without a reply that are `waiting`. Three statements. Raises Forbidden, Invalid.
    """
    staff = require_duty(actor, "GOODS")
    model = Review if what == "REVIEW" else Question
    rows: QuerySet[Any] = model.objects.visible_to(staff)
    if waiting:
        rows = rows.filter(replied_at=None, hidden_at=None)
    return _page(rows, staff, first, after)


def unanswered(actor: Actor) -> int:
    """Return how many questions wait for the seller's answer. One statement. Raises Forbidden."""
    staff = require(actor, MerchantStaff)
    waiting = Question.objects.filter(replied_at=None, hidden_at=None)
    return waiting.filter(merchant=staff.merchant_id).count()


def post(*, actor: Actor, post_id: str) -> PostView:
    """Return one post as `views` does. Two statements. Raises NotFound("post")."""
    found = views(_with_neighbours(asking.posts(post_id).visible_to(actor)), actor)
    if not found:
        raise NotFound("post")
    return found[0]


def for_the_county(post_ids: Collection[str]) -> dict[str, PostView]:
    """Return posts by id with their words, even hidden ones, for whoever decides.

    Three statements.
    """
    rows = [
        row
        for model in (Review, Question)
        for row in _with_neighbours(model.objects.filter(public_id__in=post_ids))
    ]
    return {view.id: view for view in views(rows, None, bare=True)}


def ratings(product_ids: Collection[str]) -> dict[str, Rating]:
    """Return the ratings of products by public id; those without a review are left out.

    One statement.
    """
    counted: dict[str, list[int]] = {}
    rows = (
        Review.objects.filter(product__public_id__in=product_ids)
        .values("product__public_id", "stars")
        .annotate(number=Count("pk"))
        .values_list("product__public_id", "stars", "number")
    )
    for product, stars, number in rows:
        counted.setdefault(product, [0] * len(rules.STARS))[stars - 1] = number
    return {product: rules.rating(counts) for product, counts in counted.items()}


def star_counts(rows: QuerySet[Any]) -> tuple[int, ...]:
    """Return how many reviews have 1, 2, 3, 4 and 5 stars. One statement."""
    named = {f"n{star}": Count("pk", filter=Q(stars=star)) for star in rules.STARS}
    found = rows.aggregate(**named)
    return tuple(found[name] for name in named)


def reviewable(*, actor: Actor, order_id: str, now: datetime) -> list[Reviewable]:
    """Return what may be reviewed of an own order, line by line. Four statements at most.

    Raises Forbidden, NotFound("order").
    """
    shopper = require(actor, Shopper)
    order = Order.objects.visible_to(shopper).filter(public_id=order_id).first()
    if order is None:
        raise NotFound("order")
    lines = list(
        Line.objects.filter(consignment__order=order)
        .order_by("pk")
        .annotate(delivered=_delivered_at())
        .values_list("pk", "public_id", "delivered")
    )
    rows = _with_neighbours(Review.objects.filter(line__in=[pk for pk, _, _ in lines]))
    written = dict(zip([row.line_id for row in rows], views(rows, actor), strict=True))
    return [_reviewable(line, delivered, written.get(pk), now) for pk, line, delivered in lines]


def _reviewable(
    line_id: str, delivered: datetime | None, review: PostView | None, now: datetime
) -> Reviewable:
    until = rules.review_until(delivered) if delivered else None
    if review is not None:
        return Reviewable(line_id, "WRITTEN", until, review)
    if until is None:
        return Reviewable(line_id, "WAITING", None, None)
    return Reviewable(line_id, "OPEN" if now <= until else "OVER", until, None)


def _delivered_at() -> Any:
    handed = Q(consignment__steps__now=ConsignmentState.DELIVERED)
    return Min("consignment__steps__at", filter=handed)


def _page(
    rows: QuerySet[Any],
    actor: Actor,
    first: int,
    after: str | None,
    *,
    total: int | None = None,
    counts: tuple[int, ...] = (),
) -> PostPage:
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    page = rows
    if after is not None:
        at, pk = read_cursor(after)
        page = page.filter(Q(said_at__lt=at) | Q(said_at=at, pk__lt=pk))
    found = list(_with_neighbours(page).order_by("-said_at", "-pk")[: first + 1])
    shown = found[:first]
    return PostPage(
        nodes=tuple(views(shown, actor)),
        end_cursor=cursor(shown[-1].said_at, shown[-1].pk) if shown else None,
        has_next=len(found) > first,
        total=rows.count() if total is None else total,
        rating=rules.rating(counts or (0,) * len(rules.STARS)),
        counts=counts,
    )


def _with_neighbours(rows: QuerySet[Any]) -> QuerySet[Any]:
    named: QuerySet[Any] = rows.annotate(
        product_code=F("product__public_id"),
        product_slug=F("product__slug"),
        product_name=F("product__name"),
        merchant_name=F("merchant__name"),
    )
    return named


def views(rows: Iterable[Any], actor: Actor | None, *, bare: bool = False) -> list[PostView]:
    """Return posts as they are shown to an actor; `bare` shows hidden words. One statement for
    the pictures, beside the rows' own.
    """
    posts = list(rows)
    pictures = _pictures([post for post in posts if isinstance(post, Review)])
    return [_view(post, pictures.get(post.pk, ()), actor, bare) for post in posts]


def _view(post: Any, pictures: Sequence[Pic], actor: Actor | None, bare: bool) -> PostView:
    shown, review = bare or post.hidden_at is None, isinstance(post, Review)
    return PostView(
        pk=post.pk,
        id=post.public_id,
        stars=post.stars if review else 0,
        author=post.author if review else "",
        bought=post.bought if review else "",
        text=post.text if shown else "",
        said_at=post.said_at,
        changed_at=post.changed_at if review else None,
        pictures=tuple(pictures) if shown and review else (),
        reply=post.reply if shown else "",
        replied_at=post.replied_at if shown else None,
        reply_changed_at=post.reply_changed_at if shown else None,
        hidden_reason=post.hidden_reason,
        own=isinstance(actor, Shopper) and post.customer_id == actor.customer_id,
        product_id=post.product_code,
        product_slug=post.product_slug,
        product_name=post.product_name,
        merchant_name=post.merchant_name,
    )


def _pictures(posts: Sequence[Review]) -> dict[int, list[Pic]]:
    found: dict[int, list[Pic]] = {}
    if not posts:
        return found
    rows = (
        ReviewPicture.objects.filter(review__in=posts, taken_out_at=None)
        .order_by("pk")
        .values_list("review_id", "picture__key", "picture__width", "picture__height")
    )
    for review, key, width, height in rows:
        found.setdefault(review, []).append(Pic(key, width, height, ALT))
    return found
