"""Pictures made from data."""

import struct

import segno

from gateways.documents import QUIET_ZONE, SCALE, draw_qr

LINK = "https://t.me/kommuna_demo_bot?start=i_ABC123XYZ456"


def test_a_qr_code_is_a_png_large_enough_to_print_with_its_quiet_zone() -> None:
    picture = draw_qr(LINK)

    width, height = struct.unpack(">II", picture[16:24])
    modules = segno.make(LINK, error="m", micro=False).symbol_size(border=QUIET_ZONE)[0]
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert width == height == modules * SCALE
    assert width >= 300
