"""What the gallery of parts shows: one example of everything a part can be given."""

from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


def drawn(name: str, alt: str) -> dict[str, Any]:
    """A picture as the API gives it; the gallery serves the key's file from the illustrations."""
    return {"key": name, "width": 1280, "height": 1280, "alt": alt, "widths": [160, 320, 640, 1280]}


def good(name: str, key: str, fen: int, **more: Any) -> dict[str, Any]:
    return {
        "url": "#good",
        "name": name,
        "picture": drawn(key, name) if key else None,
        "from": "永和乡龙凤村",
        "fen": fen,
        "unit_fen": fen // 5,
        "unit": "500克",
        "promised": TOMORROW,
        **more,
    }


GOODS = [
    good(
        "衡山脆桃 当季现摘 5斤装",
        "peach",
        3980,
        **{"from": "店门镇"},
        badge={"right": "legacy", "text": "农产品地理标志登记", "url": "#legacy"},
    ),
    good(
        "龙凤沃柑 中果 2.5千克",
        "wogan",
        2990,
        rating={"count": 46, "tenths": 47},
        badge={"right": "village", "text": "一村一品 第10批", "url": "#village"},
    ),
    good("岳北高山绿茶 明前 罐装100克", "tea-tin", 12800, from_fen=True),
    good(
        "散养土鸡蛋 30枚",
        "eggs",
        4500,
        unit_fen=150,
        unit="枚",
        left=6,
        rating={"count": 2, "tenths": None},
    ),
    good(
        "干黄花菜 250克",
        "daylily",
        2680,
        badge={"right": "gi_product", "text": "地理标志产品", "url": "#gi"},
    ),
    good(
        "百花土蜂蜜 500克",
        "honey",
        6800,
        badge={"right": "gi_mark", "text": "地理标志证明商标", "url": None},
    ),
    good("湘江稻花香米 5千克", "rice", 5990),
    good("手工剁辣椒 2瓶", "chilli", 2250, gone=True),
    good("还没有照片的红薯粉", "", 1850),
]

OPTIONS = [
    {"value": "a", "label": "小果 2.5千克", "note": "¥25.90"},
    {"value": "b", "label": "中果 2.5千克", "note": "¥29.90"},
    {"value": "c", "label": "中果 5千克", "note": "¥55.80"},
    {"value": "d", "label": "大果 5千克", "note": "售完", "disabled": True},
]

STEPS = [
    {"title": "采摘", "note": "龙凤村 3 组果园,批次 LF-1120-03", "at": NOW - timedelta(days=4)},
    {"title": "承诺达标合格证", "url": "#certificate", "at": NOW - timedelta(days=4)},
    {"title": "在县仓", "state": "now", "note": "分选、预冷", "at": NOW - timedelta(hours=2)},
    {"title": "到你的村点", "state": "next", "by": TOMORROW},
]

SLIP = {
    "point": "永和乡龙凤村服务点",
    "number": "20 4815 7719",
    "at": NOW,
    "who": "李奶奶(五组)",
    "code": "482 107",
    "qr": "CJ1:482107",
    "lines": [
        {"name": "龙凤沃柑 中果 2.5千克", "quantity": 2, "fen": 5980},
        {"name": "散养土鸡蛋 30枚", "quantity": 1, "fen": 4500},
    ],
    "sums": [{"label": "商品", "fen": 10480}, {"label": "运费", "fen": 0}],
    "total_fen": 10480,
    "tendered_fen": 12000,
    "change_fen": 1520,
    "promised": TOMORROW,
    "clerk": "王姐",
    "phone": "0734-5550100",
    "demo": True,
}

PARCEL = {
    "number": "CJ 7310 4452 08",
    "qr": "CJ73104452 08",
    "town": "永和乡",
    "point": "龙凤村服务点",
    "route": ["县仓", "永和乡站", "龙凤村"],
    "sender": "龙凤村果业专业合作社",
    "sender_place": "永和乡龙凤村",
    "receiver": "李*花 138****0007",
    "promised": TOMORROW,
    "goods": [{"name": "龙凤沃柑 中果 2.5千克", "quantity": 2, "lot": "LF-1120-03"}],
    "weight_g": 5300,
    "cold": True,
    "part": 1,
    "parts": 2,
}

LINES = [
    {
        "offer": {
            "productName": "龙凤沃柑 中果",
            "variantName": "家庭装 2.5千克",
            "originName": "永和乡龙凤村",
            "picture": drawn("wogan", ""),
        },
        "quantity": 2,
        "seenPriceFen": 2990,
        "totalFen": 5980,
        "badge": {"code": "village", "text": "一村一品 第10批"},
    },
    {
        "offer": {
            "productName": "白果散养土鸡蛋",
            "variantName": "30枚",
            "originName": "白果镇",
            "picture": drawn("eggs", ""),
        },
        "quantity": 1,
        "seenPriceFen": 4500,
        "totalFen": 4500,
        "badge": None,
        "note": "涨了 ¥2.00",
    },
]

