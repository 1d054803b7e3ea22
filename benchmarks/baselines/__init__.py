"""Small honest programs that do the same the usual way, with the same libraries."""
