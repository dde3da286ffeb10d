"""The register of protected names, in words that anybody may read."""

import re
from datetime import date
from typing import Any

import graphene
from django.conf import settings

from market.display import origins
from market.gi import drawing, history
from market.gi.models import Monitoring
from market.gi.rules import batch_number
from market.kernel import days
from storefront_graphql.paging import page_of
from storefront_graphql.scalars import Grams
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import ProductCard
from storefront_graphql.types.documents import Document
from storefront_graphql.types.ratings import judged
from storefront_graphql.types.register_words import KINDS, STATUSES, SURENESS, differences

SCHEMES: dict[str, tuple[str, str]] = {
    "GI_PRODUCT": (
        "地理标志产品",
        "国家认定的地方名产。在划定的范围里出产、被准许使用的人，才能用这个名字。",
    ),
    "GI_MARK": (
        "地理标志商标",
        "注册成集体或证明商标的地方名产。产地对、得到商标持有人许可，才能用。",
    ),
    "AGRI_GI": (
        "农产品地理标志登记",
        "农业农村部做过的登记，2022 年起不再办新的。这是旧登记，不等于地理标志产品。",
    ),
    "VILLAGE_PRODUCT": (
        "一村一品示范村镇",
        "给一个村或一个乡镇的荣誉，说明那里专做这样东西。它不保证品质。",
    ),
    "NONE": ("没有查到登记", "大家这么叫，但没有查到公告。商品上不会给标。"),
}
AUTHORITIES = {
    "MARA": "农业农村部",
    "CNIPA": "国家知识产权局",
    "AQSIQ": "原国家质检总局",
}
_ANNOUNCEMENT = re.compile(r"announcement (\d+)( \(inferred\))?")
_OWN_WORDS = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff、,， ]*")


class AuthorisedUser(graphene.ObjectType):
    """Who may use a right."""

    name = f.text()
    from_on = f.date()
    to_on = graphene.Date(description="Null: without an end.")


class DatedStatus(graphene.ObjectType):
    """What a right is from a day on."""

    from_on = f.date()
    status = f.text()
    label = f.text("In Chinese.")


class Difference(graphene.ObjectType):
    """One word of an entry that changed; empty is nothing."""

    label = f.text("In Chinese.")
    before = f.text()
    after = f.text()


class EntryChange(graphene.ObjectType):
    """What became of an entry, when, why and on what paper."""

    id = f.key()
    what = f.text("RIGHT, STATUS, USER or STRIKE_OFF.")
    what_label = f.text("In Chinese.")
    about = f.text("The credit code of the user that it is about, or nothing.")
    at = f.moment()
    why = f.text()
    source = f.text("May be empty where there is a document.")
    document = f.maybe(Document)
    is_new = f.yes("There was nothing before.")
    differences = f.several(Difference)

    @staticmethod
    def resolve_id(change: Any, _info: Any) -> str:
        return change.public_id

    @staticmethod
    def resolve_what_label(change: Any, _info: Any) -> str:
        return KINDS[change.what]

    @staticmethod
    def resolve_document(change: Any, _info: Any) -> Any:
        """A seller's own paper is for the county alone."""
        paper = change.document
        return paper if paper is not None and paper.is_public else None

    @staticmethod
    def resolve_is_new(change: Any, _info: Any) -> bool:
        return change.before is None

    @staticmethod
    def resolve_differences(change: Any, _info: Any) -> Any:
        return differences(change.before, change.after)


class SketchMark(graphene.ObjectType):
    """A town or village on the sketch, where `places` drew it."""

    code = f.key()
    name = f.text()
    town = f.yes()
    x = f.whole()
    y = f.whole()
    within = f.yes("It belongs to the area.")


class AreaSketch(graphene.ObjectType):
    """The area within this county. Lines are SVG path data in a box of `width` by `height`.

    A sketch, not a map: towns and villages are drawn, and no boundary of them is known.
    """

    width = f.whole()
    height = f.whole()
    county = f.text("The county's outline.")
    area = f.text("The announced outline, where the register has one.")
    whole = f.yes("All of the county belongs to it.")
    marks = f.several(SketchMark)
    names = f.several(graphene.String, "The places of the area, in words.")


