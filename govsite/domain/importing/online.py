"""Where an item is done online (在线办理地址): an app or a site by its name, its address if it has one, and the way."""

from __future__ import annotations

from govsite.domain.tables.columns import pattern, records, text

_address = pattern(
    r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?::[0-9]{1,5})?(?:[/?#][\x21-\x3a\x3c-\x7b\x7d\x7e]*)?",
    "网址要以 http:// 或 https:// 开头，中间没有空格和中文标点；手机应用没有网址的，中间一段空着",
)
online_at = records(
    "name|url|how",
    1,
    {"name": text(60), "url": lambda cell: _address(cell) if cell else "", "how": text(200)},
)
