"""Pages and search against bare Flask on the same server: cached, with a cold cache, and in both scripts."""

from __future__ import annotations

from collections.abc import Mapping

from tools.bench.figures import Target, at_least
from tools.bench.load import FRAGMENT, Series, compare, ratio, shoot, warm
from tools.bench.queries import search_paths
from tools.bench.setting import Setting
from tools.bench.urls import SCRIPTS, Map, in_script

CACHED, COLD, SEARCH = at_least(0.7), at_least(0.15), at_least(0.25)
SCRIPT_CACHED, SCRIPT_COLD = at_least(0.95), at_least(0.85)
PLAIN = {"Accept-Encoding": "identity"}
REPEATED = 60
UNSTEADY = 1.5  # fastest to slowest second of the base


def measure_pages(setting: Setting) -> None:
    """Home, browse, guide tab and site list. Compressed, as browsers want it; ``plain`` is cold and is not."""
    chart = Map(setting.few)
    lists = {"home": chart.homes(), "browse": chart.browse(), "guide": chart.guides(), "sites": chart.sites()}
    with setting.hello() as hello, setting.server(setting.few) as cached, setting.cold_server(setting.few) as cold:
        pages = [
            setting.page(f"{mode}.{name}.{script}", server, in_script(paths, script))
            for mode, server in (("cached", cached), ("cold", cold))
            for name, paths in lists.items()
            for script in SCRIPTS
        ]
        if setting.where.kind == "sqlite" and not setting.quick:
            pages += [setting.page(f"plain.{name}.hans", cold, lists[name], headers=PLAIN) for name in lists]
        for what in pages:
            warm(what)
        base = setting.page("hello", hello, ["/"])
        series = compare(base, pages, setting.rounds, setting.seconds)
    _hello(setting, series)
    for name, found in series.items():
        mode = name.split(".")[0]
        _add(setting, name, found, CACHED if mode == "cached" else COLD)
    for name in lists:
        _scripts(setting, f"cached.{name}", series, SCRIPT_CACHED)
        _scripts(setting, f"cold.{name}", series, SCRIPT_COLD)


def measure_search(setting: Setting) -> None:
    """Search for what nobody searched for before, as a page and as the fragment while typing; and for the usual."""
    chart = Map(setting.few)
    new = setting.searches(chart)
    half = len(new["hans"]) // 2
    usual = list(search_paths([place.root for place in chart.three], setting.queries()[:REPEATED]))
    with setting.hello() as hello, setting.server(setting.few) as server:
        pages = [
            setting.page("search.new.hans", server, new["hans"][:half], once=True),
            setting.page("search.new.hant", server, new["hant"][:half], once=True),
            setting.page("search.fragment.hans", server, new["hans"][half:], once=True, headers=dict(FRAGMENT)),
            *(setting.page(f"search.repeated.{s}", server, in_script(usual, s)) for s in SCRIPTS),
        ]
        for what in pages[3:]:
            warm(what)
        for what in pages[:3]:
            shoot(what, setting.seconds)  # what the first searches of a worker make is not theirs
        base = setting.page("hello", hello, ["/"])
        series = compare(base, pages, setting.rounds, setting.seconds)
    for name, found in series.items():
        _add(setting, name, found, SEARCH if "new" in name else CACHED if "repeated" in name else None)
    _scripts(setting, "search.new", series, SCRIPT_COLD)
    _scripts(setting, "search.repeated", series, SCRIPT_CACHED)


def _hello(setting: Setting, series: Mapping[str, Series]) -> None:
    bases = sorted(rate for found in series.values() for rate in found.bases)
    middle = bases[len(bases) // 2]
    if bases[-1] > UNSTEADY * bases[0]:
        words = f"hello went from {bases[0]:,.0f} to {bases[-1]:,.0f} req/s"
        setting.sheet.note(f"{setting.where.kind}: {words}: other programs were running, the ratios are doubtful")
    setting.add("hello", 1.0, middle, "req/s", lowest=round(bases[0]), highest=round(bases[-1]))


def _add(setting: Setting, name: str, found: Series, target: Target | None) -> None:
    rounds = [round(ours / base, 3) for ours, base in zip(found.rates, found.bases, strict=True)]
    setting.add(name, found.ratio, found.rate, "req/s", target, rounds=rounds)


def _scripts(setting: Setting, name: str, series: Mapping[str, Series], target: Target) -> None:
    hans, hant = series[f"{name}.hans"], series[f"{name}.hant"]
    setting.add(f"hant_to_hans.{name}", ratio(hant.rates, hans.rates), hant.rate, "req/s", target)
