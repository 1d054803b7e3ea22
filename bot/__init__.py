"""The engine room: keeps a Telegram bot process running. Knows no course or form."""
