"""Time zones to choose from, named by their city, in the order of their clocks."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from services import clock

ZONES = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago",
    "America/New_York", "America/Sao_Paulo", "America/Argentina/Buenos_Aires",
    "Atlantic/Azores", "UTC", "Europe/London", "Europe/Lisbon", "Europe/Berlin", "Europe/Paris",
    "Europe/Madrid", "Europe/Rome", "Europe/Warsaw", "Europe/Prague", "Europe/Belgrade",
    "Europe/Kaliningrad", "Europe/Kyiv", "Europe/Chisinau", "Europe/Helsinki", "Europe/Riga",
    "Europe/Vilnius", "Europe/Tallinn", "Europe/Athens", "Asia/Jerusalem", "Africa/Cairo",
    "Europe/Moscow", "Europe/Minsk", "Europe/Istanbul", "Asia/Riyadh", "Africa/Nairobi",
    "Europe/Samara", "Asia/Tbilisi", "Asia/Yerevan", "Asia/Baku", "Asia/Dubai", "Asia/Tehran",
    "Asia/Yekaterinburg", "Asia/Tashkent", "Asia/Almaty", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Bishkek", "Asia/Omsk", "Asia/Dhaka", "Asia/Novosibirsk", "Asia/Krasnoyarsk",
    "Asia/Bangkok", "Asia/Jakarta", "Asia/Irkutsk", "Asia/Shanghai", "Asia/Singapore",
    "Asia/Yakutsk", "Asia/Tokyo", "Asia/Seoul", "Asia/Vladivostok", "Australia/Sydney",
    "Asia/Magadan", "Asia/Kamchatka", "Pacific/Auckland",
)  # fmt: skip


def list_zones(language: str, chosen: str) -> list[tuple[str, str]]:
    """Names of zones and what to call them; the chosen one is always among them."""
    now = clock.now()
    offsets = {zone: _offset(zone, now) for zone in dict.fromkeys((*ZONES, chosen))}
    ordered = sorted(offsets, key=lambda zone: (offsets[zone], _city(zone, language)))
    return [(zone, f"{_city(zone, language)}, {_clock(offsets[zone])}") for zone in ordered]


def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


def _clock(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    sign = "−" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@lru_cache(maxsize=512)
def _city(zone: str, language: str) -> str:
    return (
        "UTC" if zone == "UTC" else get_timezone_location(zone, locale=language, return_city=True)
    )
