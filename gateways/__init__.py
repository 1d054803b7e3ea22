"""Doors to foreign systems: one file each, the only importer of its library."""
