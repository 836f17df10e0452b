"""What every page of a government site has to say of it (国办发〔2017〕47号).

"我为政府网站找错" stands in the foot of every page by itself; what it is filed under is the site's 网站标识码.
"""

from __future__ import annotations

from collections.abc import Iterator

from govsite.domain.checkup import kinds
from govsite.domain.checkup.faults import SITES, Fault, Field
from govsite.domain.checkup.offerings import NO_AREA, without_area
from govsite.sites.site import Site

# Field of the site, its name, why it matters.
DUTIES = (
    ("footer.organizer", "主办单位", "访问者要知道网站是谁办的"),
    ("footer.icp", "ICP 备案号", "没有备案号的网站不能开通"),
    ("footer.police", "公安备案号", "网站开通后 30 天内要办公安备案"),
    ("footer.site_id", "网站标识码", "“我为政府网站找错”按它认出网站"),
    ("contact.phone", "联系电话", "访问者找不到人问"),
)
FOOT = "/help"  # a page that shows the foot alone, more or less


def check_duties(site: Site) -> Iterator[Fault]:
    """Values that neither the site nor any above it has; an organiser may stand in either place."""
    values = {
        "footer.organizer": site.footer.organizer or site.contact.organizer,
        "footer.icp": site.footer.icp,
        "footer.police": site.footer.police,
        "footer.site_id": site.footer.site_id,
        "contact.phone": site.contact.phone,
    }
    for field, name, reason in DUTIES:
        if not values[field]:
            yield Fault(kinds.DUTY, name, reason, Field(SITES, f"站点 {site.slug}", field), FOOT)
    if number := without_area(site.contact.phone):
        place = Field(SITES, f"站点 {site.slug}", "contact.phone")
        yield Fault(kinds.AREA_CODE, "联系电话", NO_AREA.format(number), place, FOOT)
