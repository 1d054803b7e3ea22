"""What happens later: reactions to domain events and due tasks, with leases and second tries."""

from bot.worker.rows import DeadJob, JobRows
from bot.worker.ticks import Tick
from bot.worker.worker import Job, Worker

__all__ = ["DeadJob", "Job", "JobRows", "Tick", "Worker"]
