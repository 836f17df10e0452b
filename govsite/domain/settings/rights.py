"""What of a site's block is the operator's (运维人员): who else changes it is told so at its line.

Who could set ``domain`` could take the province's host; who is bound by two persons could unbind themselves.
"""

from __future__ import annotations

from typing import Any

from govsite.domain.publishing.kinds import Editor, Fault
from govsite.sites.labels import label_of
from govsite.sites.parse import parse

OPERATORS = ("code", "level", "parent", "domain", "publish", "closed", "former_slugs")
REFUSED = "{label}只有运维人员能改，请{undo}。要改请联系运维人员。"
YAML = "yaml"  # the field of a content that holds the block


def refused_lines(before: str, after: str, editor: Editor) -> list[Fault]:
    """Faults for what an editor changed that is not theirs."""
    if editor.portal:
        return []
    old, new = _values(before), _values(after)
    if not new:
        return []  # no block at all, as the loader will say
    changed = [key for key in OPERATORS if old.get(key) != new.get(key)]
    if not changed:
        return []
    document = parse(after, places=True)
    slug = next(iter(document.data))
    lines = {key: document.keys.get((slug, key), (0, 0))[0] + 1 for key in changed}
    return [Fault(YAML, _sentence(key, old.get(key)), lines[key], key) for key in changed]


def changes_operators(before: str, after: str) -> bool:
    """Whether something changes that is the operator's."""
    old, new = _values(before), _values(after)
    return any(old.get(key) != new.get(key) for key in OPERATORS)


def _sentence(key: str, value: Any) -> str:
    undo = f"改回“{value}”" if value is not None else "删掉这一行"
    return REFUSED.format(label=label_of((key,)), undo=undo)


def _values(block: str) -> dict[str, Any]:
    data = parse(block).data
    values = next(iter(data.values())) if isinstance(data, dict) and len(data) == 1 else None
    return values if isinstance(values, dict) else {}
