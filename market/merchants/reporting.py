"""The report of sellers' identities that a platform hands in each January and July.

电子商务法 art. 28 and 网络交易监督管理办法 (2021): name, class, registration, place, contact. Of
natural persons the last four digits of the resident id stand there: the whole number is not kept.
Contacts are whole, because the authority has to reach them; so only the county may make it, every
file is written down with its digest, and files are not kept.
"""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from openpyxl import Workbook

from market.accounts.actors import Actor, require_county
from market.kernel import days, phones, text
from market.kernel.errors import Invalid
from market.merchants.models import IdentityReport, Merchant, MerchantStatus, SellerClass
from market.merchants.queries import place_name

HEAD = (
    "店铺名称", "经营者类型", "统一社会信用代码", "经营者姓名", "身份证后四位", "经营地址",
    "联系电话", "状态", "开店日期", "上次核验后下次复核",
)  # fmt: skip
KINDS = ("CSV", "XLSX")


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A finished report: what it is called, what is in it."""

    name: str
    content: bytes
    report: IdentityReport


@transaction.atomic
def make_report(*, actor: Actor, year: int, half: int, kind: str, now: datetime) -> ReportFile:
    """Make the report of a half-year: every seller that was ever opened, and note who took it.

    Raises Forbidden to all but the county, Invalid: year (range), half (range), kind (choice).
    """
    county = require_county(actor)
    if not 2020 <= year <= days.day(now).year:
        raise Invalid("year", "range")
    if half not in {1, 2}:
        raise Invalid("half", "range")
    if kind not in KINDS:
        raise Invalid("kind", "choice")
    rows = _rows()
    content = _csv(rows) if kind == "CSV" else _xlsx(rows)
    report = IdentityReport.objects.create(
        year=year,
        half=half,
        kind=kind,
        rows=len(rows),
        sha256=hashlib.sha256(content).hexdigest(),
        made_by=county.ref,
        made_at=now,
    )
    name = f"sellers-{year}-{'01' if half == 1 else '07'}.{kind.lower()}"
    return ReportFile(name, content, report)


def reports(*, actor: Actor, first: int) -> list[IdentityReport]:
    """Return the reports that were made, newest first. Raises Forbidden."""
    require_county(actor)
    return list(IdentityReport.objects.order_by("-pk")[:first])


def _rows() -> list[tuple[str, ...]]:
    opened = Merchant.objects.exclude(approved_at=None).select_related("place__parent")
    return [
        tuple(text.neutral(cell) for cell in _cells(merchant)) for merchant in opened.order_by("pk")
    ]


def _cells(merchant: Merchant) -> Iterable[str]:
    opened = merchant.approved_at
    return (
        merchant.name,
        str(SellerClass(merchant.seller_class).label),
        merchant.credit_code,
        merchant.contact_name,
        merchant.resident_last4,
        f"{place_name(merchant)}{merchant.address}",
        phones.national(merchant.phone),
        str(MerchantStatus(merchant.status).label),
        days.day(opened).isoformat() if opened else "",
        merchant.recheck_on.isoformat() if merchant.recheck_on else "",
    )


def _csv(rows: Iterable[tuple[str, ...]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEAD)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def _xlsx(rows: Iterable[tuple[str, ...]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("商家身份信息")
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
