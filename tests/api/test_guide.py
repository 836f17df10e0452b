"""What the guide for departments says works as it stands, and a system written from it alone."""

from __future__ import annotations

import ast
import base64
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from govsite.config import PROJECT
from govsite.domain.common.days import today
from govsite.domain.systems.signing import signature, string_to_sign
from govsite.domain.tickets.statements import MONTHS
from govsite.domain.tickets.tallies import month_of
from tests.api.caller import Caller, key_for
from tests.api.files import CONTENT, NAME, sent_in
from tests.api.test_pushing import counted
from tests.apps import copy_of, rows
from tests.conftest import SECRET
from tests.helpers import Visitor
from tests.sealed import OLD
from tests.servers.portal import Server
from tests.waiting import PATIENCE

GUIDE = (PROJECT / "docs" / "interface.zh-CN.md").read_text("utf-8")
SCRIPT = PROJECT / "demo" / "push_cases.py"


@dataclass
class Served:
    """The demo portal in a server, and a system of the police of 西陵区."""

    app: Flask
    server: Server
    system: Caller
    folder: Path

    def run(self, *command: str, **more: str) -> str:
        known = {"PORTAL": f"http://127.0.0.1:{self.server.port}", "KEY": self.system.key, "SECRET": self.system.secret}
        known |= more
        env = {**os.environ, **known, "PYTHONUTF8": "1", "no_proxy": "127.0.0.1"}
        done = subprocess.run(command, env=env, cwd=self.folder, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def served(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    env = {name: value for name, value in os.environ.items() if not name.startswith("GOVSITE_")}
    env |= {"GOVSITE_SITES": str(folder / "sites.yaml"), "GOVSITE_INSTANCE": str(folder), "GOVSITE_SECRET_KEY": SECRET}
    env["GOVSITE_DATA_KEYS"] = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in OLD.items())
    with copy_of(app, folder, data_keys=OLD) as made:
        system = key_for(made, "xiling", "公安局")
        with Server(folder, env).running() as server:
            yield Served(made, server, system, folder)


def blocks(language: str) -> tuple[str, str]:
    """What pushes, and what fetches files."""
    pushes, fetches = re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    return pushes, fetches


def test_the_signature_of_the_guide() -> None:
    method, target, stamp, nonce, digest, again = re.findall(r"```text\n(POST\n.*?)\n```", GUIDE, re.DOTALL)[0].split(
        "\n"
    )
    body = b'{"by":"window"}'
    assert digest == hashlib.sha256(body).hexdigest()
    signed = string_to_sign(method, target, stamp, nonce, body, again)
    assert f"`{signature('test-secret', signed)}`" in GUIDE


def test_the_example_in_python(served: Served) -> None:
    assert served.run(sys.executable, "-c", blocks("python")[0]).splitlines()[-1] == "已办结"


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="no curl or openssl here")
def test_the_example_with_curl(served: Served) -> None:
    assert '"state": "reviewing"' in served.run("bash", "-e", "-c", blocks("sh")[0])


def test_files_of_applicants_are_fetched_as_it_says(served: Served) -> None:
    serial, file = sent_in(served.app, served.system, "11420502MB0000019P4070010016000202511030009")
    said = served.run(sys.executable, "-c", "".join(blocks("python")), SERIAL=serial)
    assert said.splitlines()[-1] == f"居民户口簿 {NAME}"
    assert (served.folder / f"{file}-{NAME}").read_bytes() == CONTENT
    if shutil.which("curl") and shutil.which("openssl"):
        served.run("bash", "-e", "-c", blocks("sh")[1], SERIAL=serial, FILE=str(file))
        assert (served.folder / f"attachment-{file}.pdf").read_bytes() == CONTENT


def test_the_demo_system_knows_the_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in modules} <= sys.stdlib_module_names


def test_what_the_demo_system_pushes_is_seen(served: Served) -> None:
    accounts = served.folder / "demo-accounts.txt"
    accounts.write_text(f"system {served.system.key} {served.system.secret} xiling 公安局\n", "utf-8")
    before = counted(served.app)
    command = (sys.executable, str(SCRIPT), f"http://127.0.0.1:{served.server.port}", str(accounts))
    said = served.run(*command, "--cases", "60", "--batch", "25")
    assert "新收下 60 件、300 个事件" in said
    after = counted(served.app)
    assert after["received"] - before["received"] == 60 and after["decided"] > before["decided"]
    assert "新收下 0 件、0 个事件" in served.run(*command, "--cases", "60", "--batch", "30"), "again it is nothing new"
    assert counted(served.app) == after
    visitor = Visitor(served.app.test_client())
    year, month = divmod(month_of(today()) - MONTHS + 1, 12)
    sql = "SELECT SUM(number) FROM month_tally WHERE site_code = :code AND item_code = '' AND month >= :first"
    sql += " AND measure = 'cases.received'"
    received = rows(served.app, sql, code="420502", first=f"{year}-{month + 1:02}-01")[0][0]
    assert f"收件{received} 件" in visitor.get("/xiling/supervision").main
    serial, name = rows(
        served.app,
        "SELECT serial, item_name FROM case_file JOIN ticket ON ticket.id = ticket_id"
        " WHERE source = 'pushed' AND listed ORDER BY serial DESC",
    )[0]
    assert name in visitor.get(f"/xiling/progress?number={serial}").main
