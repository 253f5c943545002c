"""QR codes."""

from __future__ import annotations

import functools


@functools.lru_cache(maxsize=512)
def qr(text: str) -> str:
    """The text as a QR code, in an address that an image can have."""
    import segno

    return str(segno.make(text, micro=False, error="m").svg_data_uri(scale=6, border=2))