POINTS = [
    {
        "code": f"P-43042320122{number}",
        "name": name,
        "address": "村委会旁",
        "townName": "永和乡",
        "villageName": village,
        "opensMinute": 510,
        "closesMinute": 1140,
        "distanceM": metres,
        "promisedOn": "2026-11-25",
    }
    for number, name, village, metres in [
        (4, "龙凤村服务点", "龙凤村", 850),
        (2, "永和村服务点", "永和村", 3240),
        (9, "新场市服务点", "新场村", None),
    ]
]

SELLER = {
    "name": "龙凤果业专业合作社",
    "placeName": "永和乡龙凤村",
    "licence": [
        {"label": "统一社会信用代码", "value": "93430423MA4D00001X"},
        {"label": "经营场所", "value": "永和乡龙凤村 3 组"},
    ],
}

RATING = {"count": 12, "tenths": 46}
SAID = "2026-11-20T09:30:00+08:00"
REVIEW = {
    "stars": 4,
    "author": "李**",
    "bought": "2.5千克",
    "saidAt": SAID,
    "changedAt": None,
    "hiddenReason": "",
    "text": "果子甜，有两个压坏了，马上给补了。",
    "pictures": [drawn("wogan", "三个沃柑")],
    "reply": "下次多垫一层纸。",
    "repliedAt": SAID,
    "replyChangedAt": None,
}
QUESTION = {
    "own": True,
    "saidAt": SAID,
    "hiddenReason": "",
    "text": "放冰箱能放多久？",
    "reply": "半个月没问题。",
    "repliedAt": SAID,
    "replyChangedAt": None,
}
CARD = {
    "days": 180,
    "on": "2026-11-24",
    "rating": RATING,
    "lines": [
        {
            "label": "按时打包",
            "done": 46,
            "of": 48,
            "percent": 95,
            "explanation": "付款后到该打包的那天，已经打好的单。",
            "advice": "每天中午前看一次待打包。",
        },
        {
            "label": "问题有回答",
            "done": 2,
            "of": 3,
            "percent": None,
            "explanation": "48 小时内回答的问题。",
            "advice": "",
        },
    ],
}
SKETCH = {
    "width": 400,
    "height": 300,
    "county": "M20 20L380 40L340 280L40 260Z",
    "area": "M180 120L260 130L240 200L170 190Z",
    "whole": False,
    "names": ["永和乡龙凤村"],
    "marks": [
        {"name": "永和乡", "x": 200, "y": 110, "town": True, "within": True},
        {"name": "龙凤村", "x": 215, "y": 160, "town": False, "within": True},
    ],
}

CARRIAGE = {
    "places": [
        {"name": "永和乡", "text": "首 1 千克 6 元，之后每千克 2 元，满 99 元免运费"},
        {"name": "县里其他村", "text": "首 1 千克 8 元，之后每千克 3 元"},
    ]
}
PAPER = {
    "label": "食品生产许可证",
    "steps": [
        {"stateLabel": "交上来", "reason": "", "at": TOMORROW},
        {"stateLabel": "不算了", "reason": "和原件对不上", "at": TOMORROW},
    ],
}

GALLERY: dict[str, Any] = {
    "rating": RATING,
    "carriage": CARRIAGE,
    "paper": PAPER,
    "review": REVIEW,
    "question": QUESTION,
    "card": CARD,
    "sketch": SKETCH,
    "lines": LINES,
    "points": POINTS,
    "seller": SELLER,
    "goods": GOODS,
    "wogan": drawn("wogan", "三个沃柑"),
    "options": OPTIONS,
    "steps": STEPS,
    "walk": [
        {"title": "选商品", "state": "done"},
        {"title": "确认", "state": "now"},
        {"title": "付款", "state": "next"},
    ],
    "slip": SLIP,
    "parcel": PARCEL,
    "sums": [{"label": "商品", "fen": 10480}, {"label": "运费", "fen": 600}],
    "total": {"label": "合计", "fen": 11080},
    "offers": [
        {"url": "#wogan", "text": "沃柑", "kind": "good"},
        {"url": "#fruit", "text": "水果", "kind": "kind"},
        {"url": "#longfeng", "text": "永和乡龙凤村", "kind": "village"},
    ],
    "sales": [3, 5, 4, 8, 6, 9, 12],
    "tomorrow": TOMORROW,
    "code_text": "CJ1:482107",
    "demo": True,
    "cart_count": 2,
    "point": {"name": "永和乡龙凤村服务点"},
    "promise": TOMORROW,
    "kinds": [
        ("全部", 128, True),
        ("水果", 34, False),
        ("茶叶", 22, False),
        ("禽蛋", 12, False),
        ("粮油", 18, False),
        ("蜂蜜", 9, False),
        ("干货", 21, False),
        ("腌酱", 12, False),
    ],
}
