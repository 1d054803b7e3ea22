"""The people's side under /sim: what a screen or a test does in the name of a demo person."""
