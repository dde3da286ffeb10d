"""Calls at the same moment, each on its own connection to the real database."""

import threading
from collections.abc import Callable, Sequence

from django.db import connection

from market.kernel.errors import DomainError


def at_once(calls: Sequence[Callable[[], object]]) -> list[object]:
    """Run calls at the same moment; return each one's result, or the refusal it raised.

    Anything else that a call raises is raised here, after all have ended.
    """
    barrier = threading.Barrier(len(calls))
    answers: list[object] = [None] * len(calls)
    failures: list[Exception] = []

    def run(index: int) -> None:
        try:
            barrier.wait(timeout=10)
            answers[index] = calls[index]()
        except DomainError as refused:
            answers[index] = refused
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failures:
        raise failures[0]
    return answers
