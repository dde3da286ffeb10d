"""Cards, listings and details: the busiest reads. Plain rows, a constant number of statements.

Everything starts from `Product.objects.listed(on)`: what is not for shoppers is not here. `on` is
the county's day.
"""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Left

from market.catalogue.models import Category, Product
from market.display import building, rules
from market.display.details import detail as detail
from market.display.rows import Card, FacetCount, Facets, Listing
from market.kernel.errors import Invalid
from market.places.models import Place

MOST_AT_ONCE = 100


def cards(*, product_pks: Sequence[int], on: date) -> list[Card]:
    """Return listed products as cards in the given order; the others are left out.

    At most 4 statements.
    """
    rows = building.product_rows(Product.objects.listed(on).filter(pk__in=product_pks))
    found = {card.pk: card for card in building.cards_of(rows, on)}
    return [found[pk] for pk in product_pks if pk in found]


def listing(
    *,
    first: int,
    on: date,
    after: str | None = None,
    town_code: str | None = None,
    category: str | None = None,
    merchant_slug: str | None = None,
) -> Listing:
    """Return listed products, newest first, sold-out ones among them.

    At most 5 statements. Raises Invalid: first (1 to 100), after (not a cursor of a listing).
    """
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    wanted = _narrowed(on, town_code, category, merchant_slug)
    page = wanted.order_by("-listed_at", "-pk")
    if after is not None:
        at, pk = rules.read_cursor(after)
        page = page.filter(Q(listed_at__lt=at) | Q(listed_at=at, pk__lt=pk), listed_at__lte=at)
    rows = building.product_rows(page[: first + 1])
    shown = rows[:first]
    return Listing(
        cards=tuple(building.cards_of(shown, on)),
        end_cursor=rules.cursor(shown[-1].listed_at, shown[-1].pk) if shown else None,
        has_next=len(rows) > first,
        total=wanted.count(),
    )


def facets(*, on: date, town_code: str | None = None, category: str | None = None) -> Facets:
    """Return kinds (within the town, if one is given) and towns (within the kind), with counts.

    4 statements.
    """
    kinds = dict(
        _narrowed(on, town_code, None, None)
        .values("category_id")
        .annotate(count=Count("pk"))
        .values_list("category_id", "count")
    )
    towns = dict(
        _narrowed(on, None, category, None)
        .values(town=Left("origin_id", 9))
        .annotate(count=Count("pk"))
        .values_list("town", "count")
    )
    named_kinds = Category.objects.order_by("position", "code").values_list("code", "name")
    named_towns = Place.objects.towns().filter(code__in=towns).order_by("code")
    return Facets(
        categories=tuple(
            FacetCount(code, name, kinds[code]) for code, name in named_kinds if code in kinds
        ),
        towns=tuple(
            FacetCount(code, name, towns[code])
            for code, name in named_towns.values_list("code", "name")
        ),
    )


def _narrowed(
    on: date, town_code: str | None, category: str | None, merchant_slug: str | None
) -> QuerySet[Product]:
    products = Product.objects.listed(on)
    if town_code is not None:
        products = products.filter(origin__code__startswith=town_code)
    if category is not None:
        products = products.filter(category_id=category)
    if merchant_slug is not None:
        products = products.filter(merchant__slug=merchant_slug)
    return products
