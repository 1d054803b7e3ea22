"""Commands and events without windows: one router a noun."""

from aiogram import Router

from handlers import communities, courses, users


def routers() -> list[Router]:
    """Every router, made anew, in the order in which a message is offered to them."""
    return [
        communities.group_router(),
        communities.router(),
        courses.router(),
        users.router(),
    ]


def last_routers() -> list[Router]:
    """What comes after the dialogs: a message that nobody wanted."""
    return [communities.hint_router()]
