"""Addresses that earlier descriptions of the API use, each with the operation that serves it."""

from miniapp.api import users
from miniapp.openapi import Api

SEED_PATHS = (("/api/v1/me", users.read_me),)


def aliases(api: Api) -> None:
    """Serve the operations at their second addresses; call it when all are registered."""
    for path, handler in SEED_PATHS:
        api.alias(path, handler)
