"""What the rows of a table refer to, read once an import."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from govsite.characters import narrow
from govsite.domain.tables.columns import Guesses, Unknown
from govsite.models.department import Department
from govsite.models.form_file import FormFile
from govsite.models.hall import Hall
from govsite.models.item import Item
from govsite.models.term import Term

if TYPE_CHECKING:
    from govsite.sites.site import Site
    from govsite.sites.tree import SiteTree


class ItemFacts(NamedTuple):
    """What an offering's rules ask of its item."""

    code: str
    name: str
    audience: str
    department: str
    levels: list[str]
    statutory_days: int | None
    statutory_unit: str
    promised_days: int
    promised_unit: str
    visits: int
    visit_reason: str
    online_depth: int
    online_at: list[dict[str, str]]


class Lookups:
    """Items, offices, halls, terms and sites by what tables call them."""

    def __init__(
        self,
        session: Session,
        sites: SiteTree | None = None,
        forms: Path | None = None,
        guesses: Guesses | None = None,
    ) -> None:
        self.near = (guesses or Guesses()).near
        self._session = session
        self._sites = sites
        self._forms = forms

    @cached_property
    def forms(self) -> frozenset[str] | None:
        """The names of the files for download, in their folder and sent in the console; None without the folder."""
        if self._forms is None:
            return None
        files = (path.name for path in self._forms.iterdir()) if self._forms.is_dir() else ()
        return frozenset((*files, *self._session.scalars(select(FormFile.address))))

    @property
    def sites(self) -> SiteTree:
        """The site tree; raises LookupError when the import was started without one."""
        if self._sites is None:
            raise LookupError("this import needs the site tree")
        return self._sites

    def site(self, code: str) -> Site:
        """The site of a division code."""
        return self.sites.by_code[code]

    def site_code(self, name: str) -> str:
        """The division code of a site, called by its code, slug or name."""
        if name in self.sites.by_code:
            return name
        if name in self.sites.by_slug:
            return self.sites.by_slug[name].code
        if (narrowed := narrow(name)) in self.sites.by_code:
            return narrowed
        found = self._named.get(name, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValueError(f"有 {len(found)} 个站点叫这个名字，请写代码：{'、'.join(found)}")
        raise Unknown("没有这个站点", name, [*self.sites.by_slug, *self.sites.by_code, *self._named])

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for site in self.sites.all:
            found.setdefault(site.name, []).append(site.code)
        return found

    @cached_property
    def items(self) -> dict[str, ItemFacts]:
        """Items by 基本编码."""
        columns = [getattr(Item, name) for name in ItemFacts._fields]
        return {row[0]: ItemFacts(*row) for row in self._session.execute(select(*columns))}

    @cached_property
    def offices(self) -> dict[tuple[str, str], str]:
        """Credit codes by site code and department key."""
        rows = self._session.execute(select(Department.site_code, Department.key, Department.credit_code))
        return {(site, key): credit for site, key, credit in rows}

    @cached_property
    def departments(self) -> frozenset[str]:
        """The keys of all departments."""
        return frozenset(key for _, key in self.offices)

    @cached_property
    def halls(self) -> dict[str, str]:
        """Site codes by hall id."""
        return dict(self._session.execute(select(Hall.id, Hall.site_code)).all())

    @cached_property
    def terms(self) -> dict[str, dict[str, set[str]]]:
        """Audiences by term by facet."""
        found: dict[str, dict[str, set[str]]] = {}
        for facet, audience, term in self._session.execute(select(Term.facet, Term.audience, Term.term)):
            found.setdefault(facet, {}).setdefault(term, set()).add(audience)
        return found


def to_site(name: str, lookups: Lookups) -> str:
    """The division code of a site; for ``resolve``."""
    return lookups.site_code(name)
