"""Protected names in the texts of goods: looked for after every change, decided by the county.

Looked for by a job, so that every way to change a text is covered: the editor, a copy, an import,
a new name of the shop, and a right that ended while its name stayed in the title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import StringAgg
from django.db import transaction
from django.db.models import Q

from market.accounts.actors import Actor, require_county
from market.cases import queries as cases
from market.cases.models import Case, CaseKind
from market.catalogue import listing
from market.catalogue.models import Product, ProductStatus
from market.gi import flagging, names
from market.gi import queries as gi
from market.gi.models import FlagState, Right, TextFlag, WatchedName
from market.kernel import days

# What the hold of a product is called in `Product.held_for`.
CAUSE = "TEXT"
_CHUNK = 200


def check_texts(*, product_ids: Sequence[str], now: datetime) -> None:
    """Compare the texts of products (public ids) with the protected names; flag, or take back.

    A name is allowed to goods that come under its right, of a seller who may use it today. Each
    product is a transaction of its own. Checking again changes nothing.
    """
    protected = flagging.table()
    for start in range(0, len(product_ids), _CHUNK):
        chunk = product_ids[start : start + _CHUNK]
        products = (
            Product.objects.filter(public_id__in=chunk)
            .select_related("merchant", "right")
            .prefetch_related("variants")
            .order_by("pk")
        )
        for product in products:
            _check(product, protected, now)


def products_of_right(right_id: str) -> list[str]:
    """Return the goods for which a change of the right may matter: those under it, those flagged
    for its name.
    """
    flagged = TextFlag.objects.exclude(state=FlagState.CLEAR).values("subject")
    wanted = Q(right__public_id=right_id) | Q(public_id__in=flagged)
    products = Product.objects.filter(wanted).order_by("pk")
    return list(products.values_list("public_id", flat=True))


def products_of_name(name_id: str) -> list[str]:
    """Return the goods for which a name of the county's list may matter: those that use it, and
    once it is watched no longer those that were flagged for it.
    """
    row = WatchedName.objects.filter(public_id=name_id).first()
    if row is None:
        return []
    if row.removed_at is not None:
        flagged = TextFlag.objects.exclude(state=FlagState.CLEAR)
        return list(
            flagged.filter(hits__contains=[{"name": row.name}]).values_list("subject", flat=True)
        )
    table = [names.Name(row.name)]
    goods = Product.objects.exclude(status=ProductStatus.DRAFT).annotate(
        sizes=StringAgg("variants__name", delimiter="\n", default="")
    )
    texts = goods.values_list("public_id", "name", "subtitle", "story", "merchant__name", "sizes")
    return [
        public_id
        for public_id, *said in texts.order_by("pk").iterator(chunk_size=_CHUNK)
        if any(names.protected_names_in(each, table) for each in said)
    ]


@dataclass(frozen=True, slots=True)
class Question:
    """A flagged product for the county: its words, field by field, and the case of the question.

    `may_use` names the right that the goods come under and whose name this seller may use.
    """

    product_id: str
    name: str
    merchant_id: str
    merchant_name: str
    credit_code: str
    right: Right | None
    may_use: bool
    texts: tuple[tuple[str, str], ...]
    flag: TextFlag
    case: Case | None


def question(*, actor: Actor, product_id: str, on: date) -> Question | None:
    """Return what is asked about a product's words, decided or not; None if nothing ever was.

    Five statements. Raises Forbidden.
    """
    require_county(actor)
    flag = TextFlag.objects.filter(subject=product_id).first()
    goods = Product.objects.select_related("merchant", "right").prefetch_related("variants")
    product = goods.filter(public_id=product_id).first()
    if flag is None or product is None:
        return None
    texts = _texts(product)
    right, code = product.right, product.merchant.credit_code
    return Question(
        product_id=product.public_id,
        name=product.name,
        merchant_id=product.merchant.public_id,
        merchant_name=product.merchant.name,
        credit_code=code,
        right=right,
        may_use=right is not None and gi.is_user(right.pk, code, on),
        texts=tuple((field, said) for field, said in texts.items() if said),
        flag=flag,
        case=cases.latest(kind=CaseKind.TEXT, subjects=[product_id]).get(product_id),
    )


@transaction.atomic
def decide_text(
    *, actor: Actor, product_id: str, approve: bool, reason: str, now: datetime
) -> TextFlag:
    """Say for the county whether a product's words may stand; with a no it leaves the shop.

    The seller reads the reason. Raises Forbidden, NotFound("case"), Invalid("reason").
    """
    flag = flagging.decide_text(
        actor=actor, subject=product_id, approve=approve, reason=reason, now=now
    )
    if flag.state == FlagState.REFUSED:
        listing.hold(product_ids=[product_id], cause=CAUSE, reason=flag.reason, now=now)
    return flag


def _texts(product: Product) -> dict[str, str]:
    return {
        "name": product.name,
        "subtitle": product.subtitle,
        "story": product.story,
        "variants": "\n".join(variant.name for variant in product.variants.all()),
        "shop": product.merchant.name,
    }


def _check(product: Product, protected: Sequence[names.Name], now: datetime) -> None:
    fields = _texts(product)
    allowed: list[str] = []
    if product.right is not None and gi.is_user(
        product.right.pk, product.merchant.credit_code, days.day(now)
    ):
        allowed = [product.right.public_id]
    # A draft is nobody's business yet; what was flagged stays so until it is in order.
    if product.status == ProductStatus.DRAFT:
        fields = dict.fromkeys(fields, "")
    flagging.flag_text(
        subject=product.public_id,
        merchant=product.merchant.public_id,
        title=product.name,
        fields=fields,
        allowed_right_ids=allowed,
        now=now,
        protected=protected,
    )
