"""Rows of the county door: the first sale."""

from tests.graphql.access.rows import EMPTY, OK, SIGNING, everybody, operator, read, write

DOOR = "county"

ROWS = [
    read("me", "|", "{ name }", everybody(EMPTY, sun=OK, mao=OK)),
    read("counts", "|", "{ orders { paidFen } lateParcels }", operator(OK)),
    read(
        "parcel",
        "($w: ID!) | (waybill: $w)",
        "{ waybill track { state } }",
        operator(OK),
        lambda f: {"w": f["coming"]},
    ),
    read("scanPlaces", "|", "{ code }", operator(OK)),
    read(
        "dueAt",
        "($n: ID!) | (nodeCode: $n)",
        "{ waybill buyerName }",
        operator(OK),
        lambda f: {"n": "S-430423201"},
    ),
    write(
        "recordScan",
        "RecordScanInput",
        "parcel { waybill }",
        operator(OK),
        lambda f: {"waybill": f["at_depot"], "nodeCode": "S-430423201"},
    ),
    read("dueAtDoors", "|", "{ waybill buyerName deliverTo }", operator(OK)),
    write(
        "deliverToDoor",
        "DeliverToDoorInput",
        "parcel { waybill }",
        operator(OK),
        lambda f: {"waybill": f["to_door"]},
    ),
    *SIGNING,
]
