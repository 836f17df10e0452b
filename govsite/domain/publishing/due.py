"""What is due (定时): drafts that are to be published, and publications that are to be taken back, by a chore.

Each exactly once, whoever runs it: what is due is asked once more under the lock of its thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from govsite.database.clock import database_time
from govsite.database.locks import lock_name
from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.common.one_by_one import one_by_one
from govsite.domain.publishing.drafts import call_back, find, open_thing, write_down
from govsite.domain.publishing.kinds import AfterCommit, Content, Editor, Kind, Thing, nothing_more, unpacked
from govsite.domain.publishing.refusals import BUSY, GONE, NOT_TAKEN_BACK, WITHOUT_RIGHT, Faulty, Moved, Refused
from govsite.domain.publishing.releasing import TRIES, Plan, bump_topics, finish, make_live, release
from govsite.domain.publishing.steps import add_step
from govsite.models.publishing import LONGEST_TROUBLE, Draft, Edit
from govsite.sites.site import Site
from govsite.sites.tree import SiteTree

EditorOf = Callable[[int, Kind, Site], Editor | None]  # who of the staff may publish a kind at a site now
MOST = 200  # a run


@dataclass(frozen=True, slots=True)
class Due:
    """What the chore knows: the kinds by name, the tree of sites, who may publish."""

    kinds: Mapping[str, Kind]
    tree: SiteTree
    editor_of: EditorOf

    def run(self) -> int:
        """Publish and take back what is due; returns how many."""
        session = reading()
        now = database_time(session)
        begun = (Draft.settled_by.is_not(None), Draft.begins <= now)
        drafts = session.scalars(select(Draft.id).where(*begun).order_by(Draft.begins).limit(MOST)).all()
        steps = session.scalars(select(Edit.id).where(Edit.ends <= now).order_by(Edit.ends).limit(MOST)).all()
        session.rollback()
        done = one_by_one("a draft that is due", self.publish, drafts)
        return done + one_by_one("a publication that ends", self.take_back, steps)

    def publish(self, number: int) -> bool:
        """Publish one draft that was due; what stands against it is told on its page."""
        session = reading()
        draft = session.get(Draft, number)
        thing = self._thing(draft) if draft else None
        if draft is None or thing is None or draft.settled_by is None:
            session.rollback()
            return False
        seen, plan, settled_by = open_thing(session, thing).seen, Plan(draft.reason, None, draft.ends), draft.settled_by
        editor = self.editor_of(settled_by, thing.kind, thing.site)
        session.rollback()
        try:
            if editor is None:
                raise Refused(WITHOUT_RIGHT)
            release(thing, editor, seen, plan, _is_due)
        except Refused as error:
            _say_why_not(thing, number, Editor(settled_by), error)
            return False
        return True

    def take_back(self, number: int) -> bool:
        """Let what was live before a publication be live again; what others published since then stays."""
        session = reading()
        step = session.get(Edit, number)
        thing = self._thing(step) if step else None
        session.rollback()
        if thing is None:
            return False
        for _ in range(TRIES):
            try:
                after = _take_back(thing, number)
            except Moved:
                continue
            return after is not None and finish(after) is not None
        raise Refused(BUSY)

    def _thing(self, row: Draft | Edit) -> Thing | None:
        kind, site = self.kinds.get(row.kind), self.tree.by_code.get(row.site_code)
        return Thing(kind, site, row.key) if kind and site else None


def _is_due(draft: Draft) -> None:
    if draft.settled_by is None or draft.begins is None:
        raise Refused(GONE)


def _say_why_not(thing: Thing, number: int, editor: Editor, error: Refused) -> None:
    """Keep with a draft why it was not published; its editors plan it anew."""
    faults = error.faults if isinstance(error, Faulty) else ()
    why = "".join([str(error), *(fault.sentence for fault in faults)])[:LONGEST_TROUBLE]
    with writing() as session:
        lock_name(session, thing.lock)
        draft = find(session, thing)
        if draft is None or draft.id != number or draft.settled_by is None:
            return
        call_back(draft)
        draft.trouble = why
        add_step(session, thing, editor.number, "fail", unpacked(draft.content), reason=why)
        write_down(session, thing, editor, "publish", audit.FAILED)


def _take_back(thing: Thing, number: int) -> AfterCommit | None:
    """Take one publication back; None where that was done already."""
    session = reading()
    step, live = session.get(Edit, number), thing.kind.live(session, thing.site, thing.key)
    if step is None:
        return None
    editor, target = Editor(step.who, portal=True), _target(thing, step, live)
    checked = target is not None and target != live
    faults = thing.kind.check(session, thing.site, thing.key, target or {}, editor) if checked else ()
    session.rollback()
    with writing() as session:
        lock_name(session, thing.lock)
        step = session.get(Edit, number)
        if step is None or step.ends is None:
            return None
        if thing.kind.live(session, thing.site, thing.key) != live:
            raise Moved
        step.ends = None
        if faults:
            add_step(session, thing, step.who, "fail", target, before=live, reason=NOT_TAKEN_BACK)
            write_down(session, thing, editor, "end", audit.FAILED, step=number)
            return None
        after: AfterCommit = nothing_more
        if target != live:
            after = make_live(session, thing, editor, target, "end", before=live, reason="", ends=None).after
        write_down(session, thing, editor, "end", step=number)
        bump_topics(session, thing)
    return after


def _target(thing: Thing, step: Edit, live: Content | None) -> Content | None:
    """What is to be live when a publication ends: what was before it, with what others published since."""
    before = unpacked(step.before)
    if live is None or live == unpacked(step.content):
        return None if live is None else before
    return live if before is None else thing.kind.merged(unpacked(step.content), live, before).content
