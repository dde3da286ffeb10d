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
    "ARRIVES_STALE": (
        "到你那里还新鲜的只有 {available} 份。还没有下单，也没有收钱；改少一点，或换个近的取货点。"
    ),
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
    "NO_CREDIT_CODE": "使用人按统一社会信用代码登记，你家还没有。先办执照，填进店铺资料。",
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
    "PHONE_CODE_GONE": "这个验证码用不了了：过了时间、用过了，或者试错太多次。重新要一个。",
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
    "TOO_FEW_IN_LOT": "这一批能动的只有 {available} 份，别的已经被人订下。什么都没有改。",
    "TOO_LITTLE_CASH": "给的钱不够，一共要 {due_fen}。还没有下单，也没有收钱。",
    "TOO_MANY_QUESTIONS": "今天问得够多了。这个问题没有发出去，明天再来问。",
    "TOO_MANY_REPORTS": "今天举报得够多了。这一条没有记下，明天再来。",
    "TOO_MANY_CODES": "今天给这个号码发的验证码够多了，明天再试。",
    "TOO_MANY_TRIES": "试错的次数多了。账号没有丢，15 分钟后再登录。",
    "WRONG_CODE": "这个码不对，还可以试 {tries_left} 次。东西还在货架上。",
    "WRONG_PHONE_CODE": "验证码不对，还可以试 {tries_left} 次。",
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
    "ARRIVES_STALE": (
        "available",
        "到你那里已经不新鲜了。还没有下单，也没有收钱；拿掉它，或换个近的取货点。",
    ),
    "NOTHING_READY": ("on_the_way", "货架上没有这一单的东西，都取走了。没有交东西。"),
    "OUT_OF_STOCK": ("available", "卖完了。还没有下单，也没有收钱；拿掉它再试。"),
    "WRONG_PHONE_CODE": ("tries_left", "这个验证码不对，次数用完了。重新要一个。"),
    "WRONG_CODE": (
        "tries_left",
        "这个码不对，次数用完了。东西还在货架上，{locked_until} 以后再试。",
    ),
}

