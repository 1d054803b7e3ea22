"""States of the conversations about communities."""

from aiogram.fsm.state import State, StatesGroup


class Menu(StatesGroup):
    """The main menu; for who is no member, the way in."""

    home = State()


class Communities(StatesGroup):
    """The communities in which one is."""

    home = State()


class Creating(StatesGroup):
    """A new community, question by question."""

    title = State()
    key = State()
    policy = State()


class Joining(StatesGroup):
    """Coming in by a code that one types."""

    code = State()


class Admin(StatesGroup):
    """What this person can look after here."""

    home = State()


class Invites(StatesGroup):
    """The invites, and a new one question by question."""

    home = State()
    invite = State()
    role = State()
    limit = State()
    expiry = State()


class Requests(StatesGroup):
    """Requests to join."""

    home = State()
    request = State()


class Members(StatesGroup):
    """The members, one of them, and what can be done about them."""

    home = State()
    member = State()
    role = State()
    ban = State()
    owner = State()


class Bots(StatesGroup):
    """The community's own bots."""

    home = State()
    connect = State()
    bot = State()


class Audit(StatesGroup):
    """Who did what."""

    home = State()
