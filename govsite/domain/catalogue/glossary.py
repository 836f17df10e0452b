"""Words of the trade that guides use, explained in a sentence, and the ways (办理方式) by which items are browsed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from govsite.domain.catalogue.cards import Offer
from govsite.domain.catalogue.wording import DEPTHS
from govsite.models.item import LOCAL

AT_ONCE, NO_VISIT, NEAR, BOOKABLE, BY_POST = "当场办结", "一次不跑", "就近办", "可预约", "可邮寄"
# The values of the facet, in the order in which they are shown.
WAYS: Mapping[str, str] = {
    "全程网办": "从申请到拿结果都能在网上办，不用去窗口；不会上网的，照样可以到窗口办。",
    "网上受理": "可以在网上提交申请，窗口在网上受理；核对原件或者领证时要去窗口。",
    "网上预审": "先把材料传到网上，窗口看过、说齐了，再带原件去办，免得白跑。",
    AT_ONCE: "材料齐全的，当场就能办好、拿到结果。",
    NO_VISIT: "在网上办或者邮寄材料，一次都不用去窗口。",
    NEAR: "不用回户籍地或者原来办的地方，离您近的窗口就能办；能到多远的地方办，看是市内、全省还是全国通办。",
    "市内通办": "全市哪个县、市、区的窗口都能办，不用回户籍地。",
    "全省通办": "全省哪个县、市、区的窗口都能办，不用回户籍地。",
    "跨省通办": "在外省也能就近办，由两地的窗口互相转材料，不用回来。",
    "全国通办": "全国哪个地方的窗口都能办，不用回户籍地。",
    BOOKABLE: "可以先约好时间再去，到了不用排队。",
    BY_POST: "材料或者结果可以邮寄，不用再跑一趟。",
}
_OTHERS: Mapping[str, str] = {
    "即办件": "材料齐全的，当场或者一个工作日就办好。",
    "承诺件": "不能当场办好，部门承诺在写明的时限里办结。",
    "特殊件": "要经过评审、公示或者等满法定时间才能办结，时间较长。",
    "网上咨询": "网上只能看指南和问问题，材料要交到窗口。",
    "到窗口办理": "要到窗口提交材料。",
}


def ways_of(offer: Offer) -> Iterator[str]:
    """The ways in which an offer can be done, of WAYS."""
    item, scope = offer.item, offer.item.scope
    told = {
        DEPTHS[offer.depth]: True,
        AT_ONCE: not offer.promised.number,
        NO_VISIT: not offer.visits,
        NEAR: bool(scope) and scope != LOCAL,
        scope: True,
        BOOKABLE: offer.bookable,
        BY_POST: item.post,
    }
    return (way for way, holds in told.items() if holds and way in WAYS)


class Explained(NamedTuple):
    """A word with what it means; ``way`` is the value of the facet that lists what is done so, "" for none."""

    word: str
    meaning: str
    way: str


def explained(*words: str) -> list[Explained]:
    """Those of some words that need an explanation."""
    known = {**_OTHERS, **WAYS}
    return [
        Explained(word, known[word], word if word in WAYS else "") for word in dict.fromkeys(words) if word in known
    ]
