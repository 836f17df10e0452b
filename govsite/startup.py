"""The steps of ``create_app``, in their order."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from govsite import logs
from govsite.config import Config, ConfigError
from govsite.database import topics
from govsite.database.breaker import Breaker
from govsite.database.engine import reader_options
from govsite.database.keys import bind_keys
from govsite.database.replica import Replica
from govsite.database.session import bind_database, read_from_replica, reading, report_damage
from govsite.domain.articles.memory import BoardsMemory
from govsite.domain.catalogue.memory import Memory
from govsite.domain.checkup.remembered import Remembered
from govsite.domain.common.captcha import Captchas
from govsite.domain.common.passwords import CHEAPEST, OWASP, Passwords
from govsite.domain.editing.articles import Articles
from govsite.domain.editing.tables import kinds_of
from govsite.domain.letters.answers import Answers
from govsite.domain.letters.memory import AnswersMemory
from govsite.domain.people.scope import Needs
from govsite.domain.publishing.following import Follower
from govsite.domain.publishing.revision_store import RevisionStore
from govsite.domain.publishing.revisions import MARK
from govsite.domain.settings import words_file
from govsite.domain.settings.kind import Settings, changes_operators, line_diff
from govsite.domain.settings.words_file import WordsFile
from govsite.extensions import htmx
from govsite.sites.copies import Copy
from govsite.sites.last_good import LastGood
from govsite.sites.watch import SiteWatcher
from govsite.web.assets import init_assets
from govsite.web.cache import PageCache
from govsite.web.channels import channels_of_cases, ways_of_news
from govsite.web.errors import init_errors
from govsite.web.form_files import FormFiles
from govsite.web.freshness import Freshness
from govsite.web.gate import Gate
from govsite.web.guard import init_guard
from govsite.web.headers import SecureHeaders
from govsite.web.last_month import LastMonths
from govsite.web.mount import Mount
from govsite.web.page import init_pages
from govsite.web.preview import Previews
from govsite.web.publishing import Desk, editor_of, finder
from govsite.web.requests import Request
from govsite.web.rows import desk_of_rows
from govsite.web.sessions import ServerSessions
from govsite.web.tables import around_of
from govsite.web.unanswered import Searches
from govsite.web.users import init_users

# Modules of ``govsite.blueprints``; what stands in a folder is written ``counter.letters``.
BLUEPRINTS = (
    *("home", "sites", "browse", "departments", "guides", "guide_list", "search", "notices", "halls"),
    *("bundles", "easiest", "services"),
    *("letters", "progress", "supervision", "help", "meta"),
    *("counter.letters", "counter.lookup", "counter.progress", "counter.captcha"),
    *("counter.simulators", "counter.staff_login", "counter.register", "counter.login", "counter.forgotten"),
    *("counter.company_draft", "counter.company_login", "counter.company_forgotten"),
    *("counter.company_certificate", "counter.certificate_host", "space.company_certificates"),
    *("counter.outside", "counter.outside_link", "counter.outside_firm", "space.outside_binding", "space.alipay_name"),
    *("counter.passkey_login", "counter.login_proof", "space.passkeys", "space.two_steps"),
    *("counter.host_login", "space.site_return", "space.window_proof", "space.children", "space.mandates"),
    *("space.account", "space.real_name", "space.security", "space.phone", "space.closing"),
    *("space.tickets", "space.favourites", "space.agreement", "space.export"),
    *("space.messages", "space.profile", "space.suggestions", "space.subscriptions", "space.several", "counter.news"),
    *("space.company_register", "space.companies", "space.company_tickets", "space.company_password"),
    *("space.company_members", "counter.openid", "space.systems"),
    *("console.home", "console.sessions", "console.password", "console.factor", "console.passkeys", "console.digest"),
    *("console.staff", "console.companies", "console.proofs", "console.outbox", "console.audit"),
    *("console.letters", "console.letter", "console.letter_publish", "console.letter_templates"),
    *("console.cases", "console.case", "console.case_joint", "console.case_receipt", "console.case_intake"),
    *("console.api_keys", "console.systems", "console.checkup", "console.checkup_sites", "console.new_site"),
    *(
        "console.settings",
        "console.settings_text",
        "console.settings_slug",
        "console.settings_words",
        "console.drafts",
        "console.history",
    ),
    *("console.articles", "console.content", "console.tables", "console.table_runs"),
    *("api.cases", "api.openid"),
)


def load_config(app: Flask, config: Config) -> None:
    """Keep the typed settings, give Flask the few it wants itself, and let the log be seen."""
    logs.set_up(config.log_level)
    refuse_simulators(config)
    app.extensions["config"] = config
    app.config.update(
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]


def refuse_simulators(config: Config) -> None:
    """A fake gateway takes messages that nobody gets: only a demo says that it wants that. Raises ConfigError."""
    gateways = (
        ("SMS", config.sms),
        ("IDENTITY", config.identity),
        ("ALIPAY", config.alipay),
        ("UNIFIED", config.unified),
        ("COMPANY", config.company),
    )
    for name, gateway in gateways:
        if gateway and gateway.simulated and not config.simulators:
            raise ConfigError(
                f"GOVSITE_{name}_URL leads to a simulator, which only a demo wants: GOVSITE_SIMULATORS=1 allows it"
            )
    if config.certificates and config.certificates.simulated and not config.simulators:
        raise ConfigError(
            "GOVSITE_CERTIFICATES trusts an authority that a demo has made (模拟CA): GOVSITE_SIMULATORS=1 allows it"
        )


def load_sites(app: Flask) -> None:
    """Load sites.yaml, or the last good one where it is not valid, and watch it from then on."""
    config: Config = app.extensions["config"]
    try:
        app.extensions["sites"] = SiteWatcher(config.sites, LastGood(config.instance, config.sites))
    except OSError as error:
        raise ConfigError(
            f"GOVSITE_SITES: {error.filename or config.sites} cannot be read: {error.strerror}"
        ) from error


def bind_extensions(app: Flask) -> None:
    """Bind the database engines and htmx. The default database is a SQLite file named for the portal's root."""
    config: Config = app.extensions["config"]
    url = config.database_url
    if url is None:
        config.instance.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{config.instance / app.extensions['sites'].current.root.slug}.sqlite3"
    engines = {"default": {"url": url, **reader_options(url, config.threads)}}
    if config.replica_url:
        engines["replica"] = {"url": config.replica_url, **reader_options(config.replica_url, config.threads)}
    app.config["SQLALCHEMY_ENGINES"] = engines
    app.extensions["breaker"] = Breaker(config.threads)
    bind_database(app)
    report_damage(app)
    htmx.init_app(app)
    app.request_class = Request


