"""A Ctrl-C waits until what was being started is known, and then does what it always does."""

import signal
import threading

import pytest

from fixtures.servers import interrupts


def test_it_comes_after_the_block() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def start() -> None:
        with interrupts.held():
            signal.raise_signal(signal.SIGINT)
            seen.append("the block went on")

    with pytest.raises(KeyboardInterrupt):
        start()
    assert seen == ["the block went on"]
    assert signal.getsignal(signal.SIGINT) is before


def test_without_one_nothing_happens() -> None:
    with interrupts.held():
        pass


def test_an_error_of_the_block_passes_through() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(OSError, match="no such program"), interrupts.held():
        raise OSError("no such program")
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_may_use_it() -> None:
    seen = []

    def start() -> None:
        with interrupts.held():
            seen.append("started")

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert seen == ["started"]
