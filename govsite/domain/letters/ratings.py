"""The five levels of a rating (好差评, 国办发〔2019〕51号); the last two are the bad ones (差评)."""

from __future__ import annotations

RATINGS = {5: "非常满意", 4: "满意", 3: "基本满意", 2: "不满意", 1: "非常不满意"}
LEAST_GOOD = 3
