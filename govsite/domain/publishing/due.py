"""What is due (定时): drafts that are to be published, and publications that are to be taken back, by a chore."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from govsite.domain.publishing.kinds import Editor, Kind
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

EditorOf = Callable[[int, Kind, Site], Editor | None]  # who of the staff may publish a kind at a site now


def publish_due(kinds: Mapping[str, Kind], tree: SiteTree, editor_of: EditorOf) -> int:
    """Publish and take back what is due, each exactly once whoever runs it; returns how many."""
    raise NotImplementedError
