"""The settings of the environment: what they become, and the sentence for one that cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from govsite import create_app
from govsite.config import PROJECT, Config, ConfigError, read_config
from tests.apps import opened, tree_of
from tests.conftest import SECRET
from tests.sites.samples import SMALL
from tests.waiting import wait


def settings(folder: Path, **more: str) -> Config:
    """What a file of settings gives that is right but for what is added."""
    sites = folder / "sites.yaml"
    if not sites.exists():
        sites.write_text(SMALL, "utf-8")
    usual = {"GOVSITE_SITES": str(sites), "GOVSITE_INSTANCE": str(folder), "GOVSITE_SECRET_KEY": SECRET}
    return read_config({**usual, **more})


def release(folder: Path, name: str, text: str) -> None:
    """Put a folder with a sites.yaml in place as deployments do: by the link ``current``."""
    (folder / name).mkdir()
    (folder / name / "sites.yaml").write_text(text, "utf-8")
    fresh = folder / "fresh"
    fresh.symlink_to(name)
    fresh.replace(folder / "current")


def test_a_link_that_is_put_in_the_place_of_another_is_followed(tmp_path: Path) -> None:
    release(tmp_path, "one", SMALL)
    config = settings(tmp_path, GOVSITE_SITES=str(tmp_path / "current" / "sites.yaml"))
    with opened(create_app(config)) as app:
        assert tree_of(app).by_slug["yichang"].name == "宜昌市"
        release(tmp_path, "two", SMALL.replace("宜昌市", "夷陵市"))
        wait(lambda: tree_of(app).by_slug["yichang"].name == "夷陵市")


def test_the_folder_of_files_may_be_a_link_that_changes(tmp_path: Path) -> None:
    release(tmp_path, "one", SMALL)
    config = settings(tmp_path, GOVSITE_DATA=str(tmp_path / "current"))
    (tmp_path / "one" / "forms").mkdir()
    assert config.files.is_dir()
    release(tmp_path, "two", SMALL)
    assert not config.files.exists()


@pytest.mark.parametrize(
    "host", ["a.gov.cn:99999", "a.gov.cn:abc", "[bad", "a b", "@a.gov.cn", "a.gov.cn:", "a.gov.cn."]
)
def test_an_origin_that_no_page_can_have_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigError, match=r"^GOVSITE_ORIGIN\b"):
        settings(tmp_path, GOVSITE_ORIGIN=f"https://{host}")


@pytest.mark.parametrize("host", ["a.gov.cn", "a.gov.cn:8443", "[::1]:8000"])
def test_an_origin_is_taken(tmp_path: Path, host: str) -> None:
    assert settings(tmp_path, GOVSITE_ORIGIN=f"HTTPS://{host}/").origin == f"https://{host}"


WRONG = {
    "GOVSITE_DATABASE_URL": "mysql://host/x",
    "GOVSITE_REPLICA_URL": "mysql://host/x",
    "GOVSITE_SECRET_KEY_FILE": "nowhere",
    "GOVSITE_DATA_KEYS_FILE": "nowhere",
    "GOVSITE_PAGE_CACHE_MB": "much",
    "GOVSITE_LOG_LEVEL": "loud",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_called_by_its_own_name(tmp_path: Path, name: str) -> None:
    secret = {"GOVSITE_SECRET_KEY": ""} if name.startswith("GOVSITE_SECRET_KEY") else {}
    with pytest.raises(ConfigError, match=rf"^{name}\b"):
        settings(tmp_path, **{name: WRONG[name], **secret})


def test_a_secret_of_a_file_that_is_too_short_names_the_file(tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("1234")
    with pytest.raises(ConfigError, match=f"^GOVSITE_SECRET_KEY_FILE={short}: at least 32"):
        settings(tmp_path, GOVSITE_SECRET_KEY="", GOVSITE_SECRET_KEY_FILE=str(short))


KEY, SHORT = "A" * 43 + "=", "A" * 22  # 32 bytes; 16, as they are written without the signs at the end


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", set()),
        (f"index:{KEY},1:{KEY}", {"index", "1"}),
        (f"12:{SHORT}, 1:{KEY[:-1]}\nindex:{KEY}\n", {"index", "1", "12"}),
    ],
)
def test_keys_of_data_come_by_name_from_the_setting_or_a_file(tmp_path: Path, text: str, names: set[str]) -> None:
    (tmp_path / "data-keys").write_text(text)
    (tmp_path / "elsewhere").write_text(text)
    for config in (
        settings(tmp_path),
        settings(tmp_path, GOVSITE_DATA_KEYS=text),
        settings(tmp_path, GOVSITE_DATA_KEYS_FILE=str(tmp_path / "elsewhere")),
    ):
        assert set(config.data_keys) == names and all(len(key) in (16, 32) for key in config.data_keys.values())
        assert SECRET not in repr(config) and "data_keys" not in repr(config)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KEY, "entry 1 is not number:base64"),
        (f"index:{KEY},256:{KEY}", "entry 2 is not"),
        (f"index:{KEY},0:{KEY}", "entry 2 is not"),
        (f"index:{KEY},1:A", "key 1 is not base64"),
        (f"index:{KEY},1:{KEY},1:{KEY}", "two keys 1"),
        (f"index:{KEY},1:{SHORT}AA", "key 1 has 18 bytes"),
        (f"index:{SHORT},1:{KEY}", "key index has 16 bytes"),
        (f"1:{KEY}", "a key index and one with a number"),
        (f"index:{KEY}", "a key index and one with a number"),
    ],
)
def test_keys_that_cannot_be_used_stop_the_start_without_being_shown(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=f"^GOVSITE_DATA_KEYS: .*{words}") as caught:
        settings(tmp_path, GOVSITE_DATA_KEYS=text)
    assert "AAAA" not in str(caught.value)


def test_plain_urls_of_hosting_services_are_taken(tmp_path: Path) -> None:
    config = settings(tmp_path, GOVSITE_DATABASE_URL="postgres://h/a", GOVSITE_REPLICA_URL="postgresql://h/b")
    assert (config.database_url, config.replica_url) == ("postgresql+psycopg://h/a", "postgresql+psycopg://h/b")


START = "import wsgi, logging; logging.getLogger('govsite.sites.watch').info('taken'); wsgi.app.logger.error('wrong')"


@pytest.mark.parametrize(("level", "seen"), [("info", ["INFO", "ERROR"]), ("Warning", ["ERROR"])])
def test_the_log_is_seen_once_from_the_level_that_is_set(tmp_path: Path, level: str, seen: list[str]) -> None:
    settings(tmp_path)
    env = {"GOVSITE_SITES": str(tmp_path / "sites.yaml"), "GOVSITE_INSTANCE": str(tmp_path), "PATH": ""}
    env |= {"GOVSITE_SECRET_KEY": SECRET, "GOVSITE_LOG_LEVEL": level}
    done = subprocess.run([sys.executable, "-c", START], env=env, cwd=PROJECT, capture_output=True, text=True)
    assert [line.split()[2] for line in done.stderr.splitlines()] == seen, done.stderr


def test_a_start_without_the_file_of_the_sites_names_it(tmp_path: Path) -> None:
    config = settings(tmp_path, GOVSITE_SITES=str(tmp_path / "nowhere.yaml"))
    with pytest.raises(ConfigError, match=f"^GOVSITE_SITES: {tmp_path}/nowhere.yaml cannot be read: No such file"):
        create_app(config)


MIGRATE = """
import wsgi
from govsite.database.migrate import upgrade
from govsite.extensions import db
with wsgi.app.app_context():
    upgrade(db.engine)
"""


def test_what_the_portal_writes_is_for_its_user_only(tmp_path: Path) -> None:
    settings(tmp_path)
    env = {"GOVSITE_SITES": str(tmp_path / "sites.yaml"), "GOVSITE_INSTANCE": str(tmp_path / "instance"), "PATH": ""}
    env |= {"GOVSITE_SECRET_KEY": SECRET}
    subprocess.run([sys.executable, "-c", MIGRATE], env=env, cwd=PROJECT, check=True)
    instance = tmp_path / "instance"
    assert instance.stat().st_mode & 0o777 == 0o700
    modes = {path.suffix: path.stat().st_mode & 0o777 for path in instance.iterdir()}
    assert modes == {".sqlite3": 0o600, ".zip": 0o600}
