"""The table says what was measured."""

from datetime import UTC, datetime

from bench import imports, report
from bench.imports import Import, Step
from bench.inside import Jobs
from bench.load import Medians
from bench.report import Facts, Row


def row(name: str, clients: int, web: float) -> Row:
    cpu = {"web": web, "PostgreSQL": 2.25, "Elasticsearch": 0.0}
    return Row(name, clients, Medians(250.4, 3.96, 21.2, cpu, web + 2.25), 1.5, 5)


def test_digits() -> None:
    assert [report.short(value) for value in (0, 0.416, 4.16, 41.6, 416.4)] == [
        "0.00", "0.42", "4.2", "42", "416",
    ]  # fmt: skip


def test_a_row() -> None:
    lines = report.table([row("product_list", 8, 3.75)]).splitlines()
    assert len({line.count("|") for line in lines}) == 1
    assert (
        lines[2] == "| product_list | 8 | 250 | 4.0 | 21 | **6.0** | 3.8 | 2.2 | 0.00 | 4.0 | 5 |"
    )


def test_the_whole_report() -> None:
    facts = Facts(
        at=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
        products=1000,
        seconds=5.0,
        rounds=3,
        machine="2 × Some CPU",
        software="Python 3.11.2",
        load=0.4,
        memory_mib=351.2,
        orders=1234,
        goods=Import(
            40_000,
            (
                Step("check", 10.0, {"worker": 5.0, "PostgreSQL": 1.0}),
                Step("import", 40.0, {"worker": 25.0, "PostgreSQL": 9.5}),
                Step(imports.AGAIN, 11.0, {"worker": 5.0, "PostgreSQL": 1.0}),
            ),
            210.4,
        ),
    )
    jobs = Jobs(4.0, {"worker": 20.0, "PostgreSQL": 10.0})
    text = report.text([row("search", 1, 3.0), row("search", 8, 4.0)], jobs, facts)
    assert text.count("| search |") == 2
    assert "4.0 jobs, CPU ms 30 (worker 20, PostgreSQL 10.0)" in text
    assert "351 MiB" in text
    assert "1,234" in text
    assert "medians of 3 timings of 5 s" in text
    assert "| import | 40.0 | 34.5 | 25.0 | 9.5 |" in text
    assert "40,000 sizes of goods, sent, checked and imported in 50 s" in text
    assert "highest memory of the worker 210 MB. Wanted: below 300 s and 300 MB." in text


def test_an_import_beyond_its_bounds_is_told() -> None:
    def of(seconds: float, peak_mb: float) -> Import:
        return Import(
            40_000, (Step("import", seconds, {"worker": 1.0, "PostgreSQL": 1.0}),), peak_mb
        )

    assert of(299.0, 299.0).is_within
    for missed in (of(300.0, 1.0), of(1.0, 300.0)):
        assert not missed.is_within
        assert imports.text(missed).endswith("and 300 MB: MISSED.")


def test_the_machine_is_named() -> None:
    assert "GiB" in report.machine()
    assert "Django 5" in report.software("18.4", "8.19.21", ".")
