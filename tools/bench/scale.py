"""The same pages at 152 sites and at 3,200, with 1,000,000 offerings instead of the demo's."""

from __future__ import annotations

from tools.bench.databases import count
from tools.bench.figures import at_least
from tools.bench.load import in_turn, ratio, shoot, warm
from tools.bench.setting import Setting
from tools.bench.urls import Map

SAME = at_least(0.9)
SPREAD = {"few": 150, "many": 1_500}  # a worker keeps the offerings of 200 sites


def measure_scale(setting: Setting) -> None:
    """Search and pages of the same three sites on both portals; and homes of sites from all over."""
    charts = {"few": Map(setting.few), "many": Map(setting.many)}
    with (
        setting.server(setting.few) as few,
        setting.server(setting.many) as many,
        setting.cold_server(setting.few) as few_cold,
        setting.cold_server(setting.many) as many_cold,
    ):
        new = setting.searches(charts["few"])["hans"]
        pages, everywhere = [], []
        for size, server, cold in (("few", few, few_cold), ("many", many, many_cold)):
            chart = charts[size]
            plain = [
                setting.page(f"{size}.cached.home", server, ["/", f"{chart.city.root}/"]),
                setting.page(f"{size}.cold.home", cold, ["/", f"{chart.city.root}/"]),
                setting.page(f"{size}.cold.guide", cold, charts["few"].guides()),
                setting.page(f"{size}.cold.sites", cold, chart.sites()),
            ]
            for what in plain:
                warm(what)
            search = setting.page(f"{size}.search", server, new, once=True)
            shoot(search, setting.seconds)
            pages.append([*plain, search])
            everywhere.append(setting.page(f"{size}.cold.home_everywhere", cold, chart.spread(SPREAD[size])))
        mixed = [what for pair in zip(*pages, strict=True) for what in pair]
        rates = in_turn(mixed, setting.rounds, setting.seconds)
        # Apart: what is still asked for when such a shot ends keeps its server busy, and the next would share the core.
        rates.update(in_turn(everywhere, setting.rounds, setting.seconds))
    offerings = {size: count(portal.url) for size, portal in (("few", setting.few), ("many", setting.many))}
    for name in ("search", "cached.home", "cold.home", "cold.guide", "cold.sites", "cold.home_everywhere"):
        target = SAME if name.endswith(("search", ".home")) else None
        few_rates, many_rates = rates[f"few.{name}"], rates[f"many.{name}"]
        middle = sorted(many_rates)[len(many_rates) // 2]
        found = ratio(many_rates, few_rates)
        setting.add(f"many_to_few.{name}", found, middle, "req/s", target, offerings=offerings, sites=_sizes(setting))


def _sizes(setting: Setting) -> dict[str, int]:
    return {"few": setting.few.size, "many": setting.many.size}
