"""Every address that shows a page, found by following links from every kind of user's first page.

`survey` reads, for each kind of user, pages of every address of Django's resolver that he is led to. What no link leads
to is named in `UNLINKED`, what is no page in `NO_PAGE`: an address that is neither found nor named fails the tests, so
"any page" stays true.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.e2e.stage import Stage

USERS = {
    "administrator": "Yeni Oktavia",
    "petugas": "Dedi Kurniawan",
    "kepala": "Hasan Basri",
    "auditor": "Burhanudin",
    "penyedia": "CV Besemah Karya",
    "belum masuk": "",
}
"""Kind of user → who of the demonstration; nobody for who has not signed in."""

WRITES = "only takes what a form or a script sends"
FILE = "answers with a file"
BACK = "leads back unless something wrong was sent; what is then shown is another address's page"
LISTED = "only while a list that was sent waits; looked at by the tests of its room"
NO_PAGE = {
    "set_language": WRITES,
    "archive.download": FILE,
    "cases.front": "leads on to Tugas saya",
    "cases.news": "answers a script with a part of Tugas saya",
    "cases.several": WRITES,
    "cases.open_with_filter": WRITES,
    "cases.remove_calendar_day": WRITES,
    "cases.comment": WRITES,
    "cases.save_draft": WRITES,
    "cases.begin_upload": WRITES,
    "cases.put_part": WRITES,
    "cases.finish_upload": WRITES,
    "cases.move_upload": WRITES,
    "cases.drop_upload": WRITES,
    "cases.download_file": FILE,
    "cases.download_record": FILE,
    "cases.show_record": FILE,
    "cases.receipt_code": FILE,
    "checking.file": WRITES,
    "retention.change": WRITES,
    "retention.destroy": WRITES,
    "retention.disposal_file": FILE,
    "retention.download": FILE,
    "retention.hold": WRITES,
    "signing.bring": WRITES,
    "signing.mark": WRITES,
    "signing.newest": FILE,
    "guide.card_pdf": FILE,
    "papers.pdf": FILE,
    "papers.docx": FILE,
    "papers.exported": FILE,
    "papers.sample": FILE,
    "guide.my_cards_pdf": FILE,
    "procedures.draft_part": WRITES,
    "staffing.propose": WRITES,
    "procedures.draft_row": WRITES,
    "procedures.reading_forgotten": WRITES,
    "procedures.draft_settle": WRITES,
    "procedures.draft_step": WRITES,
    "procedures.draft_file": FILE,
    "procedures.rule": WRITES,
    "procedures.withdraw": WRITES,
    "procedures.watch_table": FILE,
    "procedures.check_paper": FILE,
    "organisation.sso_begin": "leads to the agency's own provider",
    "organisation.sso_return": BACK,
    "upkeep.seal_addresses": WRITES,
    "upkeep.seal_pdf": FILE,
    "upkeep.seal_qr": FILE,
    "notices.read": WRITES,
    "notices.follow": "leads on to the task",
    "organisation.put_away_steps": WRITES,
    "organisation.export": FILE,
    "organisation.import_template": FILE,
    "organisation.leave": WRITES,
    "organisation.sign_out": WRITES,
    "overview.workbook": FILE,
    "overview.table": FILE,
    "overview.event_log": FILE,
    "surveys.drop_question": WRITES,
    "surveys.qr": FILE,
    "surveys.workbook": FILE,
    "surveys.table": FILE,
    "surveys.public_file": FILE,
    "surveys.publish": WRITES,
    "surveys.withdraw": WRITES,
    "procedures.bpmn": FILE,
    "procedures.public_file": FILE,
    "procedures.show": WRITES,
    "schedule.feed": FILE,
    "schedule.revoke_feed": WRITES,
    "reference.crest": FILE,
    "upkeep.alive": FILE,
    "upkeep.metrics": FILE,
    "demonstration.enter_as": WRITES,
    "demonstration.enter_room": WRITES,
    "demonstration.leave_room": WRITES,
    "cases.delete_filter": WRITES,
    "organisation.arrange_substitute": BACK,
    "organisation.end_holding": WRITES,
    "organisation.end_substitution": WRITES,
    "organisation.import_apply": BACK,
    "packages.import_apply": WRITES,
    "packages.import_columns": LISTED,
    "packages.import_check": LISTED,
    "packages.import_rejected": FILE,
    "packages.import_template": FILE,
    "staffing.import_apply": WRITES,
    "staffing.import_columns": LISTED,
    "staffing.import_check": LISTED,
    "staffing.import_rejected": FILE,
    "staffing.import_template": FILE,
    "staffing.certificate_revoked": WRITES,
    "staffing.leave_cancelled": WRITES,
    "staffing.conflict_lifted": WRITES,
    "organisation.person_link": BACK,
    "organisation.person_returns": WRITES,
    "organisation.person_sessions": WRITES,
    "organisation.agency_sessions": WRITES,
    "organisation.seat_here": BACK,
    "procedures.fill_lanes": BACK,
    "procedures.put_in_force": WRITES,
    "procedures.sheet_docx": FILE,
    "procedures.sheet_pdf": FILE,
    "procedures.sheet_xlsx": FILE,
    "procedures.first_run": "gone once there is an agency; test_first_run looks at it",
}
COMES_UP = frozenset(
    {
        "cases.answer_deviation", "cases.check_step", "cases.receipt", "cases.check_receipt",
        "cases.hand_over_several", "cases.handed_over", "cases.judge_deviation",
        "demonstration.reset_training", "demonstration.close_training",
        "organisation.password_link",
    }
)  # fmt: skip
"""Pages that exist only after something was done: `test_axe_finds_nothing_on_what_comes_up_in_the_work` does it."""

RARE = {
    "staffing.start": "only while a plan is drafted; looked at by the tests of its room",
    "staffing.plan": "as staffing.start",
    "staffing.team": "as staffing.start",
    "staffing.package": "as staffing.start",
    "papers.void": "only for a paper's signatory and heads; looked at by the tests of its room",
    "privacy.erase": "only of a person who has left; looked at by the tests of its room",
    "privacy.erase_case": "as privacy.erase",
    "privacy.export": "a file, of a person whose page names it; as privacy.erase",
    "cases.call_again": "only after a called case was cancelled; the page of cases.return_step",
    "procedures.draft": "only while a draft of a SOP is written; looked at by the tests of its room",
    "procedures.draft_compare": "as procedures.draft",
    "procedures.draft_discard": "as procedures.draft",
    "procedures.draft_outside": "as procedures.draft",
    "procedures.draft_publish": "as procedures.draft",
    "procedures.draft_trial": "as procedures.draft",
    "procedures.draft_review": "as procedures.draft",
    "procedures.approve": "as procedures.draft",
    "procedures.reading": "only after a document was sent; looked at by the tests of its room",
    "organisation.second_step": "only for who has a second step; looked at by the tests of its room",
    "organisation.factor_codes": "as organisation.second_step",
    "organisation.factor_app_off": "as organisation.second_step",
    "organisation.factor_key_off": "as organisation.second_step",
    "surveys.view": "only of a case of the satisfaction SOP; looked at by the tests of its room",
    "surveys.begin": "as surveys.view",
    "surveys.plan": "as surveys.view",
    "surveys.questions": "as surveys.view",
    "surveys.new_question": "as surveys.view",
    "surveys.question": "as surveys.view",
    "surveys.extend": "as surveys.view",
    "surveys.poster": "as surveys.view",
    "surveys.invite": "as surveys.view",
    "surveys.enter_paper": "as surveys.view",
    "surveys.held": "as surveys.view",
    "surveys.answer": "as surveys.view",
    "surveys.answer_invited": "as surveys.view",
    "surveys.thanks": "as surveys.view",
    "surveys.results": "as surveys.view",
    "surveys.compare": "as surveys.view",
    "surveys.follow_ups": "as surveys.view",
    "surveys.public_list": "as surveys.view",
    "surveys.public": "as surveys.view",
    "surveys.add_follow_up": "only while the report of a survey is written; looked at by the tests of its room",
    "surveys.change_follow_up": "as surveys.add_follow_up",
    "surveys.write_analysis": "as surveys.add_follow_up",
    "surveys.finish_follow_up": "only from its person's tasks, while it runs; looked at by the tests of its room",
    "upkeep.explain_outage": "only after an outage; looked at by the tests of its room",
    "checking.paper": "only once a paper is issued; looked at by the tests of its room",
    "retention.disposal": "only of documents whose time is over; looked at by the tests of its room",
    "retention.filing": "only after the nightly job has filed something; looked at by the tests of its room",
    "signing.paper": "as checking.paper",
    "api.webhook": "only where the operator allows hosts; looked at by the tests of its room",
}

UNLINKED = {
    "belum masuk": ["/tidak/ada/", "/tanda-terima/", "/periksa/"],
    "administrator": ["/pengelolaan/tabel/reference.jam-kerja/baru/"],
    "petugas": ["/tugas/?keadaan=terlambat", "/tugas/saringan/", "/ikhtisar/", "/cari/?q=pengadaan", "/cari/?q=zzzz",
                "/kepuasan/"],
    "kepala": [
        "/pelaksanaan/?keadaan=selesai", "/pelaksanaan/?keadaan=berjalan", "/pelaksanaan/?q=zzzz",
        "/penyimpangan/?bagian=nilai", "/penyimpangan/?bagian=semua",
    ],
}  # fmt: skip
"""Addresses that no link leads to, and other states of pages worth a look: refused, nothing found, finished."""

EVERYBODYS = frozenset({"cases.inbox", "cases.list", "cases.view", "cases.complete_step", "overview.read"})
"""Looked at for every kind of user and in several states; of the others, one page is enough."""
LEADING = EVERYBODYS | {"procedures.list", "cases.deviations", "cases.waiting", "cases.done", "cases.record"}
"""Pages from which each kind of user is led elsewhere."""

LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]+)', re.DOTALL)
MOST = 3


@dataclass(frozen=True)
class Place:
    """A page as a kind of user sees it; `name` is that of its address, empty for what does not exist."""

    user: str
    path: str
    name: str


def every_address(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from every_address(entry)
        elif not (entry.name or "").startswith("api.") or entry.name in ("api.tokens", "api.webhooks", "api.webhook"):
            yield entry


def name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).url_name or ""
    except Resolver404:
        return ""


def windows(stage: Stage) -> dict[str, Page]:
    """A window for every kind of user."""
    return {user: stage.desk(person).page if person else stage.window() for user, person in USERS.items()}


def survey(stage: Stage, users: Iterable[str] = USERS) -> list[Place]:
    """Pages of every address that these kinds of users are led to; stops the test where a link leads nowhere and,
    where all kinds are asked for, where an address is neither found nor named here."""
    found: dict[str, list[Place]] = {}
    wrong: list[str] = []
    for user in users:
        person = USERS[user]
        request = (stage.desk(person).page if person else stage.window()).request
        ahead = deque(["/tugas/" if person else "/masuk/", *UNLINKED.get(user, [])])
        asked = set(ahead)
        seen: dict[str, int] = {}
        while ahead:
            path = ahead.popleft()
            name = name_of(path)
            listed = path in UNLINKED.get(user, [])
            known = name in found and name not in LEADING
            if not listed and (known or seen.get(name, 0) >= (MOST if name in EVERYBODYS else 1)):
                continue
            answer = request.get(path)
            if not answer.headers.get("content-type", "").startswith("text/html") or name_of(answer.url) != name:
                continue
            seen[name] = seen.get(name, 0) + 1
            if answer.status >= 500 or (answer.status == 404 and not listed):
                wrong.append(f"{user}: {path}: {answer.status}")
                continue
            if listed or name in EVERYBODYS or name not in found:
                found.setdefault(name, []).append(Place(user, path, name))
            for link in LINK.findall(answer.text()):
                to = urljoin(path, unescape(link))
                target = name_of(to)
                if to.startswith("/") and to not in asked and not to.startswith(("/statis/", "/api/")):
                    asked.add(to)
                    if not target:
                        wrong.append(f"{user}: {path} leads to {to}, which does not exist")
                    elif target not in NO_PAGE:
                        ahead.append(to)
                    elif NO_PAGE[target] == WRITES:
                        wrong.append(f"{user}: {path} links {to}, which only takes what is sent")
    names = {entry.name or "" for entry in every_address()}
    assert wrong == [], "\n".join(wrong)
    if set(users) != set(USERS):
        return [place for places in found.values() for place in places]
    missing = sorted(name for name in names if name not in {*NO_PAGE, *COMES_UP, *RARE, *found})
    assert missing == [], f"no page found for these addresses: link them, or name them in atlas.py: {missing}"
    gone = [name for name in (*NO_PAGE, *COMES_UP, *RARE) if name not in names]
    assert gone == [], f"no such addresses any more: {gone}"
    return [place for places in found.values() for place in places]


def most_used(stage: Stage) -> list[Place]:
    """A page of each of the five screens that are used most, as the head of a unit sees them."""
    found = survey(stage, ["kepala"])
    return [next(place for place in found if place.name == name) for name in sorted(EVERYBODYS)]
