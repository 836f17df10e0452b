"""A new site (新建站点): its block of sites.yaml is made of a few answers and published like any other version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govsite.database.session import writing
from govsite.domain.common import audit
from govsite.domain.common.pinyin import keys
from govsite.domain.publishing.kinds import AfterCommit, Editor, Fault
from govsite.domain.publishing.refusals import BUSY, Refused
from govsite.domain.settings.store import Store
from govsite.sites.edit import with_site
from govsite.sites.errors import SiteError, SitesInvalid, decode
from govsite.sites.files import Files
from govsite.sites.layout import layout
from govsite.sites.load import load_bytes
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree
from govsite.sites.values import entry_lines

FIELDS = ("code", "name", "short_name", "level", "parent", "domain", "initials")
# What the names of places end with, the longest first: 五峰土家族自治县 is at home at wufeng
_ENDINGS = ("土家族苗族自治州", "土家族自治县", "自治州", "自治县", "开发区", "林区", "新区", "市", "县", "区")
TRIES = 3  # others publish at the same time


@dataclass(frozen=True, slots=True)
class Founding:
    """The answers; ``parent`` is a slug, "" stands for what is not written."""

    slug: str
    code: str
    name: str
    level: str
    parent: str
    short_name: str = ""
    domain: str = ""
    initials: str = ""

    @property
    def block(self) -> str:
        """The site's block, which says no more than what is its own: all else comes from its parent."""
        values = {name: value for name in FIELDS if (value := getattr(self, name))}
        return "\n".join(entry_lines(self.slug, values)) + "\n"


def short_name_of(name: str) -> str:
    """五峰 for 五峰土家族自治县, where two characters remain at least."""
    ending = next((end for end in _ENDINGS if name.endswith(end) and len(name) >= len(end) + 2), "")
    return name.removesuffix(ending)


def suggested(name: str, parent: Site, tree: SiteTree) -> tuple[str, str]:
    """A free slug for a name, and its initials: wufeng and wf; where that is taken, yichang-wufeng, wufeng-2, ..."""
    full, initials = (*keys([short_name_of(name)]), "", "")[:2]
    if not full:
        return "", ""
    return next(each for each in _slugs(full[:32], parent) if each not in tree.by_slug), initials[:20]


def _slugs(full: str, parent: Site) -> Iterator[str]:
    yield full
    if len(parent.slug) + len(full) < 40:
        yield f"{parent.slug}-{full}"
    yield from (f"{full}-{number}" for number in range(2, 1000))


def check(files: Files, asked: Founding) -> tuple[Files, list[Fault]]:
    """The files with the new site, and what is wrong with it, by the field of the form."""
    try:
        text = with_site(decode(files[0], "sites.yaml"), asked.slug, asked.block, asked.parent)
        made = text.encode(), files[1]
        load_bytes(made[0], words=made[1], parsed=layout(text).document)
    except SitesInvalid as error:
        return files, [_fault(each, asked) for each in error.errors]
    return made, []


def found(store: Store, editor: Editor, asked: Founding, site: Site) -> AfterCommit:
    """Publish the file with the new site. Raises Refused for what became wrong since it was checked."""
    with writing() as session:
        files = store.files(session)
    for _ in range(TRIES):
        made, faults = check(files, asked)  # outside: it takes a while
        if faults:
            raise Refused(faults[0].sentence)
        with writing() as session:
            store.lock(session)
            now = store.files(session)
            if now == files:
                done = store.put(session, made, site, editor)
                audit.append(session, who=editor.who, what="site.found", target=asked.code, site_code=asked.code)
                return done
        files = now
    raise Refused(BUSY)


def _fault(error: SiteError, asked: Founding) -> Fault:
    """At the field that it speaks of; what concerns another site stands above all."""
    path = error.path.split(".")
    own = path[:2] == ["sites", asked.slug] or error.site == asked.slug
    field = path[2] if own and len(path) > 2 else "slug" if own else ""
    return Fault(field if field in (*FIELDS, "slug") else "", error.message)
