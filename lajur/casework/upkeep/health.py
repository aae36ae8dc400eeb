"""What the signs mean: each row of the health page in words, with what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Q
from django_scopes import scope

from lajur.casework.documents import clamd
from lajur.casework.documents.models import Scan, ScanState
from lajur.casework.notices.queries import MailHealth, mail_health
from lajur.casework.upkeep import signs
from lajur.casework.upkeep.models import Backup, Beat, ClockJump, JournalCheck
from lajur.casework.upkeep.rules import GAP, LEAP
from lajur.engine.refusal import Words
from lajur.registers.authority.raising import is_fast, stands
from lajur.registers.authority.room import reserve_of
from lajur.registers.organisation.models import Agency
from lajur.ui.formats import number, size

Level = Literal["baik", "perhatian", "gangguan"]

ALIVE = timedelta(minutes=5)
"""A worker silent for longer is taken for dead by whoever watches from outside."""
SLOW_MS, LONG_TRANSACTION, LATE_JOB = 200, timedelta(minutes=10), timedelta(minutes=15)
SCARCE, SPENT = 0.10, 0.02
BACKUP_AGE, PROOF_AGE = timedelta(hours=26), timedelta(hours=4)
CHECK_AGE, MAIL_AGE = timedelta(hours=49), timedelta(hours=1)
SCAN_AGE = timedelta(hours=1)
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Check:
    """A row: its state as level and words, what to do (empty when nothing), and the figures for programs."""

    key: str
    title: Words
    level: Level
    words: Words
    advice: Words | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def checks(agencies: Iterable[Agency], now: datetime) -> list[Check]:
    """Every row, the database first; when it does not answer, only what can be told without it. `now` is the wall's."""
    try:
        found = signs.database()
    except DatabaseError as error:
        return [
            Check(
                "basis-data",
                Words("Basis data"),
                "gangguan",
                Words("Tidak menjawab."),
                Words("Nyalakan PostgreSQL: “lajur database start”, atau periksa DATABASE_URL dan servernya."),
                {"galat": str(error).strip()},
            ),
            _disk(),
        ]
    agencies = list(agencies)
    with scope(agency=agencies):  # the command asks about all of them, in no agency's scope
        return [
            _database(found),
            _worker(Beat.objects.filter(id=1).first(), now),
            _jobs(signs.work(now)),
            _mail([mail_health(agency, now) for agency in agencies], now),
            _disk(),
            _scanner(now),
            _backup(list(Backup.objects.order_by("-at")[:20]), now),
            _clock(found, now),
            _journal(agencies, now),
            _border(),
            _versions(found),
        ]


def worst(rows: Sequence[Check]) -> Level:
    order: tuple[Level, ...] = ("gangguan", "perhatian", "baik")
    return next((level for level in order if any(row.level == level for row in rows)), "baik")


def is_alive(now: datetime) -> bool:
    """For monitors: the database answers and the worker beats."""
    try:
        row = Beat.objects.filter(id=1).first()
    except DatabaseError:
        return False
    return row is not None and now - row.at < ALIVE


def _database(found: signs.Database) -> Check:
    facts = {
        "versi": found.version,
        "jawaban_ms": found.answer_ms,
        "ukuran": found.size,
        "sambungan": found.connections,
        "sambungan_paling_banyak": found.most_connections,
        "transaksi_tertua_detik": round(found.oldest.total_seconds()),
    }
    told = Words(
        "Menjawab dalam {ms} ms; {size}; {used} dari {most} sambungan.",
        ms=number(found.answer_ms), size=size(found.size), used=found.connections, most=found.most_connections,
    )  # fmt: skip
    level: Level = "perhatian"
    if found.oldest > LONG_TRANSACTION:
        minutes = round(found.oldest.total_seconds() / 60)
        advice = Words(
            "Satu transaksi sudah terbuka {minutes} menit. Cari asalnya di pg_stat_activity dan akhiri.",
            minutes=minutes,
        )
    elif found.connections > 0.8 * found.most_connections:
        advice = Words("Sambungan hampir habis: kurangi proses web atau naikkan max_connections.")
    elif found.answer_ms > SLOW_MS:
        advice = Words("Jawabannya lambat: periksa beban mesin dan jaringan ke server basis data.")
    else:
        return Check("basis-data", Words("Basis data"), "baik", told, None, facts)
    return Check("basis-data", Words("Basis data"), level, told, advice, facts)


