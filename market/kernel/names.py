"""People's names as strangers may read them."""


def masked_name(name: str) -> str:
    """Return the first character and at most two stars: 张三 -> 张*, 欧阳小敏 -> 欧**."""
    name = name.strip()
    return name[:1] + "*" * min(max(len(name) - 1, 1), 2) if name else ""
