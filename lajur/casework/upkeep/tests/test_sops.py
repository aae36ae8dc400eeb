"""What the clock does to editions and monitoring, and that people hear of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lajur.casework.cases.testing import Office
from lajur.casework.notices.models import Notice
from lajur.casework.upkeep.jobs import begin_sop_editions, remind_of_sop_checks
from lajur.registers.organisation.testing import NOW
from lajur.registers.procedures.checks.rules import months_after
from lajur.registers.procedures.models import Edition


def test_an_approved_edition_begins_on_its_day_once(office: Office) -> None:
    Edition.objects.update(waits_for=date(2026, 3, 3))
    assert begin_sop_editions(office.agency, NOW) == 0
    assert begin_sop_editions(office.agency, NOW + timedelta(days=1)) == 1
    assert begin_sop_editions(office.agency, NOW + timedelta(days=1)) == 0


def test_the_superior_of_who_begins_a_sop_is_reminded_to_monitor_it(office: Office) -> None:
    assert remind_of_sop_checks(office.agency, NOW) == 0
    due = months_after(NOW.date(), 6)
    soon = datetime(due.year, due.month, due.day, 3, tzinfo=UTC) - timedelta(days=20)
    for _ in range(2):
        assert remind_of_sop_checks(office.agency, soon) == 1
    notice = Notice.objects.get(kind="sop-pantau")
    assert (notice.person_id, notice.link) == (office.koordinator.id, "/sop/surat/pemantauan/?jenis=pemantauan")
