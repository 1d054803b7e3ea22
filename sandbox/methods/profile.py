"""The bot's name and descriptions, default rights, photos of users, leaving the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.entities import Json
from sandbox.errors import bad_request, too_many_requests
from sandbox.files import photo_sizes, with_file_ids
from sandbox.membership import CHANNEL_RIGHTS, GROUP_RIGHTS, RIGHTS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sandbox.call import Call

TEXTS = {
    "Name": ("name", "names", 64),
    "Description": ("description", "descriptions", 512),
    "ShortDescription": ("short_description", "short_descriptions", 120),
}


def _setter(parameter: str, attribute: str, longest: int) -> Callable[[Call], Awaitable[bool]]:
    async def set_text(call: Call) -> bool:
        text, language = call.text(parameter), call.text("language_code")
        if len(text) > longest:
            raise bad_request(f"{parameter.replace('_', ' ')} is too long")
        texts: dict[str, str] = getattr(call.bot, attribute)
        if not text and language:
            texts.pop(language, None)
        elif text or attribute != "names":
            texts[language] = text
        if attribute == "names" and not language and text:
            call.world.rename(call.world.users[call.bot.id], text)
        call.world.save(call.bot)
        call.world.live.tell_all({"type": "world"})
        return True

    return set_text


def _getter(parameter: str, attribute: str) -> Callable[[Call], Awaitable[Json]]:
    async def get_text(call: Call) -> Json:
        texts: dict[str, str] = getattr(call.bot, attribute)
        return {parameter: texts.get(call.text("language_code")) or texts.get("", "")}

    return get_text


async def set_default_rights(call: Call) -> bool:
    """`setMyDefaultAdministratorRights`."""
    place = "channels" if call.flag("for_channels") else "groups"
    call.bot.default_rights[place] = call.object("rights")
    call.world.save(call.bot)
    return True


async def get_default_rights(call: Call) -> Json:
    """`getMyDefaultAdministratorRights`."""
    place = "channels" if call.flag("for_channels") else "groups"
    given = call.bot.default_rights.get(place, {})
    own = CHANNEL_RIGHTS if place == "channels" else GROUP_RIGHTS
    return {name: bool(given.get(name)) for name in ("is_anonymous", *RIGHTS, *own)}


async def get_user_profile_photos(call: Call) -> Json:
    """`getUserProfilePhotos`."""
    user = call.world.users.get(call.integer("user_id"))
    if user is None:
        raise bad_request("invalid user_id specified")
    first, limit = call.integer("offset"), min(max(call.integer("limit", 100), 1), 100)
    names = user.photos[first : first + limit]
    photos = [photo_sizes(call.world.files[name]) for name in names]
    return {"total_count": len(user.photos), "photos": with_file_ids(photos, call.bot)}


async def log_out(call: Call) -> bool:
    """`logOut`: here there is no other server to go to."""
    return True


async def close(call: Call) -> bool:
    """`close`: too early in the first ten minutes after a start."""
    raise too_many_requests(600)


METHODS: dict[str, Callable[[Call], Awaitable[object]]] = {
    "setMyDefaultAdministratorRights": set_default_rights,
    "getMyDefaultAdministratorRights": get_default_rights,
    "getUserProfilePhotos": get_user_profile_photos,
    "logOut": log_out,
    "close": close,
}
for _name, (_parameter, _attribute, _longest) in TEXTS.items():
    METHODS[f"setMy{_name}"] = _setter(_parameter, _attribute, _longest)
    METHODS[f"getMy{_name}"] = _getter(_parameter, _attribute)
