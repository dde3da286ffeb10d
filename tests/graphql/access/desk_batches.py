"""Rows of the desk door: batches, their papers, and stock that is spoilt, moved and mixed."""

from datetime import timedelta
from typing import Any

from fixtures.build import supply
from market.batches.models import Certificate
from market.kernel import days
from tests.graphql.access.rows import EMPTY, FIRST, ID, NOT_FOUND, OK, merchant, read, staff, write

DOOR = "desk"


def facts(world: Any) -> dict[str, Any]:
    """Two more batches of Chen's oranges, of which one has no certificate to issue again."""
    other = supply.batch(world.chen, world.oranges.product, now=world.now, days_ago=2)
    lot = supply.lot(world.chen, world.oranges.variants[0], other, 10, now=world.now)
    day = days.day(world.now) - timedelta(days=1)
    return {
        "batch": world.oranges.batch.public_id,
        "other_lot": lot.public_id,
        "harvested": day.isoformat(),
        "certificate": Certificate.objects.get(batch=world.oranges.batch).number,
    }


def _promise(facts: Any) -> dict[str, str]:
    return {
        "place": "衡山县永和乡龙凤村",
        "promisedBy": "龙凤果业合作社",
        "contact": "0734-5800001",
        "issuedOn": facts["harvested"],
    }


ROWS = [
    read("batches", FIRST, "{ nodes { code } }", merchant(OK, OK)),
    read("batch", ID, "{ code household }", merchant(OK, EMPTY), lambda f: {"id": f["batch"]}),
    read(
        "batchDraft",
        "($p: ID!) | (productId: $p)",
        "{ promisedBy }",
        merchant(OK, EMPTY),
        lambda f: {"p": f["product"]},
    ),
    read(
        "certificatePaper",
        "($b: ID!) | (batchId: $b)",
        "{ name }",
        merchant(OK, EMPTY),
        lambda f: {"b": f["batch"]},
    ),
    read("nearExpiry", FIRST, "{ batchCode }", merchant(EMPTY, EMPTY)),
    read("lowStock", FIRST, "{ sku }", merchant(EMPTY, EMPTY)),
    read("villages", "|", "{ name }", merchant(OK, OK, OK)),
    write(
        "enterBatch",
        "EnterBatchInput",
        "batch { code }",
        merchant(OK, NOT_FOUND),
        lambda f: {
            "productId": f["product"],
            "villageCode": supply.LONGFENG,
            "harvestedOn": f["harvested"],
            "units": [{"variantId": f["variant"], "units": 2}],
            "certificate": _promise(f),
        },
    ),
    write(
        "certifyBatch",
        "CertifyBatchInput",
        "batch { code }",
        # Chen's batch has its certificate; one is never issued twice.
        merchant("INVALID", NOT_FOUND),
        lambda f: {"batchId": f["batch"], "certificate": _promise(f)},
    ),
    write(
        "cancelCertificate",
        "CancelCertificateInput",
        "batch { certificateNumber }",
        merchant(OK, NOT_FOUND),
        lambda f: {
            "batchId": f["batch"],
            "number": f["certificate"],
            "reason": "数量写错了",
            "certificate": _promise(f),
        },
    ),
    write(
        "attachReport",
        "AttachReportInput",
        "batch { code }",
        # Without a file the request itself is broken, for all who enter.
        staff(chen="BAD_REQUEST", deng="BAD_REQUEST", pan="BAD_REQUEST"),
        lambda f: {
            "batchId": f["batch"],
            "report": "no file",
            "laboratory": "衡阳市检测中心",
            "testedOn": f["harvested"],
        },
    ),
    write(
        "mixLots",
        "MixLotsInput",
        "batch { code }",
        merchant("INVALID", NOT_FOUND),
        lambda f: {
            "parts": [
                {"lotId": f["lot"], "quantity": 1},
                {"lotId": f["other_lot"], "quantity": 1},
            ],
            "variantId": f["variant"],
            "units": 2,
            # Issued before it was mixed.
            "certificate": _promise(f),
        },
    ),
    write(
        "bookSpoilage",
        "BookSpoilageInput",
        "lot { onHand }",
        merchant(OK, NOT_FOUND),
        lambda f: {"lotId": f["other_lot"], "quantity": 1, "reason": "压坏了"},
    ),
    write(
        "moveStock",
        "MoveStockInput",
        "lot { onHand }",
        merchant(OK, NOT_FOUND),
        lambda f: {"lotId": f["other_lot"], "quantity": 1, "store": "DEPOT"},
    ),
]
