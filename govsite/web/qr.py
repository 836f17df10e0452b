"""QR codes (ISO/IEC 18004) as paths of an inline SVG."""

from __future__ import annotations

QUIET_ZONE = 2


def qr_code(text: str) -> tuple[int, str]:
    """A text as a QR code: modules a side with the quiet zone, and SVG path data."""
    import segno  # 0.7 MB that a worker only needs when somebody prints

    code = segno.make(text, error="m")
    rows = enumerate(code.matrix_iter(border=QUIET_ZONE))
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in rows for x, dark in enumerate(row) if dark)
    return int(code.symbol_size(border=QUIET_ZONE)[0]), path
