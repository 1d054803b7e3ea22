"""Paying invoices in messages and in Mini Apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.errors import SimError
from sandbox.payments import pay
from sandbox.people.requests import asked_chat, asked_person, find_message, read_body, reply

if TYPE_CHECKING:
    from aiohttp import web

    from sandbox.entities import Json
    from sandbox.posting import Posting
    from sandbox.world import World


class Paying:
    """Routes of payments."""

    def __init__(self, world: World, posting: Posting) -> None:
        self.world = world
        self.posting = posting

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses."""
        person = "/sim/people/{person}"
        app.router.add_post(f"{person}/chats/{{chat}}/pay", self.pay_message)
        app.router.add_get(f"{person}/invoices/{{slug}}", self.read_invoice)
        app.router.add_post(f"{person}/invoices/{{slug}}/pay", self.pay_link)

    async def pay_message(self, request: web.Request) -> web.Response:
        """Pay the invoice of a message."""
        person, chat = asked_chat(self.world, request)
        body = await read_body(request)
        message = find_message(self.world, chat, body.get("message_id"))
        invoice = self._invoice(f"{chat.key}/{message.id}")
        return reply(await pay(self.posting, person, invoice))

    async def read_invoice(self, request: web.Request) -> web.Response:
        """Give what a link of `createInvoiceLink` asks to pay."""
        asked_person(self.world, request)
        return reply(self._invoice(request.match_info["slug"]))

    async def pay_link(self, request: web.Request) -> web.Response:
        """Pay the invoice of a link."""
        person = asked_person(self.world, request)
        return reply(await pay(self.posting, person, self._invoice(request.match_info["slug"])))

    def _invoice(self, place: str) -> Json:
        invoice = self.world.invoices.get(place)
        if invoice is None:
            raise SimError("no such invoice", 404)
        return invoice
