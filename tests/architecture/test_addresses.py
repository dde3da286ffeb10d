"""Each page's address has a name of its own: of two, `reverse` would find one."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def names(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_each_name_is_given_once() -> None:
    counted = Counter(names(get_resolver().url_patterns))
    assert len(counted) > 50
    assert [name for name, times in counted.items() if times > 1] == []
