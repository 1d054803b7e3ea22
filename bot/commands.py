"""Every command: its words, and to whom it is shown. Menus at Telegram are made from this list."""

from dataclasses import dataclass

from aiogram import Bot
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from bot.i18n import LANGUAGES, Translator


@dataclass(frozen=True, slots=True)
class Command:
    """A command; `text` is the key of its description in `locales/`."""

    name: str
    text: str


PRIVATE = (
    Command("menu", "communities-command-menu"),
    Command("courses", "courses-command-courses"),
    Command("admin", "communities-command-admin"),
    Command("settings", "users-command-settings"),
    Command("language", "users-command-language"),
    Command("help", "communities-command-help"),
    Command("cancel", "communities-command-cancel"),
)


async def publish_commands(bot: Bot) -> None:
    """Tell Telegram the commands in every language; English is what others see."""
    for language in (None, *LANGUAGES):
        t = Translator(language or "en")
        await bot.set_my_commands(
            [BotCommand(command=item.name, description=t(item.text)) for item in PRIVATE],
            scope=BotCommandScopeAllPrivateChats(),
            language_code=language,
        )
