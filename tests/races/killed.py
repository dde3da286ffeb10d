"""A process that dies at a marked point: forked, so that the mark is nowhere in the product."""

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from django.db import connections

Point = tuple[Any, str, str]


def die_at(point: Point, work: Callable[[], Any]) -> None:
    """Do the work in another process that is killed at the point (module, name, when).

    `when` is "before" or "after" the first call of the function with that name. Its connections
    are its own; the parent's are closed first, because a fork would share them. Fails when the
    point is never reached.
    """
    connections.close_all()
    process = multiprocessing.get_context("fork").Process(target=_child, args=(point, work))
    process.start()
    process.join(timeout=30)
    assert process.exitcode == -signal.SIGKILL, f"{point} was not reached: {process.exitcode}"


def _child(point: Point, work: Callable[[], Any]) -> None:
    with _marked(point):
        work()
    os._exit(0)


@contextlib.contextmanager
def _marked(point: Point) -> Iterator[None]:
    owner, name, when = point
    real = getattr(owner, name)

    def call(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(owner, name, call):
        yield
