"""Pagar Alam's main process of procurement with the three SOPs it calls, from planning to the goods received.

Officers of the bureau sit at desktops; the commitment officer and the selection panel are out with their phones.
"""

from __future__ import annotations

from tests.e2e.stage import Stage

MAIN = "SOP Proses Utama Pengadaan Barang/Jasa"


def test_a_procurement_runs_with_its_three_called_sops_to_the_end(stage: Stage) -> None:
    subject = "Pembangunan jalan lingkungan"
    owner, head = stage.desk("Iskandar Muda", user="PA/KPA"), stage.desk("Hasan Basri", user="Kepala unit")
    officer, advisor = stage.desk("Dedi Kurniawan", 360, user="PPK"), stage.desk("Nova Lestari", user="JF PPBJ")
    arif = stage.desk("Arif Budiman", 360, user="Pokja Pemilihan")
    desi = stage.desk("Desi Ratnasari", 360, user="Pokja Pemilihan")

    owner.start(MAIN, subject)
    owner.at("tetapkan-ppk")  # his first step, although it lies in the SOP that the main process calls
    owner.shot("proses utama dimulai")

    # Planning: the budget's owner appoints the commitment officer; the office lends him an advisor.
    owner.open(subject, "tetapkan-ppk")
    owner.page.get_by_label("Dedi Kurniawan").check()
    owner.write_the_rest()
    owner.shot("menunjuk PPK")
    owner.finish()
    officer.open(subject, "inventarisasi")
    officer.write_the_rest()
    officer.shot("menimbang perlunya asistensi")
    officer.decide("Perlu asistensi")
    head.open(subject, "tunjuk-jabfung")
    head.page.get_by_label("Nova Lestari").check()
    head.write_the_rest()
    head.finish()
    advisor.go("/tugas/")
    advisor.shot("tugas saya")
    advisor.open(subject, "dukung-ppk")
    advisor.shot("mendukung PPK")
    advisor.write_the_rest()
    advisor.finish()
    officer.simply(subject, "identifikasi-kebutuhan")
    officer.simply(subject, "tetapkan-barang-jasa")
    owner.simply(subject, "masukkan-ke-rka")
    officer.open(subject, "tentukan-cara")
    officer.answer(cara_pengadaan="penyedia")
    officer.write_the_rest()
    officer.finish()
    officer.simply(subject, "susun-rencana")
    owner.simply(subject, "umumkan-rup")

    # Preparation: another called SOP, in which the officer is appointed again and reviews what planning handed over.
    owner.open(subject, "sampaikan-rup")
    owner.sees("Rencana Umum Pengadaan (RUP)", "Sudah ada")
    owner.page.get_by_label("Dedi Kurniawan").check()
    owner.write_the_rest()
    owner.finish()
    officer.simply(subject, "reviu-spesifikasi")
    owner.simply(subject, "setujui-spesifikasi")
    officer.open(subject, "susun-hps")
    officer.write_the_rest()
    officer.decide("Tanpa pendampingan")
    officer.open(subject, "tetapkan-dokumen")
    officer.answer(nilai_hps="1.250.000.000")
    officer.write_the_rest()
    officer.shot("menetapkan HPS")
    officer.finish()
    officer.simply(subject, "susun-dokumen-persiapan")

    # Selection: the head appoints a panel; it finds the dossier incomplete once.
    officer.simply(subject, "minta-pemilihan")
    head.open(subject, "tetapkan-pokja")
    for member in ("Arif Budiman", "Desi Ratnasari", "Melati Anggraini"):
        head.page.get_by_label(member).check()
    head.write_the_rest()
    head.shot("menunjuk Pokja")
    head.finish()
    arif.go("/tugas/")
    arif.shot("tugas saya")
    arif.open(subject, "reviu-dokumen")
    arif.write_the_rest()
    arif.shot("mereviu dokumen")
    arif.decide("Tidak lengkap", "Gambar kerja belum ada.")
    officer.open(subject, "perbaiki-dokumen")
    officer.sees("Arif Budiman", "Gambar kerja belum ada.")
    officer.write_the_rest()
    officer.finish()
    desi.open(subject, "reviu-dokumen")
    desi.decide("Lengkap")
    desi.open(subject, "tetapkan-metode")
    desi.answer(metode_pemilihan="tender", metode_kualifikasi="pascakualifikasi", metode_penyampaian="satu-file")
    desi.answer(metode_evaluasi="Sistem harga terendah")
    desi.write_the_rest()
    desi.shot("menetapkan metode")
    desi.finish()
    arif.simply(subject, "susun-jadwal")
    arif.simply(subject, "susun-dokumen-pemilihan")

    # What the sheet does itself: selection, contract, receipt.
    arif.simply(subject, "pilih-penyedia")
    officer.simply(subject, "kelola-kontrak")
    owner.simply(subject, "terima-hasil")

    # The head of the office reads all four cases; each of the called ones knows who called it.
    head.go("/pelaksanaan/")
    rows = head.page.locator("main tbody tr").filter(has_text=subject)
    assert rows.count() == 4
    rows.filter(has_text=MAIN).get_by_role("link").first.click()
    head.sees("SOP yang dipanggil", "Dedi Kurniawan", "Arif Budiman", "Iskandar Muda", "Selesai")
    head.shot("proses utama selesai")
    called = head.page.locator("section.panel", has=head.page.get_by_role("heading", name="SOP yang dipanggil"))
    assert called.get_by_role("link").count() == 3
    called.get_by_role("link").first.click()
    head.sees("Dipanggil oleh", "ditunjuk untuk pelaksanaan ini")
    head.shot("SOP yang dipanggil")