def keep_secrets(app: Flask) -> None:
    """What the portal's secrets are for: hashes of passwords, captchas, sealed columns."""
    config: Config = app.extensions["config"]
    app.extensions["passwords"] = Passwords(config.secret_key, CHEAPEST if config.testing else OWASP)
    app.extensions["captchas"] = Captchas(config.secret_key)
    bind_keys(app, config.data_keys)


def keep_content_in_memory(app: Flask) -> None:
    """The catalogue, the published letters, the articles, and the stamp that says when they are out of date."""

    def read_numbers() -> topics.Numbers:
        with app.app_context():
            read_from_replica()
            return topics.numbers(reading(), freshness.numbers)

    def follow(numbers: topics.Numbers) -> None:
        if follower.is_due(numbers):
            with app.app_context():
                follower.follow(numbers[MARK])

    config: Config = app.extensions["config"]
    copy = Copy(config.sites, LastGood(config.instance, config.sites))
    follower = app.extensions["follower"] = Follower(app.extensions["sites"], copy)
    freshness = app.extensions["freshness"] = Freshness(app.extensions["sites"], read_numbers, follow)
    app.extensions["replica"] = Replica(lambda: freshness.numbers)
    app.extensions["memory"] = Memory(reading)
    app.extensions["checkup"] = Remembered()

    def read_answers(number: int, last: Answers | None) -> Answers:
        with app.app_context():
            read_from_replica()
            return Answers(reading(), number, last)

    app.extensions["answers"] = AnswersMemory(read_answers)
    app.extensions["boards"] = BoardsMemory(reading)
    app.extensions["last_months"] = LastMonths()
    app.extensions["form_files"] = FormFiles(config.files)
    app.extensions["searches"] = Searches(app)


def register_kinds(app: Flask) -> None:
    """What staff edit and publish, each kind with what the console knows of it."""
    store = app.extensions["revision_store"] = RevisionStore(app.extensions["follower"])
    desks = (
        Desk(
            Settings(store),
            *(Needs.SETTINGS, Needs.SETTINGS),
            form=lambda _key: "settings",
            guarded=changes_operators,
            lines=line_diff,
            nothing="（没有写，沿用上级的）",
        ),
        Desk(
            WordsFile(store),
            *(Needs.PORTAL, Needs.PORTAL),
            form=lambda _key: "settings/words",
            lines=words_file.line_diff,
            shown=lambda _key: "/search",
        ),
        Desk(
            Articles(),
            *(Needs.CONTENT, Needs.CONTENT),
            form=lambda key: f"articles/{key}",
            shown=lambda key: f"/notices/{key}",
        ),
        *(desk_of_rows(kind) for kind in kinds_of(lambda: app.extensions["sites"].current)),
    )
    app.extensions["desks"] = {desk.kind.name: desk for desk in desks}
    app.extensions["kinds"] = {desk.kind.name: desk.kind for desk in desks}


def init_web(app: Flask) -> None:
    """Sessions, what is checked of every request, pages, static files, error pages."""
    app.session_interface = ServerSessions()
    init_users(app)
    app.extensions["channels_of_cases"] = channels_of_cases  # commands do not know the web
    app.extensions["ways_of_news"] = ways_of_news
    app.extensions["editor_of"] = editor_of
    app.extensions["around_of"] = around_of
    init_guard(app)
    init_pages(app)
    init_assets(app)
    init_errors(app)


def register_blueprints(app: Flask) -> None:
    """Every noun's views."""
    for name in BLUEPRINTS:
        app.register_blueprint(import_module(f"govsite.blueprints.{name}").bp)


def wrap_wsgi(app: Flask) -> None:
    """From the outside in: gate, page cache, headers, previews, mount, Flask."""
    config: Config = app.extensions["config"]
    sites = app.extensions["sites"]
    previews = Previews(Mount(app.wsgi_app, sites), finder(app, lambda: sites.current))
    mounted = SecureHeaders(previews)
    cached = app.extensions["page_cache"] = PageCache(
        mounted, app.extensions["freshness"].stamp, config.page_cache_bytes
    )
    app.wsgi_app = Gate(cached, config, lambda: sites.current.by_domain)  # type: ignore[method-assign]
