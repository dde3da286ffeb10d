"""The bus keeps itself going: jobs of workers that died run again, old ones are cleared away."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

KEEP_HOURS = 72


@app.periodic(cron="* * * * *")
@app.task(name="market.events.handlers.rescue", queueing_lock="rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers without a heartbeat to the next worker."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="market.events.handlers.clear", queueing_lock="clear", pass_context=True)
async def clear(context: JobContext, timestamp: int) -> None:
    """Delete jobs that ended well days ago; failed ones stay to be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEEP_HOURS)
