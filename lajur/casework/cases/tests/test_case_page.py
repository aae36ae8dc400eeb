"""The case page: mentions, calls that the reader may not open, the journal's marks, print, and what it costs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from lajur.casework.cases import actions
from lajur.casework.cases.mentions import names_in
from lajur.casework.cases.models import Case, Comment
from lajur.casework.cases.queries import subject_of
from lajur.casework.cases.testing import Office, complete, make_row
from lajur.casework.cases.tests.browsing import path
from lajur.casework.notices.models import Notice, NoticeKind
from lajur.registers.authority.models import Entry
from lajur.registers.authority.permissions import may
from lajur.registers.organisation.testing import NOW, as_actor, done, make_person, make_position
from lajur.registers.organisation.tests.browsing import signed_in, words

MOVED = 302
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock", "own_folder")]


def test_names_in_a_text() -> None:
    text = "Mohon @Ani.kota cek, cc @budi. Surel a@contoh.id dan @@aneh bukan nama; @ani.kota lagi"
    assert names_in(text) == ["ani.kota", "budi"]


def test_a_typed_name_and_a_picked_one_are_told_once_each(office: Office) -> None:
    case = office.start()
    budi = office.budi.username
    text = f"Tolong dilihat, @{budi}."
    form = {"komentar": text, "sebut": str(office.koordinator.id), "tiket": ""}
    assert signed_in(office.ani).post(path(case, "", "komentar/"), form).status_code == MOVED
    notices = Notice.objects.filter(kind=NoticeKind.MENTION)
    assert {notice.person_id for notice in notices} == {office.budi.id, office.koordinator.id}
    assert {notice.link for notice in notices} == {f"/pelaksanaan/{case.id}/#riwayat"}
    assert all(text not in str(notice.params) for notice in notices)
    page = words(signed_in(office.budi).get(path(case)))
    assert "Berkomentar, menyebut" in page
    assert "Kusno" in page


def test_the_same_comment_again_tells_nobody_again(office: Office) -> None:
    case = office.start()
    from lajur.registers.authority.ids import uuid7

    wanted = uuid7()
    for _time in range(2):
        done(
            actions.comment(
                case_id=case.id, text="Lihat", mentions=[str(office.budi.id)], by=as_actor(office.ani), now=NOW,
                comment_id=wanted,
            )
        )  # fmt: skip
    assert Notice.objects.filter(kind=NoticeKind.MENTION).count() == 1


def test_who_mentions_himself_hears_nothing(office: Office) -> None:
    case = office.start()
    done(actions.comment(case_id=case.id, text=f"@{office.ani.username} ingat", by=as_actor(office.ani), now=NOW))
    assert not Notice.objects.filter(kind=NoticeKind.MENTION).exists()


def test_nobody_is_mentioned_who_may_not_read_the_case(office: Office) -> None:
    case = office.start()
    assert not may(as_actor(office.staf), "cases.view", subject_of(Case.objects.get(id=case.id), NOW))
    answer = signed_in(office.ani).post(path(case, "", "komentar/"), {"komentar": f"Halo @{office.staf.username}"})
    assert answer.status_code == 422
    assert "tidak dapat melihat pelaksanaan ini" in words(answer)
    assert f"Halo @{office.staf.username}" in words(answer)
    assert not Comment.objects.exists()
    assert office.staf.name not in words(signed_in(office.ani).get(path(case))).partition('name="sebut"')[2].partition("</select>")[0]  # fmt: skip  # noqa: E501


def test_an_unknown_and_an_ambiguous_name_say_what_to_do(office: Office) -> None:
    case = office.start()
    client = signed_in(office.ani)
    assert "pilihlah dari daftar" in words(client.post(path(case, "", "komentar/"), {"komentar": "Halo @tiada"}))
    for name in ("joko.satu", "joko.dua"):
        person = make_person(office.agency, name, office.positions["petugas"])
        person.username = name
        person.save()
    answer = client.post(path(case, "", "komentar/"), {"komentar": "Halo @joko"})
    assert answer.status_code == 422
    assert "tulislah selengkapnya" in words(answer)


def test_a_stranger_of_another_agency_cannot_be_picked(office: Office) -> None:
    from django_scopes import scopes_disabled

    from lajur.casework.cases.testing import make_office

    with scopes_disabled():
        other = make_office("lain")
    case = office.start()
    given = {"komentar": "Halo", "sebut": str(other.ani.id)}
    assert signed_in(office.ani).post(path(case, "", "komentar/"), given).status_code == 422
    outcome = actions.comment(
        case_id=case.id, text="Halo", mentions=[str(other.ani.id)], by=as_actor(office.ani), now=NOW
    )
    assert not isinstance(outcome, Comment)
    assert outcome.code == "orang-tidak-dikenal"


def calling(office: Office) -> tuple[Case, Case]:
    """A case of "induk" that called "anak"; of the child's lane only the head is an officer."""
    office.publish("anak", [make_row("kerja", "kepala", time="1 hari")])
    office.publish(
        "induk",
        [make_row("buat"), make_row("minta", panggil={"sop": f"{office.agency.slug}/anak"}), make_row("tutup")],
    )
    parent = office.start("induk")
    done(complete(parent, "buat.1", office.ani))
    return parent, Case.objects.get(parent=parent)


