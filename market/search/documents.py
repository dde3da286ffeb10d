"""What lies in the index: one document a listed product, under an alias.

Analysis uses only names that a stock server with the analysis-smartcn plugin has too.
"""

import json
import secrets
import zlib
from datetime import datetime
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch
from elasticsearch.dsl import (
    Boolean,
    Document,
    Integer,
    Keyword,
    Long,
    MetaField,
    Object,
    Text,
    analyzer,
    token_filter,
)

from market.batches.queries import Grown
from market.display.building import ProductRow
from market.search.sounds import LONGEST

# Left of an arrow: what is typed; without an arrow all of a line mean the same.
SYNONYMS = [
    "土鸡蛋, 柴鸡蛋, 笨鸡蛋, 农家鸡蛋",
    "土鸡, 走地鸡, 散养鸡",
    "红薯, 地瓜, 番薯, 白薯",
    "土豆, 马铃薯, 洋芋",
    "西红柿, 番茄",
    "猕猴桃, 奇异果, 阳桃",
    "黄花菜, 金针菜",
    "茶油, 山茶油, 茶籽油",
    "菜油, 菜籽油",
    "薏米, 薏仁, 苡仁",
    "玉米, 苞谷, 包谷",
    "板栗, 栗子",
    "大米, 稻米",
    "花生, 落花生",
    "蜂蜜, 土蜂蜜",
    "红脆桃, 脆红桃",
    "柑橘 => 柑橘, 沃柑, 蜜橘, 脐橙, 椪柑",
    "橘子 => 橘子, 沃柑, 蜜橘, 椪柑",
]

_pairs = token_filter("pairs", "cjk_bigram", output_unigrams=True)
_synonyms = token_filter("synonyms", "synonym_graph", synonyms=SYNONYMS)
_beginning = token_filter("beginning", "edge_ngram", min_gram=1, max_gram=LONGEST)

words = analyzer(
    "words", tokenizer="smartcn_tokenizer", filter=["cjk_width", "lowercase", "smartcn_stop"]
)
pairs = analyzer("pairs", tokenizer="standard", filter=["cjk_width", "lowercase", _pairs])
pairs_asked = analyzer(
    "pairs_asked", tokenizer="standard", filter=["cjk_width", "lowercase", "cjk_bigram", _synonyms]
)
begins = analyzer("begins", tokenizer="keyword", filter=["lowercase", _beginning])
whole = analyzer("whole", tokenizer="keyword", filter=["lowercase"])


def _chinese() -> Text:
    """Text cut into words, and beside them into pairs of characters, for names no dictionary knows.

    Similarity "boolean": a match counts the same whatever else is in the index, so a page's order
    does not move while goods come and go.
    """
    return Text(
        analyzer=words,
        similarity="boolean",
        norms=False,
        fields={
            "pairs": Text(
                analyzer=pairs, search_analyzer=pairs_asked, similarity="boolean", norms=False
            )
        },
    )


def _spoken() -> Text:
    return Text(
        analyzer=begins,
        search_analyzer=whole,
        similarity="boolean",
        norms=False,
        index_options="docs",
    )


SETTINGS = {
    "number_of_shards": 1,
    # None on a single node, one where there is a second node to hold it.
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    # A late write must not bring back a product that was taken out.
    "gc_deletes": "1h",
}


class ProductDocument(Document):
    """A product as search knows it. Texts are in the form of `text.normal`."""

    pk = Long()
    # Changes with whatever search shows: tells whether the index has fallen behind.
    stamp = Long()
    name = _chinese()
    # The name's letters and digits without a gap.
    name_whole = Keyword()
    # The kind's name: who types 茶 means tea before tea oil.
    kind = Keyword()
    # Everything a word may be about: name, variety, places, kind, seller.
    about = _chinese()
    name_spoken = _spoken()
    about_spoken = _spoken()
    # SKUs, slug and public ids, lower case.
    codes = Keyword()
    # Codes of county, township and village.
    places = Keyword()
    category = Keyword()
    merchant = Keyword()
    badges = Keyword()
    # Code, space, name: counted for facets, which then need no look-up of names.
    town_label = Keyword()
    category_label = Keyword()
    badge_labels = Keyword()
    price_min = Long()
    price_max = Long()
    grams = Integer()
    in_stock = Boolean()
    # Microseconds since 1970, as exact as the database, for paging.
    listed_us = Long()
    # Stored as they are, never searched: the row of a card, and names to suggest.
    card = Object(enabled=False)
    labels = Object(enabled=False)

    class Meta:
        dynamic = MetaField("strict")

    class Index:
        settings = SETTINGS


def alias() -> str:
    """Return the name under which the present index is found."""
    return f"{settings.ELASTICSEARCH_PREFIX}-products"


def new_index_name(now: datetime) -> str:
    """Return a name that no index has yet, with the time in it."""
    return f"{alias()}-{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def shape() -> int:
    """Return a number that differs for every form of documents: after an upgrade the index whose
    number is another one is rebuilt.
    """
    return zlib.crc32(
        json.dumps([_body(), ProductRow._fields, Grown._fields], sort_keys=True).encode()
    )


def create_index(client: Elasticsearch, name: str) -> None:
    """Make an empty index. Raises the client's ApiError if it is there already."""
    body = _body()
    mappings = {**body["mappings"], "_meta": {"shape": shape()}}
    client.indices.create(index=name, mappings=mappings, settings=body["settings"])


def _body() -> dict[str, Any]:
    return ProductDocument._index.to_dict()
