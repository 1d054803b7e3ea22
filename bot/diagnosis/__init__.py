"""What is well and what is not, before an operator has to guess: `python main.py diag`."""

from bot.diagnosis.diagnosing import diagnose
from bot.diagnosis.findings import Finding, Level

__all__ = ["Finding", "Level", "diagnose"]
