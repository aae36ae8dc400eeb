"""A business from outside registers: it works on its own case and sees nothing of anybody else's."""

from __future__ import annotations

from tests.e2e.stage import Stage

SOP = "SOP Rekruitment dan Registrasi Penyedia"


def test_a_supplier_registers_and_sees_only_his_own_case(stage: Stage) -> None:
    outside = "Penyedia (pihak luar)"
    supplier, rival = (
        stage.desk("CV Besemah Karya", 360, user=outside),
        stage.desk("PT Dempo Sejahtera", 360, user=outside),
    )
    chief, verifier = stage.desk("Yeni Oktavia", user="Staf LPSE"), stage.desk("Rina Marlina", user="Verifikator")

    supplier.start(SOP, "Registrasi CV Besemah Karya")
    supplier.at("registrasi-online")
    supplier.shot("registrasi dimulai")
    supplier.answer(nama_usaha="CV Besemah Karya")
    supplier.write_the_rest()
    supplier.finish()
    for step in ("unduh-formulir", "isi-formulir", "buat-penunjukan-admin", "buat-surat-kuasa"):
        supplier.at(step)  # one step leads to the next while they are his
        supplier.write_the_rest()
        supplier.finish()
    supplier.at("siapkan-berkas")
    supplier.attach("ktp", ("ktp.jpg", b"a"), ("ktp balik.jpg", b"b"))
    supplier.write_the_rest()
    supplier.shot("berkas permohonan")
    supplier.finish()
    supplier.at("serahkan-permohonan")
    address = supplier.page.url
    supplier.finish()

    rival.start(SOP, "Registrasi PT Dempo Sejahtera")
    for place in ("/tugas/", "/pelaksanaan/", "/tugas/menunggu/"):
        rival.go(place)
        if place != "/tugas/menunggu/":
            rival.sees("Registrasi PT Dempo Sejahtera")
        rival.sees_not("Besemah")
    for wanted in (address, address.rpartition("/")[0].rpartition("/")[0] + "/"):
        answer = rival.page.goto(wanted)
        assert answer
        assert answer.status in (403, 404)
        rival.sees_not("Besemah")
    rival.shot("bukan pelaksanaannya")

    chief.open("Registrasi CV Besemah Karya", "terima-berkas")
    chief.write_the_rest()
    chief.shot("menerima berkas")
    chief.finish()
    chief.open("Registrasi CV Besemah Karya", "tanya-registrasi")
    chief.shot("menanyakan registrasi")
    chief.decide("Ya")
    chief.simply("Registrasi CV Besemah Karya", "serahkan-ke-verifikator")
    verifier.open("Registrasi CV Besemah Karya", "verifikasi")
    verifier.shot("verifikasi")
    verifier.decide("Sesuai")
    verifier.simply("Registrasi CV Besemah Karya", "setujui")
    chief.simply("Registrasi CV Besemah Karya", "arsipkan")
    supplier.case("Registrasi CV Besemah Karya")
    supplier.sees("Selesai", "Rina Marlina", "ktp balik.jpg")
    supplier.shot("registrasi selesai")
