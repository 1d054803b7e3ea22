"""Opening the database: SQLite by default, PostgreSQL for several replicas."""

from models.database.opening import close_database, open_database
from models.database.turns import Turns
from models.database.urls import tortoise_config

__all__ = ["Turns", "close_database", "open_database", "tortoise_config"]
