"""What a browser sees: pages, JSON and sockets."""
