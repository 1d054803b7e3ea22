"""The visitor's own: profile, settings, devices."""

from aiohttp import web

from miniapp.devices import describe_device
from miniapp.keys import MINI_APP
from miniapp.render import HOME, Page, long_day, render
from miniapp.time_zones import list_zones
from miniapp.visitor import Visitor
from services import clock, courses, gamification, users


async def show_profile(request: web.Request, v: Visitor) -> web.Response:
    """Points, level, and how far one came."""
    listed = await courses.list_courses(v.member)
    return await render(
        request,
        v,
        "users/profile.html",
        standing=await gamification.read_standing(v.member),
        begun=[course for course in listed if course.is_begun],
        lessons=sum(course.done for course in listed),
        finished=sum(course.is_finished for course in listed),
        since=long_day(v.t, v.member.joined_at),
    )


async def show_settings(request: web.Request, v: Visitor) -> web.Response:
    """Language, time zone, appearance."""
    platform = None if v.is_proven else await request.app[MINI_APP].registry.find_platform()
    return await render(
        request,
        v,
        "users/settings.html",
        platform=platform,
        languages=users.LANGUAGES,
        zones=list_zones(v.t.language, v.t.time_zone),
        time=v.t.moment(clock.now()),
    )


async def show_devices(request: web.Request, v: Visitor) -> web.Response:
    """Where the visitor is signed in."""
    present_id = v.session.id if v.session else None
    sessions = await users.list_sessions(v.user, bot_id=v.reach)
    devices = [describe_device(session) for session in sessions]
    return await render(
        request,
        v,
        "users/devices.html",
        present=next((device for device in devices if device.id == present_id), None),
        others=[device for device in devices if device.id != present_id],
    )


PAGES = (
    Page(f"{HOME}profile", "users.profile", "member", show_profile),
    Page(f"{HOME}settings", "users.settings", "member", show_settings),
    Page(f"{HOME}devices", "users.devices", "member", show_devices),
)
