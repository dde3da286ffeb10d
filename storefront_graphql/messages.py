"""What people read when something was refused: short, spoken, what to do next; nobody is blamed.

Each text may name the fields of its error. A test demands one for every code, and one for every
rule that a service names in `Invalid`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.utils import timezone

from market.kernel.errors import DomainError, Invalid
from market.kernel.money import yuan_text

TEXTS: dict[str, str] = {
    "ALREADY_REVIEWED": "这样东西你评过了。没有再记一条；想改，去改原来那条。",
    "ALREADY_POSTED": "这笔账已经记过，没有再记。",
    "BUSY": "正有别人在办同一件事。什么都没有改，等几秒再试一次。",
    "CEILING_REACHED": (
        "这个带标的东西，今年获准的量只剩 {left_grams}。还没有下单，也没有收钱；改少一点再试。"
    ),
    "CODE_LOCKED": "取件码错的次数多了。东西还在货架上，{locked_until} 以后再试。",
    "DOCUMENT_REFUSED": "这份文件用不了。没有保存，换一份 10 MB 以内的 PDF，或者拍张照片。",
    "FILE_HAS_ERRORS": "有 {rows} 行不对。整份都没有收，改好再传。",
    "FORBIDDEN": "你的账号不能办这件事。什么都没有改。",
    "GOES_TO_POINT": "这件不送到家，送到{point}，由村点收货。没有记录。",
    "HELD": "这个商品现在被停下了：{reason}先办好这件事，再上架。",
    "INCOMPLETE": "还缺{missing}，补齐了才能上架。填的都还在。",
    "INVALID": "这一项填得不对，改好再提交。",
    "KEY_REUSED": "这个单号已经用过，内容不一样。没有重复下单，也没有收钱；要买别的，重新开一单。",
    "NOTHING_READY": "货架上没有这一单的东西，还有 {on_the_way} 件在路上。到了再来取。",
    "NOT_DELIVERED": "东西还没到你手上。没有记下评价，拿到以后再来写。",
    "NOT_FOR_SALE": "有一样东西现在不卖了。还没有下单，也没有收钱；拿掉它再试。",
    "NOT_FOUND": "没有找到。什么都没有改，核对一下再试。",
    "NOTHING_CHANGED": "登记簿里已经是这样，没有要改的。",
    "NOTHING_TO_UNDO": "没有可以撤的改动，或者后来又改过了。什么都没有变。",
    "NO_OPEN_SHIFT": "你还没有开班。没有下单，也没有收钱；先点钱开班。",
    "OUTDATED": "“{name}”的登记后来变过，这份申请对不上了。什么都没有改；退回它，看清现在的再提。",
    "OUT_OF_STOCK": "只剩 {available} 份了。还没有下单，也没有收钱；改少一点再试。",
    "OWN_GOODS": "自家卖的东西不能自己评。没有记下评价。",
    "PICTURE_REFUSED": "这张图片用不了。没有保存，换一张 10 MB 以内的 JPEG、PNG 或 WebP。",
    "POINT_CLOSED": (
        "服务点现在不营业。没有下单，也没有收钱；{opens_minute} 到 {closes_minute} 再来。"
    ),
    "PRICE_CHANGED": "价钱变了，现在一共 {total_fen}。还没有下单，也没有收钱；看好再确认。",
    "PROVIDER_DOWN": "付款那边暂时连不上。钱还没有付，订单还留着；等一会儿再付，或换一种付法。",
    "REFUND_TOO_LARGE": "最多还能退 {left_fen}。没有退钱，改好金额再试。",
    "REPLY_STANDS": "回复过了 24 小时，不能再改。原来的回复还在。",
    "REVIEW_TIME_OVER": "拿到东西已经过了 180 天，不能再评或再改。",
    "SAME_PERSON": "这件事要两个人同意，你已经点过了。请另一位同事来办。",
    "SHIFT_OPEN": "钱箱已经开着班：{clerk_name}。先交了那一班，再开新的。",
    "SIGN_IN_FAILED": "账号或密码不对，再试一次。",
    "STALE": "刚才有别人改过。你的改动还没有保存，刷新后再改。",
    "STILL_RESERVED": "有 {reserved} 份已经被人订下，库存不能比这更少。没有改。",
    "TOO_LITTLE_CASH": "给的钱不够，一共要 {due_fen}。还没有下单，也没有收钱。",
    "TOO_MANY_QUESTIONS": "今天问得够多了。这个问题没有发出去，明天再来问。",
    "TOO_MANY_REPORTS": "今天举报得够多了。这一条没有记下，明天再来。",
    "TOO_MANY_TRIES": "试错的次数多了。账号没有丢，15 分钟后再登录。",
    "WRONG_CODE": "这个码不对，还可以试 {tries_left} 次。东西还在货架上。",
    "WRONG_DOOR": "这个账号不在这里上班，换一个入口登录。",
    "WRONG_NODE": "这件包裹还没轮到这里，下一站是{expected}。没有记录。",
    "WRONG_STATE": "现在不能这样办，它已经到了别的一步。什么都没有改，刷新后再看看。",
}

# Where the number in the text is 0: the error's code and the field that is 0.
NONE_LEFT: dict[str, tuple[str, str]] = {
    "CEILING_REACHED": (
        "left_grams",
        "这个带标的东西，今年获准的量卖完了。还没有下单，也没有收钱；拿掉它再试。",
    ),
    "NOTHING_READY": ("on_the_way", "货架上没有这一单的东西，都取走了。没有交东西。"),
    "OUT_OF_STOCK": ("available", "卖完了。还没有下单，也没有收钱；拿掉它再试。"),
    "WRONG_CODE": (
        "tries_left",
        "这个码不对，次数用完了。东西还在货架上，{locked_until} 以后再试。",
    ),
}

# By the rule that a value breaks; "name.rule" goes before "rule".
RULES: dict[str, str] = {
    "address.length": "写清楚在村里哪里，2 到 120 个字。",
    "announced.day": "公布日写成 2019、2019-06 或 2019-06-24。",
    "areaCodes.required": "产地至少写一个区划代码。",
    "areaCodes.too_many": "产地的区划代码最多 500 个。",
    "areaCodes.unknown": "有的区划代码本县没有，核对一下。",
    "area": "产地范围写得不对，改好再提交。",
    "batch.product": "这批货不是这个商品的，换一批。",
    "both": "监测结果和监测日期要一起填。",
    "ceilingGrams.range": "产量上限要大于 0。",
    "certificate.required": "这类东西要有承诺达标合格证，补上再提交。",
    "characters": "里面有不能用的符号，删掉再试。",
    "choice": "没有这个选项，重新选一个。",
    "code": "筛选的编号不对，重新选一次。",
    "code.format": "取件码是 6 位数字，看着再输一次。",
    "confidence": "可信程度写得不对，改好再提交。",
    "count": "个数不对：一个商品最多 20 种规格、9 张图片。",
    "county": "不是本县的编号，改好再提交。",
    "credit_code": "统一社会信用代码不对，照着执照再输一次。",
    "cursor": "翻页的位置失效了，从第一页再看。",
    "date": "日子写成 2026-11-24，核对是不是真有这一天。",
    "decimals": "要填数字，最多三位小数。",
    "division": "区划代码是 4、6、9 或 12 位数字。",
    "day": "日子写得不对，像 2026-11-24 这样写。",
    "email": "邮箱写得不对，改好再提交。",
    "expired": "这批货已经过期，不能再卖。",
    "file.empty": "文件里没有内容，填好再传。",
    "file.encoding": "这不是能读的 CSV 文件，另存为 CSV（UTF-8 或 GB18030）再传。",
    "file.header": "表头对不上。下载模板，照着它的表头填。",
    "file.too_large": "文件太大，最多 500 KB，分成几份。",
    "file.too_many": "行太多，一次最多 2000 行，分成几份。",
    "form": "只能用小写字母、数字和短横线，改好再提交。",
    "format": "格式不对，看着再输一次。",
    "future": "采收的日子还没到，改好再提交。",
    "honours_only": "只有一村一品才有监测结果。",
    "hours": "开门要早于关门，改好再提交。",
    "length": "字数不对，改好再提交。",
    "less_than_net": "毛重不能比净重轻，改好再提交。",
    "lines.empty": "还没有选东西，先加上一样。",
    "lines.too_many": "一单最多 50 样，分成两单。",
    "number": "写一个整数，不带单位。",
    "new_right": "新登记的状态从登记起算，这一格空着。",
    "no_right": "登记簿里没有这个名字。先登记，或者核对名称和种类。",
    "no_user": "名单里没有这个信用代码，核对一下。",
    "order": "结束的日子要在开始之后，改好再提交。",
    "origin": "付完款只能回到本站的页面。钱还没有付。",
    "outline.outline": "范围要是一个 GeoJSON 的面，经度在前、纬度在后。",
    "outline.too_many": "范围的点最多 5000 个，简化一些再交。",
    "paper.required": "写明依据，或者传一份文件。",
    "parent": "上级的编号不对，改好再提交。",
    "permit": "食品许可证编号不对，照着证再输一次。",
    "personal": "大家都看得到，别写电话和身份证号，删掉再提交。",
    "phone": "电话号码不对，输 11 位手机号或带区号的座机。",
    "pictures.too_many": "最多放 3 张照片，去掉几张再提交。",
    "pieces.required": "这类东西论个卖，写上一份有几个。",
    "picture.count": "一个商品最多 9 张图片。没有加上，先拿掉一张。",
    "pictures.required": "在卖的商品至少留一张图片。没有拿掉，先加一张新的。",
    "pointCode.required": "先选一个取货点，或者填村里的地址。",
    "proxyConsent.required": "代取要买家同意，问过再勾上。东西还在货架上。",
    "quantity.range": "数量要在 1 到 999 之间。",
    "range": "数字太大或太小，改好再提交。",
    "required": "这一项要填。",
    "scheme": "登记种类写得不对，改好再提交。",
    "stars.range": "选 1 到 5 颗星。",
    "season": "产季起始写成 09-01 这样的月和日。",
    "short": "太短了，至少写两个字。",
    "shelf.format": "货架位写成 A-03 这样。",
    "status": "这种登记没有这个状态，重新选。",
    "steps.too_many": "一次最多改 5000 处，分成几份。",
    "scheduledFor.range": "上架的时间要在现在之后、90 天以内。",
    "shipsFrom.range": "发货的日子要在明天之后、180 天以内。",
    "taken": "已经有人用了，换一个。",
    "too_long": "太长了，写短一点。",
    "too_many": "太多了，减少一些再试。",
    "twice": "同一样写了两次，删掉一个。",
    "unknown": "没有这一个，重新选。",
    "varieties.too_many": "品种最多 20 个。",
    "villageCode.unknown": "没有这个村，重新选。",
    "waybill.format": "运单号不对，重新扫一次。",
    "weak": "密码太简单，至少 10 位，不要用常见的词。",
}

# By the code of an error that is about a file, and the rule that the file breaks.
FILE_RULES: dict[str, str] = {
    "DOCUMENT_REFUSED.active": (
        "这份 PDF 里有脚本或附带文件，不能收。没有保存；打印后拍张照片，或另存为普通 PDF。"
    ),
    "DOCUMENT_REFUSED.broken": "这份文件坏了或没传完。没有保存，重新选一次。",
    "DOCUMENT_REFUSED.encrypted": "这份 PDF 加了密码，别人打不开。没有保存，去掉密码再传。",
    "DOCUMENT_REFUSED.pixels": "这张照片太大或太长。没有保存，拍清楚一张 4000 万像素以内的。",
    "DOCUMENT_REFUSED.size": "文件超过 10 MB。没有保存，传小一点的。",
    "DOCUMENT_REFUSED.type": "只收 PDF、JPEG、PNG 和 WebP。没有保存，换一份再传。",
    "PICTURE_REFUSED.broken": "这张图片坏了或没传完。没有保存，重新选一次。",
    "PICTURE_REFUSED.pixels": (
        "这张图片太大或太长。没有保存，换一张 4000 万像素以内、长宽不超过 12 比 1 的。"
    ),
    "PICTURE_REFUSED.size": "图片超过 10 MB。没有保存，传小一点的。",
    "PICTURE_REFUSED.type": "只收 JPEG、PNG 和 WebP 图片。没有保存，换一张再传。",
}

# Ways to pay, as people call them.
PROVIDERS: dict[str, str] = {"alipay": "支付宝", "stripe": "银行卡", "cash": "现金"}

# Top-level errors: the request itself was broken.
REQUEST_TEXTS: dict[str, str] = {
    "BAD_REQUEST": "请求写得不对，没有执行。",
    "TOO_COMPLEX": "一次问得太多，没有执行。分几次来问。",
    "UNAUTHENTICATED": "先登录，再办这件事。",
    "FORBIDDEN": "你的账号不能办这件事。什么都没有改。",
    "INTERNAL": "系统出了错，已经记下。过一会儿再试；还是不行，把编号告诉县里。",
}


def text(error: DomainError) -> str:
    """Return the sentence for a refusal."""
    template = TEXTS.get(error.code, "")
    if isinstance(error, Invalid):
        by_rule = RULES.get(error.rule, template)
        template = RULES.get(f"{error.name}.{error.rule}", by_rule)
    rule = getattr(error, "rule", "")
    template = FILE_RULES.get(f"{error.code}.{rule}", template)
    field, none_left = NONE_LEFT.get(error.code, ("code", ""))
    if getattr(error, field) == 0:
        template = none_left
    return template.format_map(_words(error))


def _words(error: DomainError) -> Mapping[str, Any]:
    return {item.name: _said(item.name, getattr(error, item.name)) for item in fields(error)}


def _said(name: str, value: Any) -> Any:
    """Return a value as people say it: yuan for fen, the clock for a time or a minute."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M}"
    if name.endswith("_minute"):
        return f"{value // 60}:{value % 60:02d}"
    if name.endswith("_grams"):
        return f"{value / 1000:g} 千克"
    return f"¥{yuan_text(value)}" if name.endswith("_fen") else value
