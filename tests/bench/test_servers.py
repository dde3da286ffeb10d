"""A measurement takes nothing from the environment."""

import re
from pathlib import Path

from bench.servers import FOREIGN
from market import settings


def test_every_setting_of_the_product_is_kept_out() -> None:
    text = Path(settings.__file__).read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))
    assert len(read) > 20
    assert read <= set(FOREIGN)
