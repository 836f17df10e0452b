"""The process of the fake gateways: it serves, or says what it wants."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from govsite.config import PROJECT
from govsite.gateways.outcomes import Sent
from govsite.gateways.sms_aliyun import Aliyun
from tests.conftest import SECRET
from tests.gateways.servers import KEY, settings_of
from tests.gateways.servers import SECRET as SMS_SECRET
from tests.ports import free_port
from tests.waiting import PATIENCE

SETTINGS = {
    "GOVSITE_SECRET_KEY": SECRET,
    "GOVSITE_SIMULATORS": "1",
    "GOVSITE_SMS_PROTOCOL": "aliyun",
    "GOVSITE_SMS_KEY": KEY,
    "GOVSITE_SMS_SECRET": SMS_SECRET,
    "GOVSITE_SMS_SIGN": "湖北政务",
}


def start(tmp_path: Path, port: int, **others: str) -> subprocess.Popen[str]:
    env = {**os.environ, **SETTINGS, "GOVSITE_INSTANCE": str(tmp_path), **others}
    command = [sys.executable, "-m", "govsite.simulators", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=PROJECT, env=env, text=True, **pipes)  # type: ignore[call-overload,no-any-return]


def test_it_takes_messages_with_the_key_of_the_settings(tmp_path: Path) -> None:
    port = free_port()
    with start(tmp_path, port) as running:
        try:
            assert running.stdout and f"http://127.0.0.1:{port}/simulators/" in running.stdout.readline()
            outcome = Aliyun(settings_of("aliyun", port)).send("13800000000", "letter-received", {}, "1")
            assert isinstance(outcome, Sent)
        finally:
            running.kill()


def test_it_does_not_start_where_nobody_wants_simulators(tmp_path: Path) -> None:
    for wrong in ({"GOVSITE_SIMULATORS": "0"}, {"GOVSITE_SMS_PROTOCOL": ""}, {"GOVSITE_SMS_KEY": ""}):
        with start(tmp_path, free_port(), **wrong) as running:
            _, told = running.communicate(timeout=PATIENCE)
        assert running.returncode == 1 and "GOVSITE_S" in told
