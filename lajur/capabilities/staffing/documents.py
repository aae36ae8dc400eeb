"""The four decrees (SK) of a plan, and the plan as a document of its case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from lajur.capabilities.staffing.models import PackageAssignment, Part, Plan, Team
from lajur.capabilities.staffing.queries import Desk, teams_of
from lajur.capabilities.staffing.rules import TEAMS
from lajur.casework.documents.papers.models import PaperKind
from lajur.casework.documents.papers.rules import long_date
from lajur.casework.documents.papers.wordings import Wording
from lajur.engine.refusal import Words
from lajur.registers.organisation.models import Person
from lajur.ui.formats import rupiah

DECREES = tuple(dict.fromkeys(kind.decree for kind in TEAMS))
WITH_PACKAGES = "sk-pengelola-pbj"
LAW = (
    "Undang-Undang Nomor 30 Tahun 2014 tentang Administrasi Pemerintahan",
    "Peraturan Presiden Nomor 16 Tahun 2018 tentang Pengadaan Barang/Jasa Pemerintah beserta perubahannya",
)
TITLES = {
    "sk-pengelola-pbj": "Penetapan Tim Pengelola Pengadaan Barang/Jasa",
    "sk-pengelola-lpse": "Penetapan Tim Pengelola Layanan Pengadaan Secara Elektronik",
    "sk-pembinaan-sdm": "Penetapan Tim Pembinaan Sumber Daya Manusia Pengadaan",
    "sk-konsultasi": "Penetapan Tim Konsultasi, Bimbingan Teknis, dan Pendampingan Pengadaan",
}
"""Of decrees as issued: their language is Indonesian."""

_TABLE = {
    "judul": "Susunan Tim",
    "kepala": ["No", "Nama", "Kedudukan", "Tugas"],
    "baris": [["1", "Arif Budiman", "Ketua", "Memimpin tim"], ["2", "Desi Ratnasari", "Anggota", ""]],
}
WORDING = Wording(
    "staffing.sk-tim",
    Words("SK penetapan tim dan Pokja"),
    PaperKind.DECREE,
    Path(__file__).with_name("wordings") / "sk-tim.txt",
    {
        "menimbang": Words("daftar pertimbangan, tanpa kata bahwa"),
        "mengingat": Words("daftar dasar hukum"),
        "menetapkan": Words("apa yang ditetapkan"),
        "diktum": Words("daftar isi putusan, KESATU dan seterusnya"),
        "lampiran": Words("daftar tabel lampiran: .judul, .kepala, .baris"),
    },
    {
        "menimbang": ["untuk kelancaran pelaksanaan tugas UKPBJ perlu ditetapkan tim pelaksananya"],
        "mengingat": list(LAW),
        "menetapkan": "Keputusan tentang Tim Pengelola PBJ",
        "diktum": ["Menetapkan tim sebagaimana tercantum dalam Lampiran.", "Keputusan ini mulai berlaku pada tanggal"
                   " 1 Januari 2026."],
        "lampiran": [_TABLE],
    },
)  # fmt: skip


def decree_data(plan: Plan, decree: str, teams: Sequence[Team], desk: Desk) -> dict[str, Any]:
    """What fills the wording of one decree: its teams, and for PBJ the Pokja of every package."""
    mine = [team for team in teams if team.key in {kind.key for kind in TEAMS if kind.decree == decree}]
    annexes = [_team_table(team) for team in mine]
    told = ["Menetapkan " + " dan ".join(team.name for team in mine) + " dengan susunan sebagaimana tercantum dalam"
            " Lampiran Keputusan ini."]  # fmt: skip
    if decree == WITH_PACKAGES and desk.packages:
        annexes.append(_package_table(desk))
        told.append("Menetapkan Kelompok Kerja Pemilihan untuk setiap paket sebagaimana tercantum dalam Lampiran.")
    told.append(f"Tim bertugas sejak {long_date(plan.since)} sampai dengan {long_date(plan.until)}.")
    told.append("Keputusan ini mulai berlaku pada tanggal ditetapkan.")
    return {
        "menimbang": [
            f"untuk kelancaran tugas UKPBJ sampai dengan {long_date(plan.until)} perlu ditetapkan pelaksananya",
            "pembagian tugas telah disetujui atasan Kepala UKPBJ",
        ],
        "mengingat": list(LAW),
        "menetapkan": f"Keputusan tentang {TITLES[decree]}",
        "diktum": told,
        "lampiran": annexes,
    }  # fmt: skip


def _team_table(team: Team) -> dict[str, Any]:
    rows = [
        [str(number), one.person.name, Part(one.part).label, one.task or "–"]
        for number, one in enumerate(team.members.all(), 1)
    ]
    return {"judul": f"Susunan {team.name}", "kepala": ["No", "Nama", "Kedudukan", "Tugas"], "baris": rows}


def _package_table(desk: Desk) -> dict[str, Any]:
    rows: list[list[str]] = []
    for package in desk.packages:
        chosen = desk.assigned.get(str(package.id), [])
        if chosen:
            rows.append([str(len(rows) + 1), package.name, rupiah(int(package.pagu)), names_of_pokja(chosen)])
    return {"judul": "Kelompok Kerja Pemilihan", "kepala": ["No", "Paket", "Pagu", "Pokja"], "baris": rows}


def names_of_pokja(rows: Iterable[PackageAssignment]) -> str:
    return ", ".join(f"{one.person.name} (ketua)" if one.part == Part.CHAIR else one.person.name for one in rows)


def who_gets_copies(decree: str, teams: Sequence[Team], desk: Desk) -> list[Person]:
    """Everybody whom the decree appoints, once."""
    mine = {kind.key for kind in TEAMS if kind.decree == decree}
    found: dict[Any, Person] = {}
    for team in teams:
        if team.key in mine:
            found.update({one.person_id: one.person for one in team.members.all()})
    if decree == WITH_PACKAGES:
        here = {str(row.id) for row in desk.packages}
        for package, rows in desk.assigned.items():
            if package in here:
                found.update({one.person_id: one.person for one in rows})
    return sorted(found.values(), key=lambda one: one.name)


def plan_text(desk: Desk) -> str:
    """The plan in plain words, as the document that the SOP's step yields."""
    version, plan = desk.version, desk.version.plan
    lines = [
        f"{plan.title}", f"Versi {version.number}, berlaku {long_date(plan.since)} sampai {long_date(plan.until)}", ""
    ]  # fmt: skip
    for team in teams_of(version):
        lines.append(team.name)
        lines += [f"  {Part(one.part).label}: {one.person.name}{f', {one.task}' if one.task else ''}"
                  for one in team.members.all()]  # fmt: skip
    counted: dict[str, int] = defaultdict(int)
    if desk.packages:
        lines += ["", "Paket dan Pokja"]
    for package in desk.packages:
        chosen = desk.assigned.get(str(package.id), [])
        for one in chosen:
            counted[one.person.name] += 1
        lines.append(f"  {package.code} {package.name}: {names_of_pokja(chosen) or '–'}")
    if counted:
        lines += ["", "Banyaknya paket tiap orang"]
        lines += [f"  {name}: {count}" for name, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))]
    return "\n".join(lines)