def test_a_called_case_is_linked_only_where_the_reader_may_open_it(office: Office) -> None:
    parent, child = calling(office)
    seer, blind = signed_in(office.kepala), None
    outsider = make_person(office.agency, "Tamu", make_position(office.agency, "Tamu"))
    from lajur.casework.cases.models import Task

    Task.objects.filter(case=parent, step="buat").update(assignees=[outsider.id])
    blind = signed_in(outsider)
    assert blind.get(path(child)).status_code == 403
    page = words(blind.get(path(parent)))
    assert child.number in page
    assert f'href="/pelaksanaan/{child.id}/"' not in page
    assert f'href="/pelaksanaan/{child.id}/"' in words(seer.get(path(parent)))
    Task.objects.filter(case=parent).update(assignees=[])
    Task.objects.filter(case=child).update(assignees=[outsider.id])
    page = words(blind.get(path(child)))
    assert parent.number in page
    assert f'href="/pelaksanaan/{parent.id}/"' not in page


def test_the_marks_of_the_journal_are_worked_out_and_not_believed(office: Office) -> None:
    case = office.start()
    done(actions.comment(case_id=case.id, text="Dua", by=as_actor(office.ani), now=NOW))
    page = words(signed_in(office.ani).get(path(case)))
    head = Entry.objects.filter(chain=case.id).order_by("-seq").values_list("hash", flat=True)[0]
    assert bytes(head).hex()[:16] in page
    assert "TIDAK cocok" not in page
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE authority_entry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE authority_entry SET body = replace(body, 'buat', 'ubah') WHERE chain = %s AND seq = 1", [case.id]
        )
        cursor.execute("ALTER TABLE authority_entry ENABLE TRIGGER USER")
    assert words(signed_in(office.ani).get(path(case))).count("TIDAK cocok") == 1


def test_the_page_for_paper_holds_the_whole_case_and_no_forms(office: Office) -> None:
    case = office.start()
    for visit in range(1, 61):
        attached = ["permintaan"] if visit == 1 else []
        done(complete(case, f"buat.{visit}", office.ani, outputs=["konsep"], attachments=attached))
        done(complete(case, f"periksa.{visit}", office.koordinator, exit="perbaiki"))
    page = words(signed_in(office.ani).get(path(case, "", "?cetak")))
    assert page.count('<li class="event"') == 121
    assert 'name="komentar"' not in page
    assert len(re.findall(r'<p class="slot-document">', page)) == 61
    assert "Tampilkan semua versi" not in page


def test_the_deadline_is_explained_with_its_sum(office: Office) -> None:
    case = office.start()
    page = words(signed_in(office.ani).get(path(case)))
    assert "1 jam, dihitung sejak" in page
    assert "Jumlah" in page


def test_an_ended_case_says_that_nobody_is_waited_for(office: Office) -> None:
    case = office.start()
    done(actions.cancel_case(case_id=case.id, reason="Salah <b>masuk</b>", by=as_actor(office.ani), now=NOW))
    page = words(signed_in(office.ani).get(path(case)))
    assert "Tidak seorang pun" in page
    assert "Salah &lt;b&gt;masuk&lt;/b&gt;" in page


def test_the_case_page_asks_eleven_questions_at_most(office: Office, django_assert_max_num_queries: Any) -> None:
    case = office.start()
    late = NOW + timedelta(days=3)
    with time_machine.travel(late, tick=False):
        done(complete(case, "buat.1", office.ani, now=late, outputs=["konsep"], attachments=["permintaan"]))
        client = signed_in(office.kepala)
        client.get(path(case))
        with django_assert_max_num_queries(11):
            assert client.get(path(case)).status_code == 200