class RegisterEntry(graphene.ObjectType):
    """A right to a name, as its source gives it."""

    id = f.key()
    name = f.text()
    scheme = f.text()
    scheme_label = f.text("What kind of right it is, in Chinese.")
    meaning = f.text("What that kind of right says and does not say.")
    status = f.text()
    status_label = f.text("In Chinese.")
    authority = f.text("Who gave it; may be empty, like the next four.")
    number = f.text()
    announced = f.text("2019, 2019-06 or 2019-06-24.")
    holder = f.text()
    area = f.text("The area in short; the announcement is what counts.")
    sureness = f.text("How sure the source is: 高, 中, 低.")
    source = f.text("The key of the source.")
    local = f.yes("Its area is this county or reaches into it.")
    users = f.several(AuthorisedUser, "Those who may use it today.")
    category = f.text()
    varieties = f.several(graphene.String, "Those that the announcement names; may be none.")
    standard = f.text("The number of its standard; may be empty.")
    ceiling_grams = graphene.Field(Grams, description="Of a season; null: not known.")
    season_starts = f.text("The first day of a season, MM-DD.")
    valid_from = graphene.Date()
    valid_to = graphene.Date(description="The last day; null: without an end.")
    monitoring = f.text("UNKNOWN, CONFIRMED or LAPSED; of honours only.")
    monitoring_label = f.text("In Chinese.")
    monitored_on = graphene.Date()
    statuses = f.several(DatedStatus, "By day, past and to come; before the first it is another.")
    changes = f.several(EntryChange, "The newest first, a hundred at most.")
    sketch = f.maybe(AreaSketch, "Null where the area does not reach into this county.")
    goods = f.several(ProductCard, "Goods that carry its badge today, the newest 24 at most.")

    @staticmethod
    def resolve_id(right: Any, _info: Any) -> str:
        return right.public_id

    @staticmethod
    def resolve_scheme_label(right: Any, _info: Any) -> str:
        return SCHEMES[right.scheme][0]

    @staticmethod
    def resolve_meaning(right: Any, _info: Any) -> str:
        return SCHEMES[right.scheme][1]

    @staticmethod
    def resolve_status(right: Any, info: Any) -> str:
        return right.status_on(days.day(info.context.now))

    @staticmethod
    def resolve_status_label(right: Any, info: Any) -> str:
        return STATUSES[right.status_on(days.day(info.context.now))]

    @staticmethod
    def resolve_statuses(right: Any, _info: Any) -> Any:
        return [
            {"from_on": date.fromisoformat(first), "status": status, "label": STATUSES[status]}
            for first, status in right.statuses
        ]

    @staticmethod
    def resolve_monitoring_label(right: Any, _info: Any) -> str:
        return str(Monitoring(right.monitoring).label)

    @staticmethod
    def resolve_changes(right: Any, _info: Any) -> Any:
        return history.changes(right)

    @staticmethod
    def resolve_sketch(right: Any, _info: Any) -> Any:
        return drawing.sketch(right)

    @staticmethod
    def resolve_goods(right: Any, info: Any) -> Any:
        return judged(origins.carrying(right=right, on=days.day(info.context.now)), info)

    @staticmethod
    def resolve_authority(right: Any, _info: Any) -> str:
        return AUTHORITIES.get(right.authority, right.authority)

    @staticmethod
    def resolve_number(right: Any, _info: Any) -> str:
        batch = batch_number(right.number)
        if batch is not None:
            return f"第{batch}批"
        said = _ANNOUNCEMENT.fullmatch(right.number)
        if said:
            return f"公告第{said[1]}号{'（推定）' if said[2] else ''}"
        return "" if right.number.startswith("batch") else right.number

    @staticmethod
    def resolve_area(right: Any, _info: Any) -> str:
        found = _OWN_WORDS.match(right.area)
        return found[0].strip(" ，、,") if found else ""

    @staticmethod
    def resolve_sureness(right: Any, _info: Any) -> str:
        return SURENESS[right.confidence]

    @staticmethod
    def resolve_local(right: Any, _info: Any) -> bool:
        county = settings.COUNTY_CODE
        return any(code.startswith(county) or county.startswith(code) for code in right.area_codes)

    @staticmethod
    def resolve_users(right: Any, info: Any) -> Any:
        today = days.day(info.context.now)
        users = [
            user
            for user in right.authorised_users.all()
            if user.status == "ACTIVE"
            and user.from_on <= today
            and (user.to_on is None or today <= user.to_on)
        ]
        return sorted(users, key=lambda user: (user.from_on, user.name))


RegisterPage = page_of(RegisterEntry, name="RegisterPage")
