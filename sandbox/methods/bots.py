"""The bot about itself: who it is, commands, menu buttons, names and descriptions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sandbox.entities import PRIVATE, Json
from sandbox.errors import bad_request
from sandbox.keyboards import check_web_app_url
from sandbox.methods.common import find_chat
from sandbox.posting import screen_key
from sandbox.values import to_object

if TYPE_CHECKING:
    from sandbox.call import Call
    from sandbox.entities import Bot, Chat
    from sandbox.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"([a-z]{2})?")
DEFAULT_BUTTON: Json = {"type": "commands"}


async def get_me(call: Call) -> Json:
    """`getMe`."""
    return {
        **call.world.users[call.bot.id].card(),
        "can_join_groups": True,
        "can_read_all_group_messages": not call.bot.privacy,
        "supports_inline_queries": call.bot.inline,
        "can_connect_to_business": False,
        "has_main_web_app": bool(call.bot.web_app_url),
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


async def set_my_commands(call: Call) -> bool:
    """`setMyCommands` for a scope and a language."""
    commands = call.json("commands", "bot commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    checked = [_command(command) for command in commands]
    call.bot.commands[_scope(call)] = checked
    _menu_changed(call.world, call.bot)
    return True


async def delete_my_commands(call: Call) -> bool:
    """`deleteMyCommands` for a scope and a language."""
    call.bot.commands.pop(_scope(call), None)
    _menu_changed(call.world, call.bot)
    return True


async def get_my_commands(call: Call) -> list[Json]:
    """`getMyCommands` for exactly this scope and language."""
    return call.bot.commands.get(_scope(call), [])


async def set_chat_menu_button(call: Call) -> bool:
    """`setChatMenuButton` for one private chat or for all."""
    button = call.object("menu_button") or {"type": "default"}
    if button.get("type") == "web_app":
        url = str(to_object(button.get("web_app")).get("url", ""))
        check_web_app_url(url, "menu button Web App")
        if not button.get("text"):
            raise bad_request("menu button text must be non-empty")
    elif button.get("type") not in {"default", "commands"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    place = _button_place(call)
    if button["type"] == "default":
        call.bot.menu_buttons.pop(place, None)
    else:
        call.bot.menu_buttons[place] = button
    _menu_changed(call.world, call.bot)
    return True


async def get_chat_menu_button(call: Call) -> Json:
    """`getChatMenuButton`."""
    place = _button_place(call)
    button = call.bot.menu_buttons.get(place)
    return button or ({"type": "default"} if place else DEFAULT_BUTTON)


def menu_button(bot: Bot, person: int) -> Json:
    """Return the button that a person sees beside the field for messages."""
    buttons = bot.menu_buttons
    button: Json = buttons.get(str(person)) or buttons.get("") or DEFAULT_BUTTON
    return button


def commands_for(world: World, bot: Bot, chat: Chat, person: int) -> list[Json]:
    """Return the commands a person sees in a chat: the narrowest scope that has some.

    https://core.telegram.org/bots/api#determining-list-of-commands
    """
    language = world.users[person].language_code
    for scope in _scopes(chat, person):
        for wanted in (language, ""):
            commands = bot.commands.get(f"{scope}|{wanted}")
            if commands:
                return commands
    return []


def _scopes(chat: Chat, person: int) -> list[str]:
    if chat.type == PRIVATE:
        return [f"chat {chat.id}", "all_private_chats", "default"]
    scopes = [f"chat_member {chat.id} {person}"]
    if chat.members.get(str(person), {}).get("status") in {"creator", "administrator"}:
        scopes += [f"chat_administrators {chat.id}"]
        return [*scopes, f"chat {chat.id}", "all_chat_administrators", "all_group_chats", "default"]
    return [*scopes, f"chat {chat.id}", "all_group_chats", "default"]


def _scope(call: Call) -> str:
    scope = call.object("scope") or {"type": "default"}
    kind = str(scope.get("type"))
    language = call.text("language_code")
    if not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    if kind in {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}:
        return f"{kind}|{language}"
    if kind not in {"chat", "chat_administrators", "chat_member"}:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    call.parameters["scope_chat_id"] = scope.get("chat_id")
    chat = find_chat(call, "scope_chat_id")
    who = f" {scope.get('user_id')}" if kind == "chat_member" else ""
    return f"{kind} {chat.id}{who}|{language}"


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/").lower()
    description = str(command.get("description", "")).strip()
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _button_place(call: Call) -> str:
    if not call.integer("chat_id"):
        return ""
    chat = find_chat(call)
    if chat.type != PRIVATE:
        raise bad_request("chat is not private")
    return str(chat.id)


def _menu_changed(world: World, bot: Bot) -> None:
    world.save(bot)
    for person in world.people():
        for key in world.chats_of[bot.id] & world.chats_of[person.id]:
            world.live.tell(person.id, {"type": "menu", "chat": screen_key(world.chats[key])})


METHODS = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
