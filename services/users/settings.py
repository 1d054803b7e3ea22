"""What a person chooses about themselves."""

from zoneinfo import ZoneInfo, available_timezones

from models import User
from services.errors import FieldError, InvalidError

LANGUAGES = ("ru", "en")


async def change_language(user: User, language: str) -> None:
    """Speak this language with the person from now on.

    Raises:
        InvalidError: when it is none of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise InvalidError([FieldError("language", "unknown")])
    user.language = language
    await user.save(update_fields=["language", "updated_at"])


async def change_time_zone(user: User, time_zone: str) -> None:
    """Tell times in this IANA zone from now on.

    Raises:
        InvalidError: when there is no such zone.
    """
    if time_zone not in available_timezones():
        raise InvalidError([FieldError("time_zone", "unknown")])
    user.time_zone = ZoneInfo(time_zone).key
    await user.save(update_fields=["time_zone", "updated_at"])
