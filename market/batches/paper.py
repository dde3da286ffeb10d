"""A certificate on paper: A6, with the words 承诺达标合格证 beside its QR code."""

import io
import json
import threading
from functools import cache
from pathlib import Path

import segno
import typst

from market.batches.models import Basis, Batch, Certificate
from market.kernel.errors import NotFound

TEMPLATE = Path(__file__).parent / "certificate.typ"
# The compiler keeps what it knows of fonts; one at a time uses it.
_alone = threading.Lock()


def certificate(*, batch: Batch, address: str) -> bytes:
    """Return the certificate of a batch as PDF; the same facts give the same bytes.

    `address` is where the QR code leads (`tracing.address`). Raises NotFound("certificate").
    """
    issued = batch.certificate
    if issued is None:
        raise NotFound("certificate")
    return _pdf(json.dumps(_facts(batch, issued, address), ensure_ascii=False, sort_keys=True))


def _facts(batch: Batch, issued: Certificate, address: str) -> dict[str, object]:
    rows = [
        ("产品名称", issued.product_name),
        ("数量", _kilograms(issued.grams)),
        ("产地", issued.place),
        ("采收日期", batch.harvested_on.isoformat()),
        ("承诺人", issued.promised_by),
        ("联系方式", issued.contact),
        ("开具日期", issued.issued_on.isoformat()),
    ]
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=1, xmldecl=False)
    return {
        "number": issued.number,
        "batch": batch.code,
        "rows": [{"label": label, "value": value} for label, value in rows],
        "bases": [
            {"label": str(basis.label), "chosen": basis.value == issued.basis} for basis in Basis
        ],
        "qr": picture.getvalue().decode(),
    }


def _kilograms(grams: int) -> str:
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") + " 千克"


def _pdf(facts: str) -> bytes:
    with _alone:
        made = typst.compile(_template(), sys_inputs={"facts": facts}, timestamp=0)
    if not isinstance(made, bytes):
        raise TypeError("one document was expected")
    return made


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
