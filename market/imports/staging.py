"""Files in pieces, and rows on their way from the file to the goods."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any

from django.db import connection
from psycopg.types.json import Jsonb

from market.imports.models import ImportJob, Outcome, Piece, StagedRow
from market.imports.parsing import GoodsRow, Problem

PIECE_BYTES = 1 << 20
CHUNK = 1_000


def keep(job: ImportJob, kind: str, file: IO[bytes]) -> None:
    """Put a file away in pieces, so that no more than one is ever in memory."""
    file.seek(0)
    position = 0
    while data := file.read(PIECE_BYTES):
        Piece.objects.create(job=job, kind=kind, position=position, data=data)
        position += 1


@contextmanager
def kept(job: ImportJob, kind: str) -> Iterator[IO[bytes]]:
    """Give a file back, as a temporary one that is gone afterwards."""
    pieces = Piece.objects.filter(job=job, kind=kind).order_by("position")
    with tempfile.TemporaryFile() as file:
        for position in pieces.values_list("position", flat=True):
            file.write(pieces.values_list("data", flat=True).get(position=position))
        file.seek(0)
        yield file


def put(
    job: ImportJob,
    rows: Sequence[tuple[int, list[str], GoodsRow | None, list[Problem]]],
) -> None:
    """Stage rows, with COPY."""
    columns = "job_id, number, raw, goods, outcome, problems"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY imports_stagedrow ({columns}) FROM STDIN") as copy,
    ):
        for number, raw, goods, problems in rows:
            copy.write_row(
                (
                    job.pk,
                    number,
                    Jsonb(raw),
                    Jsonb(goods.to_json()) if goods else None,
                    Outcome.WRONG if problems else "",
                    Jsonb(_listed(problems)),
                )
            )


def readable(job: ImportJob) -> list[tuple[int, GoodsRow]]:
    """Return the rows of which every cell could be read, in the order of the file.

    What many rows say alike, such as a category, is held in memory once.
    """
    said: dict[Any, Any] = {}
    rows: Any = StagedRow.objects.filter(job=job, goods__isnull=False).order_by("number")
    return [
        (number, GoodsRow.from_json(goods, said))
        for number, goods in rows.values_list("number", "goods").iterator(CHUNK)
    ]


def write_outcomes(
    job: ImportJob, outcomes: Mapping[int, Outcome], problems: Mapping[int, Sequence[Problem]]
) -> None:
    """Write down what becomes of rows."""
    numbers = sorted(outcomes)
    with connection.cursor() as cursor:
        for start in range(0, len(numbers), CHUNK):
            part = [
                {
                    "number": number,
                    "outcome": outcomes[number].value,
                    "problems": _listed(problems.get(number, ())),
                }
                for number in numbers[start : start + CHUNK]
            ]
            cursor.execute(
                "UPDATE imports_stagedrow staged SET outcome = found.outcome,"
                " problems = found.problems FROM jsonb_to_recordset(%s::jsonb)"
                " AS found (number int, outcome text, problems jsonb)"
                " WHERE staged.job_id = %s AND staged.number = found.number",
                [json.dumps(part), job.pk],
            )


def _listed(problems: Sequence[Problem]) -> list[list[Any]]:
    return [[one.column, one.rule, one.read] for one in problems]
