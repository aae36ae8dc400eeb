"""KP2MI shares out its work: a plan drafted in a table, returned once, approved twice, decreed, and handed out."""

from __future__ import annotations

import pytest

from tests.e2e.desk import Desk
from tests.e2e.stage import Stage

pytestmark = pytest.mark.user("Sekretariat")

SOP = "Pengorganisasian Layanan - Distribusi Personil UKPBJ"
TEAMS = ("pengelola-pbj", "pengelola-lpse", "teknis-lpse", "pembinaan-sdm", "konsultasi")


def fill(desk: Desk, team: str, first: int) -> None:
    """A chair and two members, from the list of people."""
    desk.page.locator(f'a[href$="/tim/{team}/"]').click()
    parts = desk.page.locator('select[name^="bagian-"]')
    parts.evaluate_all("all => all.forEach(one => { one.value = ''; })")  # whoever was in it before
    for place, part in enumerate(("ketua", "anggota", "anggota")):
        parts.nth((first + place) % parts.count()).select_option(part)
    desk.page.get_by_role("button", name="Simpan tim").click()
    desk.sees("tersimpan.")


def send_up(desk: Desk) -> None:
    """Packages for which nobody holds the certificate go on with a reason."""
    reason = desk.page.locator('input[name="syarat_alasan"]')
    if reason.count():
        reason.fill("Sertifikat sedang diurus.")
    desk.finish()


def test_a_plan_of_who_does_what_goes_from_a_table_to_decrees_in_everybodys_hands(stage: Stage) -> None:
    subject = "Pembagian tugas semester depan"
    head, superior = stage.desk("Bagus Prakoso"), stage.desk("Retno Wulandari")
    secretary, officer = stage.desk("Dian Kartika"), stage.desk("Nur Aisyah")

    head.start(SOP, subject)
    head.at("beri-arahan")
    head.write("arahan-penyusunan", "Bagikan paket yang akan datang.")
    head.finish()

    secretary.open(subject, "susun-rencana")
    secretary.page.get_by_role("link", name="Susun rencana di Lajur").click()
    secretary.page.get_by_role("button", name="Mulai menyusun").click()
    for first, team in enumerate(TEAMS):
        fill(secretary, team, 3 * first)
    secretary.page.get_by_role("button", name="Usulkan").click()
    secretary.sees("Usulan selesai", "paket terbagi")
    secretary.shot("rencana dengan usulan")

    secretary.page.locator('main tbody a[href*="/paket/"]').first.click()
    secretary.page.locator('input[name="orang"]:checked').first.uncheck()
    remark = secretary.page.locator(".notice-warning", has_text="Pokja harus ganjil")
    remark.wait_for()  # loads and the remark are drawn anew while choosing
    secretary.shot("memilih Pokja")
    secretary.page.locator('input[name="orang"]:not(:checked)').first.check()
    remark.wait_for(state="detached")
    secretary.page.get_by_role("button", name="Simpan Pokja").click()
    secretary.sees("ditetapkan dengan tangan")
    secretary.page.get_by_role("link", name="Ke langkah SOP").click()
    secretary.at("susun-rencana")
    secretary.shot("langkah terisi dari rencana")
    send_up(secretary)

    head.open(subject, "putuskan-rencana")
    head.page.get_by_role("link", name="Buka rencana lengkap").click()
    head.sees("Tim Teknis LPSE", "Menunggu Kepala UKPBJ")
    head.open(subject, "putuskan-rencana")
    head.decide("Perlu perbaikan", "Tukar ketua tim konsultasi.")
    secretary.open(subject, "susun-rencana")
    secretary.page.get_by_role("link", name="Lanjutkan menyusun rencana").click()
    secretary.sees("Tukar ketua tim konsultasi.")
    fill(secretary, "konsultasi", 5)
    secretary.sees("Versi 2")
    secretary.page.get_by_role("link", name="Ke langkah SOP").click()
    send_up(secretary)
    head.open(subject, "putuskan-rencana")
    head.decide("Setuju")
    head.open(subject, "laporkan-pembagian")
    head.finish()
    superior.open(subject, "putuskan-pembagian")
    superior.decide("Setuju")

    head.open(subject, "tetapkan-personil")
    head.sees("menerbitkan empat SK bernomor")
    head.shot("menetapkan")
    head.finish()
    head.go("/penugasan/")
    head.sees(subject, "Surat keputusan", "Tim Pembinaan SDM")
    head.shot("penugasan yang berlaku")
    officer.go("/naskah/")
    officer.sees("Penetapan Tim")
    superior.open(subject, "terima-tembusan")
    superior.finish()
