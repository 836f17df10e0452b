"""The rules of sites.yaml that concern several values or sites at once.

They work on plain values and also run when single values are invalid, so that all mistakes are reported together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

from govsite.sites.parse import Path
from govsite.sites.reserved import RESERVED_SLUGS
from govsite.sites.schema import DAY_PATTERN, LEVELS, notice_id
from govsite.sites.wording import near

MOST_GUESSES = 20  # names of parents; each is compared with all slugs, which takes time
MOST_OF_A_CYCLE = 10  # slugs that are named
Finding = tuple[Path, str]
Sites = Mapping[str, Mapping[str, Any]]


def check(data: Any) -> Iterator[Finding]:
    """Every violation with its path; values of the wrong shape are skipped, since the schema reports them."""
    if not isinstance(data, dict):
        return
    if isinstance(data.get("defaults"), dict):
        yield from _notices(("defaults", "notices"), data["defaults"].get("notices"))
    tables = data.get("sites")
    if not isinstance(tables, dict):
        return
    sites: Sites = {slug: entry for slug, entry in tables.items() if isinstance(entry, dict)}
    yield from _counted(data.get("portal"), len(tables))
    yield from _reserved(tables)
    yield from _repeated(sites, "code")
    yield from _repeated(sites, "domain")
    yield from _roots(sites)
    yield from _parents(tables, sites)
    yield from _cycles(sites)
    yield from _levels(sites)
    yield from _closed(sites)
    yield from _former(tables, sites)
    for slug, entry in sites.items():
        yield from _notices(("sites", slug, "notices"), entry.get("notices"))


def _counted(portal: Any, count: int) -> Iterator[Finding]:
    """Fewer sites than the file says that it has; more are no mistake."""
    stated = portal.get("site_count") if isinstance(portal, dict) else None
    if isinstance(stated, int) and stated > count > 0:
        words = f"写的是 {stated} 个站点，文件里只有 {count} 个：文件可能没有写完；确实去掉了站点，就改成 {count}"
        yield ("portal", "site_count"), words


def _reserved(slugs: Mapping[str, Any]) -> Iterator[Finding]:
    for slug in slugs:
        if slug in RESERVED_SLUGS:
            yield ("sites", slug), f"“{slug}”是网站自己的页面地址，不能用作站点的键：请换一个，如 {slug}-site"


def _repeated(sites: Sites, key: str) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for slug, entry in sites.items():
        value = entry.get(key)
        if not isinstance(value, str) or not value:
            continue
        first = seen.setdefault(value.lower(), slug)
        if first != slug:
            yield ("sites", slug, key), f"{key} {value} 已经用在 {first} 上：每个站点的 {key} 不能相同"


def _roots(sites: Sites) -> Iterator[Finding]:
    roots = [slug for slug, entry in sites.items() if entry.get("parent") is None]
    for slug in roots[1:]:
        yield ("sites", slug), f"只能有一个根站点，{roots[0]} 已经是了：请给 {slug} 写上 parent"
    if not roots and sites:
        yield ("sites",), "没有根站点：主站不要写 parent"


def _parents(tables: Mapping[str, Any], sites: Sites) -> Iterator[Finding]:
    codes = {entry.get("code"): slug for slug, entry in sites.items() if isinstance(entry.get("code"), str)}
    names = {entry.get("name"): slug for slug, entry in sites.items() if isinstance(entry.get("name"), str)}
    guesses: dict[str, str] = {}
    for slug, entry in sites.items():
        parent = entry.get("parent")
        if not isinstance(parent, str) or parent in tables:
            continue
        if parent not in guesses:
            close = near(parent, tables) if len(guesses) < MOST_GUESSES else ""
            guesses[parent] = codes.get(parent) or names.get(parent) or close
        guess = guesses[parent]
        hint = f"是不是 {guess}？" if guess else "请写已有站点的键，或者先加上这个站点"
        yield ("sites", slug, "parent"), f"没有上级站点“{parent}”：{hint}"


def _cycles(sites: Sites) -> Iterator[Finding]:
    """Each cycle of parents is reported once, at its first site in the file."""
    done: set[str] = set()
    places = {slug: place for place, slug in enumerate(sites)}
    for start in sites:
        trail: dict[str, None] = {}
        slug: Any = start
        while isinstance(slug, str) and slug in sites and slug not in done and slug not in trail:
            trail[slug] = None
            slug = sites[slug].get("parent")
        if isinstance(slug, str) and slug in trail:
            ring = list(trail)[list(trail).index(slug) :]
            first = min(ring, key=places.__getitem__)
            named = ring if len(ring) <= MOST_OF_A_CYCLE else [*ring[:MOST_OF_A_CYCLE], "…"]
            words = " → ".join([*named, slug])
            yield ("sites", first, "parent"), f"上级站点绕成了圈（{words}）：请改正其中一个 parent"
        done.update(trail)


def _closed(sites: Sites) -> Iterator[Finding]:
    """An open site below a closed one would lead nowhere."""
    for slug, entry in sites.items():
        parent = entry.get("parent")
        if entry.get("closed") is True and parent is None:
            yield ("sites", slug, "closed"), "主站不能关闭：请删掉 closed"
        above = sites.get(parent, {}) if isinstance(parent, str) else {}
        if above.get("closed") is True and entry.get("closed") is not True:
            yield (
                ("sites", slug, "parent"),
                f"上级站点 {parent} 已经关闭：请换一个 parent，或者也写上 closed: true",
            )


def _former(slugs: Mapping[str, Any], sites: Sites) -> Iterator[Finding]:
    """A former key leads to one site, and to no page."""
    seen: dict[str, str] = {}
    for slug, entry in sites.items():
        former = entry.get("former_slugs")
        for place, name in enumerate(former if isinstance(former, list) else ()):
            if not isinstance(name, str):
                continue
            path: Path = ("sites", slug, "former_slugs", place)
            if name in slugs:
                yield path, f"“{name}”现在是一个站点的键：请删掉"
            elif name in RESERVED_SLUGS:
                yield path, f"“{name}”是网站自己的页面地址，不能用作站点的键：请删掉"
            elif seen.setdefault(name, slug) != slug:
                yield path, f"“{name}”已经写在 {seen[name]} 里：请删掉其中一个"


def _levels(sites: Sites) -> Iterator[Finding]:
    for slug, entry in sites.items():
        level, parent = entry.get("level"), entry.get("parent")
        above = sites[parent].get("level") if isinstance(parent, str) and parent in sites else None
        if level not in LEVELS or above not in LEVELS or level == "zone" or parent == slug:
            continue
        if LEVELS.index(level) <= LEVELS.index(above):
            order = "、".join(LEVELS)
            words = f"{level} 不比上级站点 {parent} 的 {above} 低：请改正其中一个（从高到低是 {order}）"
            yield ("sites", slug, "level"), words


def _notices(path: Path, notices: Any) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, notice in enumerate(notices if isinstance(notices, list) else ()):
        if not isinstance(notice, dict):
            continue
        start, end, name, title = (notice.get(key) for key in ("from", "until", "id", "title"))
        if _is_day(start) and _is_day(end) and end < start:
            yield (*path, place, "until"), f"until {end} 早于 from {start}：请改正其中一个日期"
        if isinstance(name, str):
            if name in seen:
                yield (*path, place, "id"), f"id {name} 在这个站点里用了两次：请换一个"
            seen.add(name)
        elif isinstance(title, str) and _is_day(start):
            made = notice_id(start, title)
            if made in seen:
                yield (*path, place, "title"), f"{start} 已有一条同名的公告：请改标题，或者给这一条写上 id"
            seen.add(made)


def _is_day(value: object) -> TypeGuard[str]:
    """Whether it is a YYYY-MM-DD, which sorts as text; the schema reports anything else."""
    return isinstance(value, str) and DAY_PATTERN.fullmatch(value) is not None