# By the rule that a value breaks; "name.rule" goes before "rule".
RULES: dict[str, str] = {
    "address.length": "写清楚在村里哪里，2 到 120 个字。",
    "announced.day": "公布日写成 2019、2019-06 或 2019-06-24。",
    "area": "产地范围写得不对，改好再提交。",
    "areaCodes.required": "产地至少写一个区划代码。",
    "already": "你已经在使用人名单上，没有期限，不用再申请。",
    "areaCodes.too_many": "产地的区划代码最多 500 个。",
    "areaCodes.unknown": "有的区划代码本县没有，核对一下。",
    "attributes.facts": "这一项填得不对，照“标签信息”里的写。",
    "attributes.unknown": "这一类没有这项信息，照“标签信息”里的写。",
    "batch.differs": "批次号和采收日期对不上，改对一个。",
    "batch.product": "这批货不是这个商品的，换一批。",
    "batch.several": "那天采收了几批，把批次号也写上。",
    "batch.unknown": "这个商品没有这一批，核对批次号；新采收的空着，只写采收日期。",
    "binary": "这个文件不是文本表格，用 Excel 另存一次再传。",
    "both": "监测结果和监测日期要一起填。",
    "broken": "文件坏了，打不开。重新存一次再传。",
    "by_piece": "这一类按个卖，写上个数。",
    "category.other_kind": "类别换成了另一种东西，编号不变不能换；新开一个商品。",
    "ceilingGrams.over_right": "比登记簿上所有人一季的上限还多，改少一点。",
    "ceilingGrams.range": "产量上限要大于 0。",
    "cell": "有一格太长了，检查引号是不是少了一个。",
    "certificate.issued": "这批货已经开过合格证，一批只开一张。",
    "certificate.none": "这张合格证已经不在用了，刷新看看现在是哪张。什么都没有改。",
    "certificate.required": "这类东西要有承诺达标合格证，补上再提交。",
    "characters": "里面有不能用的符号，删掉再试。",
    "choice": "没有这个选项，重新选一个。",
    "code": "筛选的编号不对，重新选一次。",
    "code.format": "取件码是 6 位数字，看着再输一次。",
    "columns": "列太多了，最多 64 列。用模板再填一次。",
    "confidence": "可信程度写得不对，改好再提交。",
    "count": "个数不对：一个商品最多 20 种规格、9 张图片。",
    "county": "不是本县的编号，改好再提交。",
    "credit_code": "统一社会信用代码不对，照着执照再输一次。",
    "creditCode.class": "这个代码不是这一类商家的，看看类型选对没有。",
    "creditCode.taken": "这个代码已经有店了。",
    "cursor": "翻页的位置失效了，从第一页再看。",
    "date": "日子写成 2026-11-24，核对是不是真有这一天。",
    "day": "日期写成 2026-11-20 这样。",
    "decimal": "这里要写数字，像 29.9；逗号只用来分千位。",
    "decimals": "要填数字，最多三位小数。",
    "differs": "同一个商品或同一种规格的几行，这一列写得不一样，改成一样的。",
    "division": "区划代码是 4、6、9 或 12 位数字。",
    "draft_again": "上过架的不能再变成草稿，写“先不卖”。",
    "email": "邮箱写得不对，改好再提交。",
    "empty": "文件里没有商品，填好再传。",
    "encoding": "文字编码认不出来，另存为 UTF-8 的 CSV 或者 XLSX 再传。",
    "entities": "文件里有不该有的内容，没有打开。用 Excel 重新存一次再传。",
    "entries": "压缩包里的文件太多了，分几次传。",
    "expiresOn.range": "到期日要在采收之后，不能比保质期更晚。",
    "expired": "这批货已经过期，不能再卖。",
    "food_only": "只有食品许可证件才写管哪些东西，别的证件不用勾。",
    "file.empty": "文件里没有内容，填好再传。",
    "file.encoding": "这不是能读的 CSV 文件，另存为 CSV（UTF-8 或 GB18030）再传。",
    "file.header": "表头对不上。下载模板，照着它的表头填。",
    "file.too_large": "文件太大，最多 500 KB，分成几份。",
    "file.too_many": "行太多，一次最多 2000 行，分成几份。",
    "form": "只能用小写字母、数字和短横线，改好再提交。",
    "format": "格式不对，看着再输一次。",
    "future": "采收的日子还没到，改好再提交。",
    "harvested_on.expired": "按保质期算，这一批已经过期，不能再卖。",
    "harvested_on.promise": "你家每一批都要开承诺达标合格证。传文件时勾上那一项再来。",
    "harvested_on.required": "写了库存，也要写采收日期或批次号。",
    "heads": "没有找到“编号”这一列。第一行要是列名，照模板填。",
    "held": "因为证照的事先不能上架，办好再来。",
    "honours_only": "只有一村一品才有监测结果。",
    "grams.less_than_units": "装好的份数比总重还重，改好再提交。",
    "hours": "开门要早于关门，改好再提交。",
    "last.before": "最后一天要在第一天之后。",
    "last.range": "一次最多看一年，把日子选近一点。",
    "left": "传文件的人已经不在这家店，没有导入。请在岗的人再传一次。",
    "length": "字数不对，改好再提交。",
    "less_than_net": "毛重不能比净重轻，改好再提交。",
    "lines.empty": "还没有选东西，先加上一样。",
    "lines.too_many": "一单最多 50 样，分成两单。",
    "macros": "文件带宏，不收。另存为不带宏的 XLSX 再传。",
    "may_become": "现在的类型不能换成这一种，选别的。",
    "money": "价钱写成数字，像 29.9，最多两位小数。",
    "name.several": "有几个商品都叫这个名，分不清是哪一个。先在商品页改名。",
    "never_listed": "还没有上过架的，写“草稿”或“在卖”。",
    "new_right": "新登记的状态从登记起算，这一格空着。",
    "no_facts": "标签信息不全，不能上架。照“标签信息”补上，或者先写“草稿”。",
    "no_picture": "还没有图片，不能上架。补上图片，或者先写“草稿”。",
    "no_right": "登记簿里没有这个名字。先登记，或者核对名称和种类。",
    "no_users": "这一项不用申请，产地对得上就自动带标。",
    "no_user": "名单里没有这个信用代码，核对一下。",
    "not_announced": "公告里没有这个品种，从列出的里面选。",
    "not_in_force": "这项权利现在不在有效状态，不能申请。",
    "not_now": "别的都改好了，上架下架这一步没有办成，去商品页看看。",
    "number": "写一个整数，不带单位。",
    "old_excel": "这是旧的 XLS 或加了密码的文件，另存为 XLSX 再传。",
    "on_hand.reserved": "已经被人订下的比这还多，库存不能比它少。",
    "order": "结束的日子要在开始之后，改好再提交。",
    "picture.shop_count": "店铺页最多 6 张图，先拿掉一张。",
    "origin": "付完款只能回到本站的页面。钱还没有付。",
    "origin.several": "有几个地方都叫这个名，前面写上乡镇，像“永和乡龙凤村”。",
    "origin.unknown": "没有这个地方，照“选项”里的写。",
    "origin.village": "写到村才能记采收，像“永和乡龙凤村”。",
    "outside_area": "有的村不在公布的产地里，去掉再交。",
    "outline.outline": "范围要是一个 GeoJSON 的面，经度在前、纬度在后。",
    "outline.too_many": "范围的点最多 5000 个，简化一些再交。",
    "pairs": "写成“茶类：绿茶；等级：一级”这样。",
    "past": "截止的日子已经过了，改好再提交。",
    "paper.required": "写明依据，或者传一份文件。",
    "parent": "上级的编号不对，改好再提交。",
    "paths": "压缩包里有不该有的路径或链接，没有打开。把图片放在一个文件夹里重新压缩。",
    "permit": "食品许可证编号不对，照着证再输一次。",
    "personal": "大家都看得到，别写电话和身份证号，删掉再提交。",
    "packedOn.range": "包装的日子要在采收之后，今天之前。",
    "parts.expired": "里面有过期的货，不能混在一起。",
    "parts.few": "至少选两批才能混。",
    "parts.place": "这几批不是一个县的，不能混在一起。",
    "parts.product": "只能混同一个商品的货。",
    "phone": "电话号码不对，输 11 位手机号或带区号的座机。",
    "picture.count": "一个商品最多 9 张图片。没有加上，先拿掉一张。",
    "pictures.count": "图片太多了，一个商品最多 9 张。",
    "pictures.missing": "压缩包里没有这个文件，核对文件名。",
    "pictures.refused": "这张图片用不了，换一张 10 MB 以内的 JPEG、PNG 或 WebP。",
    "pictures.required": "在卖的商品至少留一张图片。没有拿掉，先加一张新的。",
    "pictures.size": "图片压缩包太大，最多 50 MB，分几次传。",
    "pictures.too_many": "最多放 3 张照片，去掉几张再提交。",
    "pictures.twice": "同一个图片文件名出现了两次，改一个名。",
    "pictures.type": "图片要放在 ZIP 压缩包里。",
    "pieces.required": "这类东西论个卖，写上一份有几个。",
    "pointCode.required": "先选一个取货点，或者填村里的地址。",
    "protected": "文件加了密码，去掉密码再传。",
    "proxyConsent.required": "代取要买家同意，问过再勾上。东西还在货架上。",
    "quantity.range": "数量要在 1 到 999 之间。",
    "quotes": "引号没有成对，或者行断了。用 Excel 另存一次再传。",
    "range": "数字太大或太小，改好再提交。",
    "resident_id": "身份证号码不对，照着证再输一次。",
    "limit": "今年满了 10 万元，先办登记，再接着卖。",
    "own_kind": "你这一类商家不能卖要许可证的食品。",
    "own_village": "农户只能卖自己村里出的东西，换一个产地。",
    "paper": "卖这类东西要食品许可证件，先在店铺里传上来。",
    "required": "这一项要填。",
    "rows": "一次最多 50,000 行，分几个文件传。",
    "scheduledFor.range": "上架的时间要在现在之后、90 天以内。",
    "same": "货已经在那里了，选另一个仓。",
    "scheme": "登记种类写得不对，改好再提交。",
    "season": "产季起始写成 09-01 这样的月和日。",
    "shelf.format": "货架位写成 A-03 这样。",
    "shipsFrom.range": "发货的日子要在明天之后、180 天以内。",
    "short": "太短了，至少写两个字。",
    "size": "文件太大，最多 10 MB，分几次传。",
    "sku.form": "编号只能用字母、数字、点、横线，最多 32 个。",
    "sku.taken": "这个编号别的商家在用，换一个。",
    "sku.too_many": "一个商品最多 20 种规格，拆成两个商品。",
    "sku.twice": "同一个编号写了两次。同一种规格有几批的，每行写不同的采收日期。",
    "stars.range": "选 1 到 5 颗星。",
    "status": "这种登记没有这个状态，重新选。",
    "steps.too_many": "一次最多改 5000 处，分成几份。",
    "taken": "已经有人用了，换一个。",
    "testedOn.range": "检测的日子要在采收之后，今天之前。",
    "too_long": "太长了，写短一点。",
    "too_many": "太多了，减少一些再试。",
    "twice": "同一样写了两次，删掉一个。",
    "type": "只收 XLSX 和 CSV 文件。",
    "unknown": "没有这一个，重新选。",
    "unpacked": "文件解开太大，没有打开。分几次传。",
    "varieties.too_many": "品种最多 20 个。",
    "units": "份数要在 1 到 1000000 之间。",
    "units.heavier": "混出来的不能比放进去的还重，改少一点。",
    "villageCodes.required": "至少选一个出产的村。",
    "villageCode.unknown": "没有这个村，重新选。",
    "zones.place": "没有这个地方，从名单里选。",
    "waiting": "你家这一项已经在等县里看，不用再交。",
    "waybill.format": "运单号不对，重新扫一次。",
    "weak": "密码太简单，至少 10 位，不要用常见的词。",
    "weight": "重量写成克，或者像 5斤、2.5kg，不能有不到 1 克的。",
    "whole": "这里要写整数。",
    "with_others": "同一个商品的另一行有错，先改那一行。",
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

# Why goods have no badge, and what their seller can do.
CLAIMS: dict[str, tuple[str, str]] = {
    "NO_SUCH_RIGHT": ("登记簿里没有查到这项权利。", "换一项，或者不写。"),
    "NOT_IN_FORCE": ("这项权利现在不在有效状态。", "看登记簿里的公告；恢复以后会自动带标。"),
    "DOUBTFUL": ("这项权利的依据还没有核实。", "把公告或证书交给县里核实。"),
    "NOT_YET_VALID": ("这项权利还没到生效的日子。", "到了那一天会自动带标。"),
    "NO_LONGER_VALID": ("这项权利已经到期。", "问问权利人有没有续展，续了请县里登记。"),
    "NUMBER_UNKNOWN": ("不知道是第几批认定的。", "把认定文件交给县里补上。"),
    "OUTSIDE_AREA": (
        "这批货的村子不在公布的产地里。",
        "看看批次的村子写对没有；产地外的不能带标。",
    ),
    "PLOT_OUTSIDE": ("地块的位置在公布的范围外面。", "看看坐标量对没有；范围外的不能带标。"),
    "OTHER_VARIETY": ("品种不在公告列出的品种里。", "看看品种写对没有；别的品种不能带标。"),
    "VARIETY_UNKNOWN": ("没有写品种，公告只认列出的品种。", "在商品里补上品种。"),
    "NOT_AUTHORISED": ("你不在这项权利的使用人名单上。", "向权利人申请，批准后请县里登记。"),
    "STRUCK_OFF": ("你已经被从使用人名单上取消。", "问问权利人和县里是什么原因。"),
    "AUTHORISED_LATER": ("你的使用还没到开始的日子。", "到了那一天会自动带标。"),
    "AUTHORISATION_ENDED": ("你的使用期限已经过了。", "向权利人续签，再请县里登记。"),
    "NO_GOODS": ("现在没有能卖的批次，没法判断。", "先登记批次，入库以后再看。"),
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
