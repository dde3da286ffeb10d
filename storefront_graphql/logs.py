"""Log lines as JSON, one event a line, without anybody's telephone number."""

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# A Chinese mobile number, with or without the country code; landlines with an area code.
_PHONE = re.compile(
    r"(?<!\d)(?:\+?86)?(1[3-9]\d)\d{4}(\d{4})(?!\d)|(?<!\d)(0\d{2,3})-?\d{3,4}(\d{4})(?!\d)"
)


def masked(text: str) -> str:
    """Return a text with the middle of every telephone number struck out."""
    return _PHONE.sub(lambda found: "****".join(part for part in found.groups() if part), text)


def _mask(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {
        name: masked(value) if isinstance(value, str) else value for name, value in event.items()
    }


def configure() -> None:
    """Send structlog's events through the standard library, where levels and outputs are set."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
