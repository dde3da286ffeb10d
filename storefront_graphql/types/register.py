"""The register of protected names, in words that anybody may read."""

import re
from typing import Any

import graphene
from django.conf import settings

from market.gi.rules import batch_number
from storefront_graphql.types import fields as f

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
STATUSES = {
    "ACTIVE": "有效",
    "LEGACY": "旧登记，没有查到转换公告",
    "RECOGNISED": "已认定",
    "SUPERSEDED": "已被新的登记取代",
    "REVOKED": "已撤销",
    "NONE": "没有登记",
    "UNKNOWN": "没有查实",
}
AUTHORITIES = {
    "MARA": "农业农村部",
    "CNIPA": "国家知识产权局",
    "AQSIQ": "原国家质检总局",
}
SURENESS = {"HIGH": "高", "MEDIUM": "中", "LOW": "低"}
_ANNOUNCEMENT = re.compile(r"announcement (\d+)( \(inferred\))?")
_OWN_WORDS = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fff、,， ]*")


class AuthorisedUser(graphene.ObjectType):
    """Who may use a right."""

    name = f.text()
    from_on = f.date()
    to_on = graphene.Date(description="Null: without an end.")


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
    users = f.several(AuthorisedUser)

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
    def resolve_status_label(right: Any, _info: Any) -> str:
        return STATUSES[right.status]

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
    def resolve_users(right: Any, _info: Any) -> Any:
        users = [user for user in right.authorised_users.all() if user.status == "ACTIVE"]
        return sorted(users, key=lambda user: (user.from_on, user.name))
