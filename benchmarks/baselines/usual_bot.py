"""The usual full stack: aiogram's webhook handler, aiogram-dialog with its own storages, an ORM.

It does what a course bot commonly does: a middleware that keeps the person up to date, windows
whose getters ask the ORM. With REDIS_URL the FSM and the lock are in Redis, else in memory.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import BaseEventIsolation, BaseStorage, DefaultKeyBuilder
from aiogram.fsm.storage.memory import MemoryStorage, SimpleEventIsolation
from aiogram.fsm.storage.redis import RedisEventIsolation, RedisStorage
from aiogram.types import CallbackQuery, Message, TelegramObject
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiogram_dialog import Dialog, DialogManager, StartMode, Window, setup_dialogs
from aiogram_dialog.widgets.kbd import Column, Select, SwitchTo
from aiogram_dialog.widgets.text import Const, Format
from aiohttp import web
from redis.asyncio import Redis
from tortoise import Tortoise, fields
from tortoise.models import Model

from benchmarks.telegram import SECRET, TOKEN


class Person(Model):
    """Somebody."""

    id = fields.BigIntField(primary_key=True)
    telegram_id = fields.BigIntField(unique=True)
    name = fields.CharField(max_length=128)
    language = fields.CharField(max_length=8)
    seen_at = fields.DatetimeField(auto_now=True)


class Course(Model):
    """A course."""

    id = fields.BigIntField(primary_key=True)
    title = fields.CharField(max_length=128)


class Lesson(Model):
    """A lesson."""

    id = fields.BigIntField(primary_key=True)
    course: fields.ForeignKeyRelation[Course] = fields.ForeignKeyField("models.Course")
    title = fields.CharField(max_length=128)
    text = fields.TextField()
    position = fields.IntField()


class Completion(Model):
    """A lesson done."""

    id = fields.BigIntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person")
    lesson: fields.ForeignKeyRelation[Lesson] = fields.ForeignKeyField("models.Lesson")


class PersonMiddleware(BaseMiddleware):
    """Keeps the person up to date."""

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Get or create, then save."""
        user = data["event_from_user"]
        person, _ = await Person.get_or_create(
            telegram_id=user.id, defaults={"name": user.full_name, "language": "ru"}
        )
        person.name = user.full_name
        await person.save()
        data["person"] = person
        return await handler(event, data)


class Reading(StatesGroup):
    """The dialog's states."""

    courses = State()
    course = State()
    lesson = State()


async def list_courses(person: Person, **_: Any) -> dict[str, Any]:
    return {"courses": await Course.all()}


async def read_course(dialog_manager: DialogManager, person: Person, **_: Any) -> dict[str, Any]:
    course = await Course.get(id=dialog_manager.dialog_data["course_id"])
    lessons = await Lesson.filter(course=course).order_by("position")
    done = await Completion.filter(person=person, lesson__course_id=course.id).count()
    return {"title": course.title, "lessons": lessons, "done": done, "total": len(lessons)}


async def read_lesson(dialog_manager: DialogManager, person: Person, **_: Any) -> dict[str, Any]:
    lesson = await Lesson.get(id=dialog_manager.dialog_data["lesson_id"]).select_related("course")
    done = await Completion.filter(person=person, lesson=lesson).exists()
    total = await Lesson.filter(course_id=lesson.course.id).count()
    return {"title": lesson.title, "text": lesson.text, "total": total, "done": done}


async def open_course(_: CallbackQuery, __: Any, manager: DialogManager, item: str) -> None:
    manager.dialog_data["course_id"] = int(item)
    await manager.switch_to(Reading.course)


async def open_lesson(_: CallbackQuery, __: Any, manager: DialogManager, item: str) -> None:
    manager.dialog_data["lesson_id"] = int(item)
    await manager.switch_to(Reading.lesson)


def build_dialog() -> Dialog:
    return Dialog(
        Window(
            Const("Courses"),
            Column(
                Select(
                    Format("{item.title}"),
                    id="course",
                    item_id_getter=lambda course: course.id,
                    items="courses",
                    on_click=open_course,
                )
            ),
            state=Reading.courses,
            getter=list_courses,
        ),
        Window(
            Format("<b>{title}</b>\n{done} / {total}"),
            Column(
                Select(
                    Format("{item.title}"),
                    id="lesson",
                    item_id_getter=lambda lesson: lesson.id,
                    items="lessons",
                    on_click=open_lesson,
                )
            ),
            SwitchTo(Const("Back"), id="back", state=Reading.courses),
            state=Reading.course,
            getter=read_course,
        ),
        Window(
            Format("<b>{title}</b>\n{text}"),
            SwitchTo(Const("Back"), id="back", state=Reading.course),
            state=Reading.lesson,
            getter=read_lesson,
        ),
    )


async def start(message: Message, dialog_manager: DialogManager) -> None:
    await dialog_manager.start(Reading.courses, mode=StartMode.RESET_STACK)


def build_storages() -> tuple[BaseStorage, BaseEventIsolation]:
    url = os.environ.get("REDIS_URL")
    if not url:
        return MemoryStorage(), SimpleEventIsolation()
    keys = DefaultKeyBuilder(with_bot_id=True, with_destiny=True, with_business_connection_id=True)
    redis: Redis = Redis.from_url(url)
    lock = {"timeout": 60, "sleep": 0.01}
    return RedisStorage(redis, keys), RedisEventIsolation(redis, keys, lock_kwargs=lock)


async def seed() -> None:
    course = await Course.create(title="Podcast")
    for position in range(6):
        await Lesson.create(
            course=course, title=f"Lesson {position + 1}", text="слова " * 250, position=position
        )


async def main() -> None:
    await Tortoise.init(
        db_url=os.environ["DATABASE_URL"],
        modules={"models": [__name__]},
        _enable_global_fallback=True,
    )
    await Tortoise.generate_schemas()
    await seed()
    storage, isolation = build_storages()
    dispatcher = Dispatcher(storage=storage, events_isolation=isolation)
    dispatcher.update.outer_middleware(PersonMiddleware())
    commands = Router()
    commands.message.register(start, CommandStart())
    dispatcher.include_routers(commands, build_dialog())
    setup_dialogs(dispatcher, events_isolation=isolation)
    api = TelegramAPIServer.from_base(os.environ["BOT_API_URL"])
    bot = Bot(
        TOKEN,
        session=AiohttpSession(api=api),
        default=DefaultBotProperties(parse_mode="HTML"),
    )
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET).register(
        app, "/webhook"
    )
    setup_application(app, dispatcher, bot=bot)

    async def live(_: web.Request) -> web.Response:
        return web.Response()

    app.router.add_get("/health/live", live)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    port = int(os.environ["PORT"])
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await bot.set_webhook(f"http://127.0.0.1:{port}/webhook")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
