"""Run deferred jobs in tests; the demo's history is made with the same functions."""

from fixtures.build.jobs import at, clear_jobs, run_jobs, run_worker, waiting

__all__ = ["at", "clear_jobs", "run_jobs", "run_worker", "waiting"]
