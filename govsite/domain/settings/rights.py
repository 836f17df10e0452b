"""What of a site's block is the operator's (运维人员): who else changes it is told so at its line.

Who could set ``domain`` could take the province's host; who is bound by two persons could unbind themselves.
"""

from __future__ import annotations

from typing import Any

from govsite.domain.publishing.kinds import Editor, Fault
from govsite.sites.edit import key_of
from govsite.sites.labels import label_of
from govsite.sites.parse import parse

OPERATORS = ("code", "level", "parent", "domain", "publish", "closed", "former_slugs")
REFUSED = "{label}只有运维人员能改，请{undo}。要改请联系运维人员。"
REFUSED_KEY = "地址里的名字只有运维人员能改，请把这一行改回“{key}:”。"
LEADS_NOWHERE = "换了地址里的名字，旧网址就打不开了。请在 former_slugs 里加上 {key}。"
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


def refused_key(before: str, after: str, editor: Editor) -> list[Fault]:
    """Faults for another key (改名) that is not theirs, or under which the old addresses would lead nowhere."""
    old, new = key_of(before), key_of(after)
    if new in (old, ""):
        return []
    if not editor.portal:
        return [Fault(YAML, REFUSED_KEY.format(key=old), 1, "")]
    if old in (_values(after).get("former_slugs") or ()):
        return []
    return [Fault(YAML, LEADS_NOWHERE.format(key=old), 1, "former_slugs")]


def changes_operators(before: str, after: str) -> bool:
    """Whether something changes that is the operator's."""
    old, new = _values(before), _values(after)
    return key_of(before) != key_of(after) or any(old.get(key) != new.get(key) for key in OPERATORS)


def _sentence(key: str, value: Any) -> str:
    undo = f"改回“{value}”" if value is not None else "删掉这一行"
    return REFUSED.format(label=label_of((key,)), undo=undo)


def _values(block: str) -> dict[str, Any]:
    data = parse(block).data
    values = next(iter(data.values())) if isinstance(data, dict) and len(data) == 1 else None
    return values if isinstance(values, dict) else {}
