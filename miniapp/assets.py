"""Styles, scripts and pictures under addresses that change with their contents.

One digest stands for the whole folder, so that modules can import each other by relative paths.
"""

import hashlib
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
PREFIX = "/static"
FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class Assets:
    """The files below a folder that a browser may have, found once when this is made."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = sorted(path for path in folder.rglob("*") if path.suffix in TYPES)
        self._files = {path.relative_to(folder).as_posix(): path for path in files}
        self.digest = _digest(self._files)

    def url(self, name: str) -> str:
        """The address of a file, for ever the same contents.

        Raises:
            KeyError: when there is no such file.
        """
        if name not in self._files:
            raise KeyError(name)
        return f"{PREFIX}/{self.digest}/{name}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file; another digest is that of an older or newer replica."""
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        is_ours = request.match_info["digest"] == self.digest
        return web.FileResponse(
            path,
            headers={
                "Cache-Control": FOR_EVER if is_ours else BRIEFLY,
                "Content-Type": _content_type(path),
                "X-Content-Type-Options": "nosniff",
                "Cross-Origin-Resource-Policy": "same-origin",
            },
        )


def _content_type(path: Path) -> str:
    kind = TYPES[path.suffix]
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def _digest(files: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for name, path in files.items():
        digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
