"""The settings of the environment: what they become, and the sentence for one that cannot be used."""

from __future__ import annotations

from pathlib import Path

from govsite import create_app
from govsite.config import Config, read_config
from tests.apps import opened, tree_of, wait
from tests.conftest import SECRET
from tests.sites.samples import SMALL


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
