"""Make ready what `make run` serves: instance folder, secret, database, demo data. Safe to repeat."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Say each step and do what is missing of it."""
    os.umask(0o077)  # as in wsgi.py
    instance = Path(os.environ.get("GOVSITE_INSTANCE", "instance")).resolve()
    instance.mkdir(parents=True, exist_ok=True)
    key = instance / "secret-key"
    if not key.exists():
        print(f"==> writing a secret key to {key}")
        key.write_text(secrets.token_urlsafe(48), "utf-8")

    from govsite import create_app
    from govsite.database import trouble
    from govsite.database.keys import new_setting
    from govsite.database.migrate import upgrade
    from govsite.database.session import writing
    from govsite.demo import Sources, load_cases, load_demo, load_letters, make_people, outdated, own_folder
    from govsite.domain.common.days import today
    from govsite.extensions import db
    from govsite.simulators.demo_authority import make as make_authority

    data_keys = instance / "data-keys"
    if not data_keys.exists():
        print(f"==> writing keys for personal data to {data_keys}")
        data_keys.write_text(new_setting(), "utf-8")
    app = create_app()
    with app.app_context():
        print(f"==> database {db.engine.url.render_as_string(hide_password=True)}")
        try:
            upgrade(db.engine)
        except trouble.KINDS as error:
            found = trouble.trouble_of(error)
            sys.exit(f"==> {found.told}" if found else str(error))
        start = time.monotonic()
        config = app.extensions["config"]
        tree = app.extensions["sites"].current
        print(f"==> demo data for the {len(tree.all)} sites of {tree.portal.name}")
        folder = own_folder(config.data, config.sites)
        nobodys = app.extensions["passwords"].hash(secrets.token_urlsafe())
        with writing() as session:
            reports = load_demo(session, tree, folder)
            letters = load_letters(session, tree, nobodys, today(), folder)
            cases = load_cases(session, tree, nobodys, today(), folder)
            changed = outdated(session, folder)
        for noun, report in reports.items():
            print(f"    {noun}: {report.rows} rows")
        if letters:
            print(f"    letters: {letters}")
        if cases:
            print(f"    cases: {cases}")
        for name in changed:
            print(f"    {name} has changed. What was made of it stays, since people may have gone on with it;")
            print("    to load the new one, begin with an empty database (for SQLite: stop, and remove its file).")
        print(f"    {'loaded' if reports else 'already there'} ({time.monotonic() - start:.1f} s)")
        sources = Sources(own_folder(config.data, config.sites))
        made = make_people(app.extensions["passwords"], tree, sources, config.instance)
        new = make_authority(config.instance / "demo-ca")
        print(f"==> demo certificates of firms: {config.instance / 'demo-ca'}{'' if new else ' (as before)'}")
        print(f"==> a demo system that signs in here: {make_system(instance)}")
        print(f"==> demo people: {instance / 'demo-accounts.txt'}{'' if made else ' (as before)'}")


def make_system(instance: Path) -> Path:
    """Register the demo's department's system (模拟的部门系统), and make the key that signs what it is told."""
    from govsite.database.session import reading
    from govsite.domain.openid import clients, keys
    from govsite.simulators.system import LABEL, SCOPES, back_of

    kept, back = instance / "demo-system.json", back_of(int(os.environ.get("PORT") or 8000) + 1)
    if not keys.all_of(reading()):
        keys.make("demo")
    known = clients.by_name(reading(), json.loads(kept.read_text("utf-8"))["name"]) if kept.exists() else None
    facts = clients.Facts(LABEL, "演示部门", "看看门户会给什么资料", (back,), (), "", tuple(SCOPES.split()), 2)
    if known is None:
        made = clients.create("demo", facts)
        kept.write_text(json.dumps({"name": made.client_id, "secret": made.secret}), "utf-8")
    elif known.redirect_uris != [back]:
        clients.change("demo", known.id, facts)
    return kept


if __name__ == "__main__":
    main()
