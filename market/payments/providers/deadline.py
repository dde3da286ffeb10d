"""A limit that holds whatever the other side does: slow names, slow bytes, silence."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from market.payments.providers.protocol import Retryable

CONNECT_SECONDS = 2.0
READ_SECONDS = 6.0
TOTAL_SECONDS = 8.0

T = TypeVar("T")


class _Call(threading.Thread, Generic[T]):
    """Socket time-outs bound each wait but not their sum, and not the resolver; so the call gets
    a thread that its caller can leave. The thread ends with its own socket's time-out.
    """

    def __init__(self, call: Callable[[], T]) -> None:
        super().__init__(daemon=True, name="provider-call")
        self._call = call
        self.results: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.results.append(self._call())
        except BaseException as error:
            self.error = error


def within(seconds: float, call: Callable[[], T]) -> T:
    """Return or raise what `call` does; after `seconds` raise Retryable with `lost` set."""
    thread = _Call(call)
    thread.start()
    thread.join(seconds)
    if thread.error is not None:
        raise thread.error
    if not thread.results:
        raise Retryable(f"no answer within {seconds:g} s", lost=True)
    return thread.results[0]
