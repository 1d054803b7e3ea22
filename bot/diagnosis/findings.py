"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is; only what fails makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, what was seen, and what mends it."""

    level: Level
    subject: str
    seen: str
    mend: str = ""


def well(subject: str, seen: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, subject, seen)


def doubtful(subject: str, seen: str, mend: str) -> Finding:
    """It works, and somebody should look."""
    return Finding(Level.WARNING, subject, seen, mend)


def failing(subject: str, seen: str, mend: str) -> Finding:
    """It does not work."""
    return Finding(Level.FAILING, subject, seen, mend)
