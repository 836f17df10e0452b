"""What the guide of an item lacks in the basic catalogue, the same at every site that offers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from govsite.domain.catalogue import health, materials, said, step_times
from govsite.domain.catalogue.limits import Limit
from govsite.domain.checkup import addresses, kinds
from govsite.domain.checkup.faults import Found
from govsite.models.item import Item

READ = (
    *(Item.code, Item.name, Item.type, Item.handling, Item.statutory_days, Item.promised_days, Item.fee, Item.fees),
    *(Item.statutory_unit, Item.promised_unit, Item.special, Item.window_steps, Item.online_at, Item.pay),
    *(Item.online_depth, Item.visits, Item.visit_reason, Item.post, Item.basis, Item.conditions, Item.materials),
    *(Item.steps, Item.notes, Item.faqs, Item.places),
)
SHORTEST_STEP = 6  # characters that can say what is done
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Basics:
    """An item as the check-up keeps it.

    ``texts`` are faults whatever a site says, ``facts`` those that a site's own limit, visits or depth may mend;
    ``facts_of`` finds these anew. ``links`` are the addresses in its texts, each with the column that has it.
    """

    name: str
    handling: str
    statutory: Limit | None
    promised: Limit
    online_at: bool
    visits: int
    visit_reason: str
    online_depth: int
    post: bool
    places: tuple[str, ...]
    texts: tuple[Found, ...]
    facts: tuple[Found, ...]
    links: tuple[tuple[str, str], ...]


def basics_of(item: Record) -> Basics:
    """What is kept of an item, with all that is wrong with it."""
    promised, statutory = health.limits_of(item)
    texts = tuple(Found(kind, *each) for kind, rule in RULES for each in rule(item))
    facts = tuple(
        facts_of(
            item["handling"],
            statutory,
            promised,
            item["visits"],
            item["online_depth"],
            item["visit_reason"],
            item["post"],
        )
    )
    return Basics(
        item["name"],
        item["handling"],
        statutory,
        promised,
        bool(item["online_at"]),
        item["visits"],
        item["visit_reason"],
        item["online_depth"],
        item["post"],
        tuple(item["places"] or ()),
        texts,
        facts,
        tuple(_links(item)),
    )


def facts_of(
    handling: str, statutory: Limit | None, promised: Limit, visits: int, depth: int, reason: str, post: bool
) -> Iterator[Found]:
    """Contradictions among the facts that a site may have of its own."""
    for each in (*health.check_handling(handling, promised), *health.check_promise(promised, statutory)):
        yield Found(kinds.LIMIT, *each)
    for each in (*health.check_visits(visits, depth, reason), *health.check_post(visits, depth, post)):
        yield Found(kinds.VISITS, *each)


def _basis(item: Record) -> Iterator[health.Finding]:
    if not any(text.strip() for text in item["basis"]):
        yield "basis", "没有写按哪部法律、法规办理"


def _conditions(item: Record) -> Iterator[health.Finding]:
    if not any(text.strip() for text in item["conditions"]):
        yield "conditions", "没有写什么人、什么情况可以办"


def _limit(item: Record) -> Iterator[health.Finding]:
    """A promise is kept or broken against what the law allows; what is decided at once needs no limit."""
    if item["statutory_days"] is None and item["handling"] == "承诺件":
        yield "statutory_days", "没有写法定办结时限；法律没有规定的，按行政许可法写 20 个工作日，或写明依据"


def _fees(item: Record) -> Iterator[health.Finding]:
    yield from health.check_fees({"fee": item["fee"], "fees": item["fees"]})
    yield from health.check_standards(item)


def _steps(item: Record) -> Iterator[health.Finding]:
    bare = [step["name"] for step in item["steps"] if len(str(step.get("what") or "").strip()) < SHORTEST_STEP]
    if not item["steps"]:
        yield "steps", "没有写办理流程"
    elif bare:
        yield "steps", f"步骤“{'、'.join(bare)}”只有名称，没有写做什么"


def _forms(item: Record) -> Iterator[health.Finding]:
    yield from materials.check_forms(item["materials"])
    yield from materials.lacking_forms(item["materials"])


def _times(item: Record) -> Iterator[health.Finding]:
    """What the times of steps contradict; an item's own promise, which a site's may only shorten."""
    flows = (item["steps"], item["window_steps"])
    promised, _ = health.limits_of(item)
    yield from step_times.check(item["handling"], promised, flows, item["special"])


def _said(item: Record) -> Iterator[health.Finding]:
    yield from said.check(item, *health.limits_of(item))


def _presence(item: Record) -> Iterator[health.Finding]:
    yield from health.check_presence(item["visits"], item["special"])


def _bad_links(item: Record) -> Iterator[health.Finding]:
    for column in WITH_LINKS:
        for text in addresses.texts_of(item[column]):
            for address in addresses.written(text):
                if not addresses.is_good(address):
                    yield column, addresses.BAD.format(address)


def _links(item: Record) -> Iterator[tuple[str, str]]:
    for column in WITH_LINKS:
        for address in addresses.good_ones(addresses.texts_of(item[column])):
            yield column, address


def _names(item: Record) -> Iterator[health.Finding]:
    yield from health.check_vague(item["materials"])
    yield from health.check_doubles(item["materials"])


WITH_LINKS = ("conditions", "fees", "materials", "steps", "window_steps", "notes", "faqs", "online_at")
RULES: tuple[tuple[str, Callable[[Record], Iterable[health.Finding]]], ...] = (
    (kinds.BASIS, _basis),
    (kinds.CONDITIONS, _conditions),
    (kinds.NO_LIMIT, _limit),
    (kinds.FEE, _fees),
    (kinds.CATCH_ALL, lambda item: health.check_catch_all(item["materials"])),
    (kinds.MATERIALS, _names),
    (kinds.FORM, _forms),
    (kinds.STEPS, _steps),
    (kinds.LIMIT, _times),
    (kinds.LIMIT, _said),
    (kinds.VISITS, _presence),
    (kinds.BAD_LINK, _bad_links),
)
