"""Taking a task that several could do, and giving it back: in the list and on its page, by buttons that are forms."""

from __future__ import annotations

from typing import Any

import pytest

from lajur.casework.cases import actions
from lajur.casework.cases.models import Case, Task
from lajur.casework.cases.queries import case_state
from lajur.casework.cases.replay import replay_case
from lajur.casework.cases.testing import Office, complete
from lajur.casework.cases.tests.browsing import path
from lajur.engine.refusal import Refusal
from lajur.registers.authority.models import Entry
from lajur.registers.authority.words import sentence
from lajur.registers.organisation.models import Person
from lajur.registers.organisation.testing import NOW, as_actor, done, make_person, make_substitution, refusal
from lajur.registers.organisation.tests.browsing import signed_in, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_clock")]

SEVERAL = "/tugas/beberapa/"


def take(case: Case, by: Person, key: str = "buat.1") -> Any:
    return actions.take(case_id=case.id, task=key, by=as_actor(by), now=NOW)


def give_back(case: Case, by: Person, key: str = "buat.1") -> Any:
    return actions.give_back(case_id=case.id, task=key, by=as_actor(by), now=NOW)


def assignees(case: Case, key: str = "buat.1") -> list[str]:
    row = Task.objects.get(case=case, key=key)
    case.refresh_from_db()
    told = [str(person) for person in row.assignees]
    assert list(case_state(case).open[key].assignees) == told, "the row repeats the state"
    assert replay_case(case) == []
    return told


def test_one_click_in_the_list_takes_a_task_and_the_colleague_sees_who_has_it(office: Office) -> None:
    case = office.start(by=office.budi)
    reference = f"{case.id}/buat.1"
    ani, budi = signed_in(office.ani), signed_in(office.budi)
    page = words(ani.get("/tugas/"))
    assert f'form="pegang" name="ambil" value="{reference}"' in page
    answer = ani.post(SEVERAL, {"ambil": reference, "kembali": "urut=terbaru"})
    assert answer.url == "/tugas/?urut=terbaru"  # type: ignore[attr-defined]
    page = words(ani.get("/tugas/"))
    assert "Anda memegang tugas ini" in page
    assert f'name="lepaskan" value="{reference}"' in page
    assert assignees(case) == [str(office.ani.id)]
    entry = Entry.objects.filter(chain=case.id).latest("seq")
    assert (entry.kind, entry.by) == ("ambil", office.ani.id)
    assert reference not in words(budi.get("/tugas/"))
    waiting = words(budi.get("/tugas/menunggu/"))
    assert "Dipegang rekan Anda" in waiting
    assert "Ani" in waiting
    assert waiting.count(f'<a href="{path(case, "buat.1")}">') == 1
    assert "Dipegang rekan Anda" not in words(ani.get("/tugas/menunggu/"))
    assert "Mengambil " in words(budi.get(path(case)))
    told = words(budi.post(SEVERAL, {"ambil": reference}, follow=True))
    assert "Tugas ini dipegang Ani" in told
    assert "tidak ada yang berubah" in words(ani.post(SEVERAL, {"ambil": reference}, follow=True))


def test_on_its_page_a_task_is_taken_and_given_back_to_all(office: Office) -> None:
    case = office.start()
    here = path(case, "buat.1")
    ani, budi = signed_in(office.ani), signed_in(office.budi)
    assert "Tugas ini juga menunggu Budi." in words(ani.get(here))
    asked = {"ambil": f"{case.id}/buat.1", "dari": "tugas"}
    assert ani.post(SEVERAL, asked).url == here  # type: ignore[attr-defined]
    assert "Anda yang memegang tugas ini." in words(ani.get(here))
    shown = words(budi.get(here))
    assert "Di tangan" in shown
    assert "Selesaikan langkah" not in shown
    assert "Ani" in words(budi.get(path(case)))
    ani.post(SEVERAL, {"lepaskan": f"{case.id}/buat.1", "dari": "tugas"})
    assert assignees(case) == []
    assert Entry.objects.filter(chain=case.id).latest("seq").kind == "lepaskan"
    assert "Selesaikan langkah" in words(budi.get(here))
    assert "Melepaskan " in words(budi.get(path(case)))
    done(complete(case, "buat.1", office.budi, outputs=["konsep"], attachments=["permintaan"]))


def test_what_cannot_be_taken_or_given_back_is_refused_in_a_sentence_and_changes_nothing(office: Office) -> None:
    case = office.start()
    length = Entry.objects.count()
    assert refusal(give_back(case, office.ani)).code == "tidak-dipegang"
    for stranger in (office.staf, office.admin, office.koordinator):
        for outcome in (take(case, stranger), give_back(case, stranger)):
            assert refusal(outcome).code == "bukan-pelaksana"
            assert "dipegang" not in sentence(refusal(outcome))
    assert refusal(take(case, office.ani, "tidak-ada.1")).code == "tugas-tidak-terbuka"
    assert Entry.objects.count() == length
    done(take(case, office.ani))
    assert refusal(take(case, office.ani)).code == "sudah-dipegang"
    assert "dipegang Ani" in sentence(refusal(take(case, office.budi)))
    assert "Ani" not in sentence(refusal(take(case, office.staf))), "who has no part in the lane learns no name"
    assert isinstance(give_back(case, office.budi), Refusal)
    assert assignees(case) == [str(office.ani.id)]
    for wrong in ("x", f"{office.agency.id}/buat.1"):
        assert signed_in(office.ani).post(SEVERAL, {"ambil": wrong}).status_code == 404


def test_a_task_that_only_one_can_do_is_not_offered_and_one_given_by_name_goes_back_to_its_lane(office: Office) -> None:
    case = office.start()
    done(complete(case, "buat.1", office.ani, outputs=["konsep"], attachments=["permintaan"]))
    page = words(signed_in(office.koordinator).get("/tugas/"))
    assert 'name="ambil"' not in page
    assert 'name="lepaskan"' not in page
    done(actions.hand_over(case_id=case.id, task="periksa.1", persons=[str(office.staf.id)], reason="Cuti",
                           by=as_actor(office.koordinator), now=NOW))  # fmt: skip
    assert f'name="lepaskan" value="{case.id}/periksa.1"' in words(signed_in(office.staf).get("/tugas/"))
    done(give_back(case, office.staf, "periksa.1"))
    assert assignees(case, "periksa.1") == []


def test_a_substitute_takes_for_the_absent_who_finds_it_in_his_hands(office: Office) -> None:
    case = office.start()
    stand_in = make_person(office.agency, "Wati")
    make_substitution(office.agency, office.ani, stand_in, NOW.date(), NOW.date())
    office.agency.refresh_from_db()
    done(take(case, stand_in))
    assert assignees(case) == [str(office.ani.id)]
    assert refusal(take(case, office.budi)).code == "bukan-pelaksana"
    done(complete(case, "buat.1", stand_in, outputs=["konsep"], attachments=["permintaan"]))
    row = Task.objects.get(case=case, key="buat.1")
    assert (row.done_by_id, row.done_for_id) == (stand_in.id, office.ani.id)
