"""A case that its applicant has sent a file in for, as a system asks for it."""

from __future__ import annotations

from hashlib import sha256

from flask import Flask
from sqlalchemy import select, update

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.models import Attachment, Case, CaseMaterial
from govsite.models.stored_file import CLEAN
from tests.api.caller import Caller

NAME, CONTENT = "户口簿 首页.pdf", b"%PDF-1.7 \x00\xff"


def sent_in(app: Flask, system: Caller, serial: str) -> tuple[str, int]:
    """Its 办件流水号, and the number of the file."""
    day = f"{serial[31:35]}-{serial[35:37]}-{serial[37:39]}"
    missing = [{"name": "居民户口簿", "fault": "缺首页", "remedy": "补交首页"}]
    events = [{"id": "1", "at": f"{day}T10:00:00+08:00", "action": "ask", "missing": missing, "until": "2099-01-01"}]
    pushed = {"serial": serial, "received": f"{day}T09:00:00+08:00", "applicant": {"name": "范晓燕"}, "events": events}
    assert system.push(pushed).status_code == 200
    with app.app_context(), writing() as session:
        ticket_id = session.scalars(select(Case.ticket_id).where(Case.serial == serial)).one()
        file = Attachment(ticket_id=ticket_id, added=database_time(session), name=NAME, kind="application/pdf")
        file.size, file.digest, file.state, file.content = len(CONTENT), sha256(CONTENT).hexdigest(), CLEAN, CONTENT
        session.add(file)
        session.flush()
        asked = update(CaseMaterial).where(CaseMaterial.ticket_id == ticket_id)
        session.execute(asked.values(file_id=file.id))
        return serial, file.id
