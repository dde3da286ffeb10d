"""Short messages on the worker's log, for the demo and for counties without a gateway."""

import structlog

from market.kernel.phones import mask

log = structlog.get_logger("market.notices")


class ConsoleAdapter:
    """Writes each message to the log, its number masked."""

    def send(self, phone: str, text: str) -> None:
        log.info("notice", phone=mask(phone), text=text)