def _border() -> Check:
    """Row-level security, which keeps agencies apart in the database itself."""
    title, up, fast = Words("Batas antarinstansi"), stands(), is_fast()
    facts = {"berdiri": up, "cepat": fast}
    if not up:
        told = Words("Basis data belum menjaganya; penjaga di dalam Lajur tetap bekerja.")
        advice = Words(
            "Minta pengelola server PostgreSQL menjalankan langkah di docs/operate.md, lalu mulai ulang Lajur."
        )
        return Check("batas", title, "perhatian", told, advice, facts)
    if not fast:
        told = Words("Dijaga juga oleh basis data, tetapi pencarian membaca lebih banyak baris daripada perlunya.")
        advice = Words("Minta pengelola server PostgreSQL menjalankan langkah di docs/operate.md.")
        return Check("batas", title, "baik", told, advice, facts)
    return Check("batas", title, "baik", Words("Dijaga juga oleh basis data sendiri."), None, facts)


def _worker(beat: Beat | None, now: datetime) -> Check:
    title, start = Words("Pekerja latar"), Words("Jalankan “lajur jobs run”, atau “lajur serve” tanpa --no-jobs.")
    if beat is None:
        return Check("pekerja", title, "gangguan", Words("Belum pernah berdetak."), start)
    seconds = max(0, round((now - beat.at).total_seconds()))
    facts = {"detak_terakhir": beat.at.isoformat(timespec="seconds"), "umur_detik": seconds}
    if now - beat.at > GAP:
        told = Words("Tidak berdetak sejak {minutes} menit lalu.", minutes=seconds // 60)
        return Check("pekerja", title, "gangguan", told, start, facts)
    return Check(
        "pekerja", title, "baik", Words("Hidup; detak terakhir {seconds} detik lalu.", seconds=seconds), None, facts
    )


LOOK_AT_WORKER = Words("Periksa apakah pekerja latar hidup dan tidak kewalahan.")


def _jobs(work: Sequence[signs.Work]) -> Check:
    title = Words("Pekerjaan terjadwal")
    failed = [one for one in work if one.has_failed]
    late = [one for one in work if one.lag > LATE_JOB]
    facts = {
        one.name: {
            "terakhir": one.run.started_at.isoformat(timespec="seconds") if one.run else None,
            "hasil": one.run.outcome if one.run else None,
            "terlambat_detik": round(one.lag.total_seconds()),
        }
        for one in work
    }
    if failed:
        return Check(
            "pekerjaan",
            title,
            "gangguan",
            Words("{count} pekerjaan gagal pada jalannya yang terakhir.", count=len(failed)),
            Words("Baca galatnya di tabel di bawah. Pekerjaan dicoba lagi pada jadwal berikutnya."),
            facts,
        )
    if late:
        return Check(
            "pekerjaan",
            title,
            "perhatian",
            Words("{count} pekerjaan tertinggal dari jadwalnya.", count=len(late)),
            LOOK_AT_WORKER,
            facts,
        )
    ran = sum(one.run is not None for one in work)
    told = Words("{ran} dari {all} pekerjaan sudah pernah berjalan, tidak ada yang gagal.", ran=ran, all=len(work))
    if not ran:
        return Check("pekerjaan", title, "perhatian", told, LOOK_AT_WORKER, facts)
    return Check("pekerjaan", title, "baik", told, None, facts)


def _mail(mails: Sequence[MailHealth], now: datetime) -> Check:
    title = Words("Surel")
    waiting, failed = sum(one.waiting for one in mails), sum(one.failed for one in mails)
    facts = {
        "terpasang": any(one.is_on for one in mails),
        "menunggu": waiting,
        "gagal": failed,
        "terkirim_terakhir": max((one.last_sent_at for one in mails if one.last_sent_at), default=None),
        "galat": list(dict.fromkeys(error for one in mails for error in one.errors)),
    }
    if not facts["terpasang"]:
        told = Words("Surel tidak dipasang; pemberitahuan hanya muncul di halaman.")
        return Check("surel", title, "baik", told, None, facts)
    overdue = [one.overdue_since for one in mails if one.overdue_since and now - one.overdue_since > MAIL_AGE]
    told = Words("{waiting} menunggu dikirim, {failed} gagal dalam tujuh hari.", waiting=waiting, failed=failed)
    if overdue:
        advice = Words("Surel tertahan lebih dari satu jam: periksa server surel dan LAJUR_SMTP_URL.")
        return Check("surel", title, "gangguan", told, advice, facts)
    if failed:
        advice = Words("Periksa alamat surel pegawai yang ditolak server surel.")
        return Check("surel", title, "perhatian", told, advice, facts)
    return Check("surel", title, "baik", told, None, facts)


def _disk() -> Check:
    rooms = signs.disks()
    tightest = min(rooms, key=lambda room: room.share)
    told = Words(
        "{free} bebas dari {total} ({share} %).",
        free=size(tightest.free), total=size(tightest.total), share=number(round(tightest.share * 100)),
    )  # fmt: skip
    facts = {room.place: {"bebas": room.free, "seluruhnya": room.total} for room in rooms}
    if tightest.share < SCARCE or tightest.free < reserve_of(tightest.total):
        spent = tightest.share < SPENT or tightest.free < reserve_of(tightest.total)
        level: Level = "gangguan" if spent else "perhatian"
        advice = Words("Kosongkan atau perbesar disk ini. Bila penuh, tidak ada yang dapat disimpan lagi.")
        return Check("disk", Words("Ruang disk"), level, told, advice, facts)
    return Check("disk", Words("Ruang disk"), "baik", told, None, facts)


def _scanner(now: datetime) -> Check:
    """`waiting`: files that the scanner should have judged by now."""
    title = Words("Pemindai virus")
    late, recent = Q(due_at__lte=now - SCAN_AGE), Q(state=ScanState.INFECTED, scanned_at__gte=now - RECENT)
    counted = Scan.objects.aggregate(waiting=Count("id", filter=late), infected=Count("id", filter=recent))
    waiting, infected = counted["waiting"], counted["infected"]
    facts = {"terpasang": bool(settings.CLAMD), "menunggu": waiting, "terjangkit": infected}
    if not settings.CLAMD:
        told = Words("Tidak dipasang; berkas ditandai belum dipindai.")
        return Check("pemindai", title, "baik", told, None, facts)
    told = Words(
        "{waiting} berkas menunggu, {infected} dikarantina dalam tujuh hari.", waiting=waiting, infected=infected
    )
    if not clamd.is_there(settings.CLAMD):
        advice = Words("Pemindai tidak menjawab: nyalakan clamd, atau periksa LAJUR_CLAMD.")
        return Check("pemindai", title, "gangguan", told, advice, facts)
    if waiting:
        advice = Words("Berkas menunggu lebih dari satu jam: periksa beban pemindai dan StreamMaxLength.")
        return Check("pemindai", title, "perhatian", told, advice, facts)
    return Check("pemindai", title, "baik", told, None, facts)


def _backup(rows: Sequence[Backup], now: datetime) -> Check:
    """`rows`: the last that were noted, newest first."""
    title, advice = Words("Cadangan"), Words("Jalankan “lajur backup”, dan pasang LAJUR_BACKUP_DIR di mesin lain.")
    last = next((row for row in rows if not row.fault), None)
    fault = rows[0].fault if rows else ""
    facts: dict[str, Any] = {"terakhir": None, "galat": fault or None}
    if last is not None:
        facts |= {
            "terakhir": last.at.isoformat(timespec="seconds"),
            "tempat": last.place,
            "ukuran": last.size,
            "terbukti": last.proven_at.isoformat(timespec="seconds") if last.proven_at else None,
            "pemulihan_detik": last.proof_seconds,
            "terenkripsi": last.is_encrypted,
            "berkas_hilang": last.lost_files,
        }
    if fault:
        told = Words("Cadangan terakhir gagal: {why}", why=fault)
        return Check(
            "cadangan", title, "gangguan", told, Words("Perbaiki sebabnya, lalu jalankan “lajur backup”."), facts
        )
    if last is None:
        return Check("cadangan", title, "perhatian", Words("Belum ada cadangan tercatat."), advice, facts)
    hours = int((now - last.at).total_seconds() // 3600)
    told = Words("Cadangan terakhir {hours} jam lalu, {size}.", hours=hours, size=size(last.size))
    if last.proven_at is not None:
        told = Words(
            "Cadangan terakhir {hours} jam lalu, {size}; teruji: pulih dalam {seconds} detik dan sama dengan aslinya.",
            hours=hours, size=size(last.size), seconds=number(round(last.proof_seconds or 0)),
        )  # fmt: skip
    if now - last.at > BACKUP_AGE:
        return Check("cadangan", title, "perhatian", told, advice, facts)
    if last.proven_at is None and now - last.at > PROOF_AGE:
        return Check(
            "cadangan", title, "perhatian", told, Words("Buktikan dengan “lajur backup verify --latest”."), facts
        )
    if last.lost_files:
        missing = Words(
            "{count} berkas dokumen hilang atau rusak pada disk; lihat “lajur backup verify”.", count=last.lost_files
        )
        return Check("cadangan", title, "perhatian", told, missing, facts)
    return Check("cadangan", title, "baik", told, None, facts)


def _clock(found: signs.Database, now: datetime) -> Check:
    title = Words("Jam")
    apart = datetime.now(UTC) - found.clock
    jump = ClockJump.objects.filter(at__gte=now - RECENT).order_by("-at").first()
    facts = {
        "server": now.isoformat(timespec="seconds"),
        "selisih_basis_data_detik": round(apart.total_seconds(), 2),
        "zona_basis_data": found.zone,
        "lompatan_terakhir_detik": jump.seconds if jump else None,
    }
    told = Words(
        "Selisih dengan jam basis data {seconds} detik; basis data memakai zona {zone}.",
        seconds=number(round(abs(apart.total_seconds()), 1)), zone=found.zone,
    )  # fmt: skip
    if abs(apart) > LEAP:
        advice = Words("Samakan jam kedua mesin lewat NTP: tenggat dan jurnal bergantung padanya.")
        return Check("jam", title, "gangguan", told, advice, facts)
    if jump is not None:
        advice = Words(
            "Jam mesin melompat {seconds} detik dalam tujuh hari terakhir. Pastikan NTP menyala.",
            seconds=number(round(jump.seconds)),
        )
        return Check("jam", title, "perhatian", told, advice, facts)
    return Check("jam", title, "baik", told, None, facts)


def _journal(agencies: Sequence[Agency], now: datetime) -> Check:
    title = Words("Keutuhan jurnal")
    found = JournalCheck.objects.raw(
        "SELECT c.* FROM unnest(%s::uuid[]) AS a(id) CROSS JOIN LATERAL (SELECT * FROM upkeep_journalcheck"
        " WHERE agency_id = a.id ORDER BY at DESC LIMIT 1) c",
        [[agency.id for agency in agencies]],
    )
    latest = list(found)
    facts = {
        str(row.agency_id): {
            "pada": row.at.isoformat(timespec="seconds"),
            "rantai": row.chains,
            "entri": row.entries,
            "galat": row.faults,
            "galat_pertama": row.first_fault,
        }
        for row in latest
    }
    broken = sum(row.faults for row in latest)
    if broken:
        return Check(
            "jurnal",
            title,
            "gangguan",
            Words("{count} kerusakan ditemukan.", count=broken),
            Words("Jangan ubah apa pun. Jalankan “lajur journal verify” dan bandingkan dengan cadangan."),
            facts,
        )
    if not latest:
        told = Words("Belum pernah diperiksa; pemeriksaan berjalan setiap malam.")
        return Check(
            "jurnal",
            title,
            "baik" if not agencies else "perhatian",
            told,
            Words("Jalankan “lajur journal verify” bila perlu."),
            facts,
        )
    entries = number(sum(row.entries for row in latest))
    told = Words("Utuh: {entries} entri diperiksa.", entries=entries)
    if now - min(row.at for row in latest) > CHECK_AGE:
        return Check(
            "jurnal", title, "perhatian", told, Words("Pemeriksaan malam tertinggal: periksa pekerja latar."), facts
        )
    return Check("jurnal", title, "baik", told, None, facts)


def _versions(found: signs.Database) -> Check:
    known = signs.versions(found.version)
    told = Words(
        "Lajur {lajur}, Python {python}, PostgreSQL {postgres}.",
        lajur=known["Lajur"],
        python=known["Python"],
        postgres=known["PostgreSQL"],
    )
    return Check("versi", Words("Versi"), "baik", told, None, known)
