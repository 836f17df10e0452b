"""The script of docs/scaling.md that brings a portal from SQLite to PostgreSQL, as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, NullPool, select
from sqlalchemy.orm import Session

from govsite.config import PROJECT
from govsite.database.engine import make_engine
from govsite.database.session import writing
from govsite.domain.common import audit, jobs
from govsite.models import Base, Job
from govsite.models.job import RUNNING
from tests.apps import database_of, portal_of
from tests.sites.samples import SMALL
from tests.waiting import PATIENCE


def rows(engine: Engine) -> dict[str, list[Any]]:
    """All there is, by table."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in Base.metadata.sorted_tables
        }


def test_everything_comes_over_and_new_rows_get_new_numbers(new_url: Callable[[str], str], tmp_path: Path) -> None:
    [script] = re.findall(r"^```python\n(.*?)^```$", (PROJECT / "docs" / "scaling.md").read_text("utf-8"), re.M | re.S)
    (tmp_path / "copy_database.py").write_text(script, "utf-8")
    with portal_of(SMALL, tmp_path, demo=True) as app:
        with app.app_context():
            number = jobs.begin("import", "导入事项：items.csv", total=1, who="命令行")
            with writing() as session:
                audit.append(session, who="command", what="import", target="job 1")
        urls = [f"sqlite:///{database_of(app)}", new_url("postgresql")]
        command = [sys.executable, str(tmp_path / "copy_database.py"), *urls]
        env = {**os.environ, "PYTHONPATH": str(PROJECT)}
        for _ in range(2):  # safe to repeat
            subprocess.run(command, env=env, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
    old, new = (make_engine(url, poolclass=NullPool) for url in urls)
    before = rows(old)
    assert rows(new) == before and before["offering"] and before["hall"] and before["audit"]
    with Session(new) as session:
        job = Job(kind="import", title="导入大厅：halls.csv", who="命令行", state=RUNNING)
        session.add(job)
        session.flush()
        assert job.id == number + 1
