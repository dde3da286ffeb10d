"""What people say of goods, and a seller's integrity card, as anybody may see them."""

from typing import Any

import graphene

from market.trust import rules
from storefront_graphql.errors import payload
from storefront_graphql.paging import page_of
from storefront_graphql.types import fields as f
from storefront_graphql.types.catalogue import Picture
from storefront_graphql.types.ratings import Rating

# How a card names its lines, what they count, and what a seller can do about them.
CARD_WORDS: dict[str, tuple[str, str, str]] = {
    "CERTIFICATES": (
        "先开合格证再卖",
        "这段时间开始卖的批次里，第一单之前就开好承诺达标合格证的。",
        "收了新的一批，先开合格证，再上货。",
    ),
    "PACKED": (
        "按时打包",
        "付了款的单子里，在说好到货那天的前一天（最少给到付款第二天）打好包的。",
        "每天先看“今天”那一页，把要打包的打完。",
    ),
    "ANSWERED": (
        "两天内答问题",
        "提出来满 48 小时的问题里，48 小时内回答了的。",
        "每天看一次“问答”，不知道的也先回一句。",
    ),
    "REPLIED": (
        "两天内回差评",
        "写出来满 48 小时的 1 星、2 星评价里，48 小时内回复了的。",
        "差评先认真回一句，说清怎么补。",
    ),
    "PRAISED": (
        "四星五星的评价",
        "这段时间的评价里，给了 4 星或 5 星的。隐藏的评价也算在内。",
        "看看差评里说得最多的是哪一样，先改那一样。",
    ),
}


class Post(graphene.Interface):
    """Something said in public about a product. Hidden: no words, but a reason."""

    id = f.key()
    text = f.text()
    said_at = f.moment()
    reply = f.text("The seller's; empty without one.")
    replied_at = graphene.DateTime()
    reply_changed_at = graphene.DateTime()
    hidden_reason = f.text("Why the county hid it; empty when it is shown.")
    own = f.yes("The asking shopper wrote it.")
    product_id = f.key()
    product_slug = f.text()
    product_name = f.text()
    merchant_name = f.text()

    @classmethod
    def resolve_type(cls, post: Any, _info: Any) -> Any:
        return Review if post.stars else Question


class Review(graphene.ObjectType):
    """What the buyer of one line thinks of it."""

    class Meta:
        interfaces = (Post,)

    stars = f.whole("1 to 5.")
    author = f.text("Masked: 李**.")
    bought = f.text("The size that was bought.")
    changed_at = graphene.DateTime()
    pictures = f.several(Picture)


class Question(graphene.ObjectType):
    """What somebody wants to know before buying."""

    class Meta:
        interfaces = (Post,)


ReviewPage = page_of(
    Review,
    rating=f.one(Rating),
    counts=f.several(graphene.Int, "How many of 1, 2, 3, 4 and 5 stars."),
)
QuestionPage = page_of(Question)
ReviewPayload = payload("ReviewPayload", "The review as it is now.", review=f.maybe(Review))
PostPayload = payload("PostPayload", "The post as it is now.", post=f.maybe(Post))


class CardLine(graphene.ObjectType):
    """One line of an integrity card: of so many cases so many were as promised."""

    code = f.key()
    label = f.text("In Chinese.")
    done = f.whole()
    of = f.whole()
    percent = graphene.Int(description="Rounded down; null for fewer than 5 cases.")
    explanation = f.text("What is counted, in Chinese.")
    advice = f.text("What the seller can do about it, in Chinese.")

    @staticmethod
    def resolve_done(line: Any, _info: Any) -> int:
        return line.share.done

    @staticmethod
    def resolve_of(line: Any, _info: Any) -> int:
        return line.share.of

    @staticmethod
    def resolve_percent(line: Any, _info: Any) -> int | None:
        return line.share.percent

    @staticmethod
    def resolve_label(line: Any, _info: Any) -> str:
        return CARD_WORDS[line.code][0]

    @staticmethod
    def resolve_explanation(line: Any, _info: Any) -> str:
        return CARD_WORDS[line.code][1]

    @staticmethod
    def resolve_advice(line: Any, _info: Any) -> str:
        return CARD_WORDS[line.code][2]


class IntegrityCard(graphene.ObjectType):
    """A seller's record of the last 180 days, counted every morning, never typed."""

    on = f.date()
    days = f.whole("How far it looks back.")
    rating = f.one(Rating)
    lines = f.several(CardLine)

    @staticmethod
    def resolve_days(_card: Any, _info: Any) -> int:
        return rules.CARD_DAYS.days


class ReportPostInput(graphene.InputObjectType):
    post_id = f.key("A review or a question.")
    reason = f.text("What is wrong with it, for the county.")
