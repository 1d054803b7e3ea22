"""The rules of the platform: what is allowed, what changes, what is computed.

Nothing here knows a framework or the network; each noun is a package entered through its
``__init__`` only.
"""
