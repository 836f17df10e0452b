"""One letter at the desk of its office (信件办理): all of it, and what can be done with it now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from govsite.blueprints.console.letter_acts import DO, Forms, hand_of
from govsite.blueprints.console.letters import said_of
from govsite.database.session import reading
from govsite.database.trouble import KINDS, is_away
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.common.uploads import MOST_BYTES
from govsite.domain.common.workdays import calendar
from govsite.domain.letters import desk as desks
from govsite.domain.letters import sheet as sheets
from govsite.domain.letters.queues import NEW
from govsite.domain.letters.states import DESK_WORDS, LETTER
from govsite.domain.people.scope import Needs
from govsite.domain.tickets.attachments import MOST_FILES
from govsite.domain.tickets.desks import Desk
from govsite.domain.tickets.form_keys import read_key
from govsite.domain.tickets.hands import Changed, Hidden
from govsite.domain.tickets.queues import days_of
from govsite.domain.tickets.ratings import RATINGS
from govsite.domain.tickets.told import AGENT_WORDS, SENT_OFFICE_WORDS
from govsite.web.attachments import download
from govsite.web.bodies import CONSOLE_FORM, Body, accepts
from govsite.web.content import office_name, snapshot
from govsite.web.desk import Onward, asked, opened, refuse
from govsite.web.gone import still_there, typed_words
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import is_good, needs

bp = Blueprint("letter_desk", __name__, url_prefix=f"/console/letters/<int(max={LARGEST_NUMBER}):number>")
ACT = Body(text=CONSOLE_FORM.text, fields=60, files=MOST_FILES, file=MOST_BYTES)
BESIDE = 12  # letters of the list beside an open one
SLUGS = {name.replace(" ", "-"): name for name in DO}
BY_NAME = {name: slug for slug, name in SLUGS.items()}
# The next step, the first of these that can be taken; the others are folded, in the order of TITLES.
NEXT = ("accept", "approve", "reply", "propose", "go on", "follow up", "answer more", "read")
TITLES = {
    "reply": "答复",
    "propose": "拟答复",
    "approve": "审核答复稿",
    "return": "退回修改",
    "follow up": "回访差评",
    "answer more": "回复补充",
    "accept": "受理",
    "ask": "请写信人补充",
    "go on": "不再等写信人补充",
    "pass": "转办",
    "assign": "分派",
    "note": "内部备注",
    "read": "看过写信人的补充",
    "withhold": "不公开",
    "unpublish": "取消公开",
    "refuse": "不予受理",
}
# With these one goes on with the same letter; accepting takes the next one only in the queue of new ones.
STAYS = frozenset({"accept", "note", "go on", "take over", "unpublish"})
OFFICE_WORDS = {way.action: way.office for way in LETTER.steps} | {
    "submit": "写信人提交",
    "erase": "写信人抹去联系方式",
    "password": "写信人换了查询密码",
    **AGENT_WORDS,
    **SENT_OFFICE_WORDS,
}
CHANGED = "您打开以后，这封信有了变化，您的操作没有生效。请看下面的变化，再决定怎样办。"
AWAY = "系统暂时存不进去，您写的都还在。请过几分钟再按一次。"


@bp.get("")
@needs(Needs.LETTERS, Needs.TAKE_OVER)
def letter(number: int) -> Response:
    """The letter; who may only take it over sees where it stands, and nothing of what was written."""
    desk, ticket = opened(number)
    said = said_of(request.args.get("done", ""), request.args.get("of", ""))
    return _show(desk, ticket, Forms(desk, ticket), said=said)


@bp.post("/<slug>")
@accepts(ACT)
@needs(Needs.LETTERS, Needs.TAKE_OVER)
def act(number: int, slug: str) -> Response:
    """Do one thing with it and open the next letter of the list, or say why not, with what was typed kept."""
    desk, ticket = still_there(opened, number, "letters", Needs.LETTERS)
    action = SLUGS.get(slug) or abort(404)
    forms, onward = Forms(desk, ticket, action), Onward.of(desk, ticket, action)
    try:
        if forms.is_only_changed():
            return _show(desk, ticket, forms)
        if not is_good(forms[action]):
            return _show(desk, ticket, forms, 422)
        hand = hand_of(desk, ticket)
        reading().rollback()  # what comes now is read anew
        DO[action](hand, forms[action])
    except Hidden:
        still_there(opened, number, "letters", Needs.LETTERS)  # else it was passed on just now
        refuse(number)
    except (Changed, Refused) as error:
        return _changed(number, forms, CHANGED if isinstance(error, Changed) else str(error))
    except KINDS as error:
        if not is_away(error):
            raise
        forms[action].form_errors.append(AWAY)
        return _show(*opened(number), forms, 503)
    stays = action in STAYS and not (action == "accept" and asked().queue.key == NEW)
    return onward.go(stays)


@bp.get(f"/files/<int(max={LARGEST_NUMBER}):file>")
@needs(Needs.LETTERS, Needs.TAKE_OVER)
def file(number: int, file: int) -> Response:
    """A file of the letter, as a download."""
    desk, ticket = opened(number)
    if not desk.may_read(ticket):
        refuse(number)
    return download(file, ticket.id)


def _changed(number: int, forms: Forms, said: str) -> Response:
    """The letter as it is now, what happened since it was read, and what was typed."""
    desk, ticket = opened(number)
    again = Forms(desk, ticket, forms.sent)
    return _show(desk, ticket, again, 409, said=said, since=True)


def _show(
    desk: Desk, ticket: sheets.Ticket, forms: Forms, status: int = 200, *, said: str = "", since: bool = False
) -> Response:
    key = read_key(request.form.get("form_key", ""))  # what is held for a form that came back is held for its key
    context: dict[str, Any] = {"asked": asked(), "forms": forms, "said": said, "key": key, "good": status == 200}
    context |= {"office": office_name(ticket.site_code, ticket.department), "ticket": ticket, "states": DESK_WORDS}
    if not desk.may_read(ticket):
        context["may_take"] = sheets.may_take_over(ticket.state)
        return render_page("console/letters/closed.html", status=status, **context)
    view = sheets.read(reading(), calendar(), desk, ticket, today())
    forms.fill_draft(view)
    seen = request.form.get("seen", "")[:9]
    news = view.since(int(seen)) if since and seen.isascii() and seen.isdigit() else []
    kept = typed_words() if since and forms.sent not in view.actions else ""
    context |= {"view": view, "letter": view.letter, "news": news, "kept": kept, "slugs": BY_NAME}
    context |= {"words": OFFICE_WORDS, "ratings": RATINGS, "item": snapshot().items.get(ticket.item_code)}
    context |= _offered(view) | {
        "beside": _beside(desk, view),
        "names": _places(view),
        "due": calendar().due(ticket.started, ticket.limit),
    }
    return render_page("console/letters/one.html", status=status, **context)


def _offered(view: sheets.Sheet) -> dict[str, Any]:
    """What can be done now: the next step, "" for none, and the others."""
    first = next((action for action in NEXT if action in view.actions), "")
    others = [action for action in TITLES if action in view.actions and action != first]
    return {"next": first, "others": others, "titles": TITLES}


def _places(view: sheets.Sheet) -> dict[tuple[str, str], str]:
    """What departments are called that it was with."""
    places = {(row.site_code, row.department) for row in (*view.events, *view.messages)}  # type: ignore[attr-defined]
    return {place: _place(*place) for place in places}


def _place(site_code: str, department: str) -> str:
    site = here.tree.by_code.get(site_code, here.tree.root)
    name = office_name(site_code, department) or department
    return name if site is here.site else f"{site.name} {name}".strip()


def _beside(desk: Desk, view: sheets.Sheet) -> desks.Page:
    """The list that is looked at, beside the letter: from its first on, or from behind where the letter stands in it.

    So there is a next one in it, unless the letter is the last.
    """
    days, list_ = days_of(calendar(), today()), asked()

    def rows(after: str = "") -> desks.Page:
        return desks.page(reading(), calendar(), desk, list_.queue, list_.wanted, days, after=after, limit=BESIDE)

    found, key = rows(), desks.key_of(list_.queue, view.ticket, view.letter)
    before = found.rows[:-1] if found.older else found.rows
    return found if not key or any(row.id == view.ticket.id for row in before) else rows(key)
