"""The formula gives what it was given elsewhere: figures here were worked out by hand."""

import pytest

from bench import catalogue


def test_the_first_and_a_later_product() -> None:
    first = catalogue.product(0)
    assert (first.name, first.slug) == ("Hengshan Spring Rice No. 0", "gi-good-000000")
    assert (first.good, first.place, first.grade, first.image) == ("rice", "Hengshan", "Spring", 0)
    later = catalogue.product(137)
    # 137 mod 10 = 7; 137 div 3 = 45, mod 12 = 9; 137 div 7 = 19, mod 7 = 5; 137 mod 12 = 5
    assert (later.name, later.slug) == ("Yantai Organic Vinegar No. 137", "gi-good-000137")
    assert later.image == 5
    assert 200 < len(later.text) < 300
    assert all(word in later.text for word in ("vinegar", "Yantai", "Organic"))


def test_variants() -> None:
    assert [len(catalogue.product(i).variants) for i in range(4)] == [2, 3, 4, 2]
    sizes = catalogue.product(2).variants
    assert [size.sku for size in sizes] == ["GI-2-0", "GI-2-1", "GI-2-2", "GI-2-3"]
    assert [(size.name, size.grams) for size in sizes] == [
        ("250 g", 250), ("500 g", 500), ("1 kg", 1000), ("5 kg", 5000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("i", "v", "fen"),
    [
        (0, 0, 565),  # 5.00 net
        (0, 1, 1865),  # 16.50 net: 18.645, half up
        (6, 0, 3051),  # 37 * 6 = 222, mod 200 = 22: 27.00 net: 30.51
        (2, 3, 12826),  # 5 + 74 + 34.5 = 113.50 net: 128.255
    ],
)
def test_prices_hold_the_tax(i: int, v: int, fen: int) -> None:
    assert catalogue.price_fen(i, v) == fen


def test_what_details_are_asked_of() -> None:
    asked = catalogue.slugs(1000)
    assert len(asked) == len(set(asked)) == 500
    assert asked[:3] == ["gi-good-000000", "gi-good-000919", "gi-good-000838"]
    assert len(catalogue.slugs(40)) == 40


def test_terms_find_more_than_a_page() -> None:
    terms = catalogue.terms()
    assert len(terms) == len(set(terms)) == 16
    names = [catalogue.product(i).name.lower() for i in range(1000)]
    for term in terms:
        assert sum(term.lower() in name for name in names) > 20


def test_names_and_skus_are_unique() -> None:
    made = [catalogue.product(i) for i in range(1000)]
    skus = [size.sku for product in made for size in product.variants]
    assert len({product.slug for product in made}) == len({product.name for product in made})
    assert len(set(skus)) == len(skus)
