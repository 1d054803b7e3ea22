"""Words: one catalogue in `locales/` for bot, pages and scripts."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time
from fluent.runtime import FluentBundle, FluentResource

LOCALES = Path(__file__).parent.parent / "locales"
LANGUAGES = ("ru", "en")
FALLBACK = "en"


def choose_language(code: str | None) -> str:
    """Our language for a Telegram `language_code` (an IETF tag), English where we have none."""
    language = (code or "").split("-")[0].lower()
    return language if language in LANGUAGES else FALLBACK


class Translator:
    """Says a line of `locales/` in one language."""

    def __init__(self, language: str, time_zone: str = "UTC") -> None:
        self.language = language if language in LANGUAGES else FALLBACK
        self.time_zone = time_zone
        self._bundles = [bundle(code) for code in dict.fromkeys((self.language, FALLBACK))]

    def __call__(self, key: str, **values: object) -> str:
        """The line as plain text; the key itself where no language has it (a test forbids that)."""
        for found in self._bundles:
            if found.has_message(key) and (pattern := found.get_message(key).value):
                return str(found.format_pattern(pattern, values)[0])
        return key

    def html(self, key: str, **values: object) -> str:
        """The line as HTML: its own marks stand, those in the values are escaped."""
        escaped = {
            name: escape(value, quote=False) if isinstance(value, str) else value
            for name, value in values.items()
        }
        return self(key, **escaped)

    def day(self, value: date) -> str:
        """A day such as «28 ноября» or “28 November”."""
        return format_date(value, "d MMMM", locale=self.language)

    def moment(self, value: datetime) -> str:
        """Day and time in the person's zone."""
        local = value.astimezone(ZoneInfo(self.time_zone))
        if self.language == "ru":
            return format_datetime(local, "d MMMM, HH:mm", locale="ru")
        return format_date(local, "d MMMM", locale="en") + ", " + _english_time(local)


def _english_time(value: datetime) -> str:
    return format_time(value, "h:mm a", locale="en").replace("\u202f", " ").lower()


@lru_cache
def bundle(language: str) -> FluentBundle:
    """All lines of one language."""
    made = FluentBundle([language], use_isolating=False)
    for file in sorted((LOCALES / language).glob("*.ftl")):
        made.add_resource(FluentResource(file.read_text("utf-8")))
    return made


@lru_cache
def sources(language: str) -> dict[str, str]:
    """The Fluent source of every message, for scripts that say lines themselves."""
    return dict(_messages(language))


def _messages(language: str) -> Iterator[tuple[str, str]]:
    for file in sorted((LOCALES / language).glob("*.ftl")):
        lines: list[str] = []
        for line in file.read_text("utf-8").splitlines():
            if line and not line[0].isspace() and line[0] not in "#}":
                if lines:
                    yield lines[0].split(" =")[0], "\n".join(lines)
                lines = [line]
            elif lines and not line.startswith("#"):
                lines.append(line)
        if lines:
            yield lines[0].split(" =")[0], "\n".join(lines)
