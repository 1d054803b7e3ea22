"""The commands that act on what the server keeps: one file a noun."""
