"""The address by which Telegram and browsers find the server."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from urllib.parse import SplitResult, urlsplit

from aiohttp import ClientConnectorCertificateError, ClientError, ClientSession, ClientTimeout

from bot.diagnosis.findings import Finding, doubtful, failing, well
from bot.settings import Settings
from services import clock

TIMEOUT = ClientTimeout(10)
FEW_DAYS = 14
TUNNEL = (
    "For a try-out open a tunnel, such as `cloudflared tunnel --url http://localhost:{port}` or "
    "`ngrok http {port}`, and set PUBLIC_URL to the https address that it prints."
)


async def check_address(settings: Settings) -> AsyncIterator[Finding]:
    """It leads here, by https with a certificate that still lasts."""
    subject = "public address"
    if settings.public_url is None:
        if settings.bot_token is not None:
            seen = "none: long polling works, the Mini App has no button"
            yield doubtful(subject, seen, TUNNEL.format(port=settings.port))
        return
    try:
        async with (
            ClientSession(timeout=TIMEOUT) as session,
            session.get(f"{settings.public_url}/health/live") as answer,
        ):
            status = answer.status
    except ClientConnectorCertificateError as error:
        mend = "Renew the certificate, with all of its chain: browsers and Telegram refuse it too."
        yield failing("certificate", str(error.certificate_error), mend)
        return
    except (ClientError, OSError) as error:
        mend = "Start the server; look at DNS, the firewall and the proxy in front."
        yield failing(subject, f"{settings.public_url}: {error or type(error).__name__}", mend)
        return
    if status == 200:
        yield well(subject, settings.public_url)
    else:
        mend = f"Something else answers there: let it pass requests to port {settings.port}."
        yield failing(subject, f"{settings.public_url} answers {status}", mend)
    parts = urlsplit(settings.public_url)
    if parts.scheme == "https":
        yield await _check_certificate(parts)


async def _check_certificate(parts: SplitResult) -> Finding:
    _, writer = await asyncio.open_connection(
        parts.hostname, parts.port or 443, ssl=ssl.create_default_context()
    )
    certificate = writer.get_extra_info("peercert")
    writer.close()
    left = ssl.cert_time_to_seconds(certificate["notAfter"]) - clock.now().timestamp()
    days = int(left // 86_400)
    if days < FEW_DAYS:
        mend = "Renew it: who does so by itself, such as Caddy, has done it by now."
        return doubtful("certificate", f"{days} days left", mend)
    return well("certificate", f"{days} days left")
