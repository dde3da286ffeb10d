"""The catalogue of the measurements: n products by formula, no random numbers.

The formula is the one that other marketplaces were measured with, so figures can be compared.
Prices are net plus 13 % tax there; here every price is what is paid.
"""

from dataclasses import dataclass

GOODS = (
    "rice",
    "tea",
    "honey",
    "jujube",
    "millet",
    "walnut",
    "mushroom",
    "vinegar",
    "apple",
    "ham",
)
PLACES = (
    "Hengshan", "Wuchang", "Anxi", "Changbai", "Jiaxian", "Qinzhou",
    "Huangshan", "Gutian", "Zhenjiang", "Yantai", "Jinhua", "Lushan",
)  # fmt: skip
GRADES = ("Spring", "Reserve", "Village", "Mountain", "Heritage", "Organic", "Hand-picked")
WEIGHTS = (("250 g", 250), ("500 g", 500), ("1 kg", 1000), ("5 kg", 5000))
IMAGES = 12
STOCK = 1_000_000
TAX_PERCENT = 13


@dataclass(frozen=True, slots=True)
class BenchVariant:
    sku: str
    name: str
    grams: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class BenchProduct:
    number: int
    name: str
    slug: str
    good: str
    place: str
    grade: str
    text: str
    image: int
    variants: tuple[BenchVariant, ...]


def price_fen(i: int, v: int) -> int:
    """5 + (37 i mod 200) + 11.5 v yuan net, with tax, in fen, half up."""
    net_fen = 500 + (37 * i % 200) * 100 + 1150 * v
    return (net_fen * (100 + TAX_PERCENT) + 50) // 100


def product(i: int) -> BenchProduct:
    """Return product number i."""
    good, place, grade = GOODS[i % 10], PLACES[i // 3 % 12], GRADES[i // 7 % 7]
    variants = tuple(
        BenchVariant(f"GI-{i}-{v}", WEIGHTS[v][0], WEIGHTS[v][1], price_fen(i, v))
        for v in range(2 + i % 3)
    )
    text = (
        f"{grade} {good} from {place}, grown where the name comes from and packed in the village. "
        f"Every batch of this {good} carries the day of harvest and the plot, so that a buyer of "
        f"{place} {grade} {good} can see who made it. Keep it dry and cool, and it stays good."
    )
    return BenchProduct(
        number=i,
        name=f"{place} {grade} {good.title()} No. {i}",
        slug=f"gi-good-{i:06d}",
        good=good,
        place=place,
        grade=grade,
        text=text,
        image=i % IMAGES,
        variants=variants,
    )


def slugs(n: int, count: int = 500) -> list[str]:
    """The products that details are asked of: ((7919 k) mod n) for k = 0, 1, ..., each once."""
    return [f"gi-good-{7919 * k % n:06d}" for k in range(min(count, n))]


def terms() -> list[str]:
    """The sixteen search terms: the goods and the first six places."""
    return [*GOODS, *PLACES[:6]]
