"""What people may say in public, wherever they say it."""

from market.kernel import text as texts
from market.kernel.errors import Invalid
from market.trust import rules


def said(text: str, *, field: str, required: bool = True) -> str:
    """Return a text for everybody to read, cleaned.

    Raises Invalid(field, "required" | "too_long" | "characters" | "personal"): a phone number or
    a resident's id has no place where all can read it (个人信息保护法 art. 25).
    """
    clean = texts.paragraphs(text, field=field, max_length=rules.MOST_TEXT, required=required)
    if rules.names_somebody(clean):
        raise Invalid(field, "personal")
    return clean
