"""A local Telegram: the Bot API over HTTP, people in a browser, updates by webhook or polling.

The package knows nothing of the programs that are tried against it; it is met over HTTP only.
`start_sandbox(SandboxConfig(...))` is the one entry point.
"""

from sandbox.server import Sandbox, SandboxConfig, start_sandbox

__all__ = ["Sandbox", "SandboxConfig", "start_sandbox"]
