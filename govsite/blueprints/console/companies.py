"""Legal persons that wait for staff (单位核验): a list, and one of them to be confirmed or refused."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, request

from govsite.database.session import reading
from govsite.domain.accounts.refused import Refused
from govsite.domain.companies import review
from govsite.domain.people.scope import Needs
from govsite.forms.companies import REFUSE, ReviewForm
from govsite.web.here import here
from govsite.web.page import render_page
from govsite.web.pagination import LARGEST_NUMBER
from govsite.web.staff import current_staff, is_good, needs
from govsite.web.todo import sites_of_companies

bp = Blueprint("console_companies", __name__, url_prefix="/console/firms")
DONE = {"confirm": "已经通过，短信告诉了法定代表人。", "refuse": "已经退回，短信告诉了法定代表人。"}


@bp.get("")
@needs(Needs.STAFF)
def waiting() -> Response:
    """Those that wait at this site and below it."""
    found = review.waiting(reading(), sites_of_companies(current_staff(), here.site))
    done = DONE.get(request.args.get("done", ""), "")
    return render_page("console/companies/list.html", found=found, sites=here.tree.by_code, done=done)


@bp.route(f"/<int(max={LARGEST_NUMBER}):number>", methods=["GET", "POST"])
@needs(Needs.STAFF)
def decide(number: int) -> Response:
    """What is to be compared, and the decision."""
    officer, form = current_staff(), ReviewForm()
    asked = review.find(reading(), sites_of_companies(officer, here.site), number)
    if asked is None:
        abort(404)
    if request.method == "GET":
        return _page(asked, ReviewForm(formdata=None))
    if not is_good(form):
        return _page(asked, form, 422)
    try:
        review.decide(officer.who, asked, form.reason.data if form.decision.data == REFUSE else "")
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _page(asked, form, 409)
    return redirect(f"{here.root}/console/firms?done={form.decision.data}", 303)  # type: ignore[return-value]


def _page(asked: review.Asked, form: ReviewForm, status: int = 200) -> Response:
    return render_page("console/companies/decide.html", status=status, form=form, asked=asked, firm=asked.company)
