"""Requests to join: the admins hear of them, who asked hears the answer."""

from typing import Any

from bot.middlewares.user import translator_for
from services import communities, notifications
from services.communities import RequestNews
from services.domain_events import JoinRequestDecided, JoinRequested
from services.notifications import Recipient


async def announce_request(payload: dict[str, Any]) -> None:
    """Somebody asks to join: tell everybody who may decide, with a button for each answer."""
    event = JoinRequested(**payload)
    news = await communities.find_request_news(event.request_id)
    if news is None or not news.is_open:
        return
    for admin in news.deciders:
        recipient = await notifications.find_way(admin, news.community)
        if recipient is not None:
            await _ask(recipient, news)


async def _ask(recipient: Recipient, news: RequestNews) -> None:
    t = translator_for(recipient.user)
    answers = (("yes", "communities-approve-button"), ("no", "communities-refuse-button"))
    buttons = [
        {"text": t(key), "callback_data": f"join:{answer}:{news.request_id}:{news.community.key}"}
        for answer, key in answers
    ]
    await notifications.queue_message(
        recipient,
        t.html(
            "communities-request-news",
            community=news.community.title,
            name=news.applicant.name,
        ),
        key=f"request:{news.request_id}:{recipient.user.id}",
        reply_markup={"inline_keyboard": [buttons]},
    )


async def tell_decision(payload: dict[str, Any]) -> None:
    """A request was decided: tell who asked."""
    event = JoinRequestDecided(**payload)
    news = await communities.find_request_news(event.request_id)
    recipient = news and await notifications.find_way(news.applicant, news.community)
    if not recipient:
        return
    outcome = "approved" if event.is_approved else "refused"
    await notifications.queue_message(
        recipient,
        translator_for(recipient.user).html(
            f"communities-request-{outcome}-news", community=recipient.community.title
        ),
        key=f"decision:{event.request_id}",
    )
