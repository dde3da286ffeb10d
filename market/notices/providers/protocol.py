"""What a way to send short messages promises."""

from typing import Protocol


class Retryable(Exception):
    """The message was not taken; a later try may succeed."""


class Refused(Exception):
    """The message will never be taken: a bad number, a forbidden text."""


class SmsAdapter(Protocol):
    """Sends one short message."""

    def send(self, phone: str, text: str) -> None:
        """Hand over one message for an E.164 number, within 10 seconds.

        Returning means that it was taken. Raises Retryable or Refused.
        """
