"""The JSON API, one file a noun: bodies at the top, then the table, then the handlers."""
