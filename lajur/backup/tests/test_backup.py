"""A backup made while people write comes back equal; one that was changed, cut or locked by another key says so."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from lajur.backup.envelope import BackupProblem, make_key, name_of, read_key
from lajur.backup.making import Made, Place, make
from lajur.backup.restoring import inspect, restore, verify
from lajur.backup.tests.conftest import CONTENTS

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
KEY = bytes(range(32))


def made(place: Place, tmp_path: Path, key: bytes | None = KEY) -> Made:
    return make(place, tmp_path / "cadangan" / "satu.lajur", now=NOW, key=key)


def target(url: str, tmp_path: Path) -> Place:
    return Place(url, tmp_path / "lain" / "berkas", tmp_path / "lain" / "kunci-rahasia")


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_what_is_restored_equals_what_was_backed_up(
    place: Place, empty_database: str, tmp_path: Path, key: bytes | None
) -> None:
    backup = made(place, tmp_path, key)
    assert backup.path.stat().st_mode & 0o077 == 0
    proven = restore(backup.path, key, target(empty_database, tmp_path))
    assert proven.manifest == backup.manifest
    assert {name: table.rows for name, table in proven.manifest.tables.items()} == {
        "documents_record": 2,
        "kejadian": 2000,
    }
    assert proven.manifest.sequences == {"documents_record_id_seq": 2, "kejadian_id_seq": 2000}
    found = sorted(path.read_bytes() for path in (tmp_path / "lain" / "berkas").rglob("*") if path.is_file())
    assert found == sorted(CONTENTS)
    with psycopg.connect(empty_database) as link:
        with pytest.raises(psycopg.Error, match="hanya ditambah"):
            link.execute("DELETE FROM kejadian")
        link.rollback()


def test_a_file_that_a_document_names_and_that_is_not_there_is_told(place: Place, tmp_path: Path) -> None:
    (damaged,) = (path for path in place.files.rglob("*") if path.is_file() and path.stat().st_size > 1000)
    damaged.write_bytes(b"lain")
    manifest = made(place, tmp_path).manifest
    assert [name.rpartition("/")[2] for name in manifest.missing] == ["ab" * 32]
    assert [name.rpartition("/")[2] for name in manifest.damaged] == [damaged.name]
    assert inspect(tmp_path / "cadangan" / "satu.lajur", KEY)[1] == manifest


def test_the_secret_key_travels_only_encrypted(place: Place, empty_database: str, tmp_path: Path) -> None:
    there = target(empty_database, tmp_path)
    there.secret.parent.mkdir()
    there.secret.write_text("dibuat oleh tempat kosong")
    restore(made(place, tmp_path).path, KEY, there)
    assert there.secret.read_text() == "rahasia lama"
    assert there.secret.with_name("kunci-rahasia.lama").read_text() == "dibuat oleh tempat kosong"
    plain = make(place, tmp_path / "polos.lajur", now=NOW, key=None)
    assert not plain.manifest.secret
    assert b"rahasia lama" not in plain.path.read_bytes()


def test_nothing_of_the_office_can_be_read_without_the_key(place: Place, tmp_path: Path) -> None:
    backup = made(place, tmp_path)
    content = backup.path.read_bytes()
    for plain in (CONTENTS[0], CONTENTS[1][:64], b"kejadian", b"PGDMP", b"documents_record"):
        assert plain not in content
    plain_backup = make(place, tmp_path / "polos.lajur", now=NOW, key=None)
    assert CONTENTS[0] in plain_backup.path.read_bytes()


def test_a_backup_made_while_people_write_is_one_moment(place: Place, empty_database: str, tmp_path: Path) -> None:
    """Every transaction writes two rows: a backup never holds one of them without the other."""
    end, written = threading.Event(), [0]

    def write() -> None:
        with psycopg.connect(place.url) as link:
            while not end.is_set():
                link.execute("INSERT INTO kejadian (kata) VALUES ('satu')")
                link.execute("INSERT INTO kejadian (kata) VALUES ('dua')")
                link.commit()
                written[0] += 1

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        backup = made(place, tmp_path)
    finally:
        end.set()
        for writer in writers:
            writer.join()
    restore(backup.path, KEY, target(empty_database, tmp_path))
    with psycopg.connect(empty_database) as link:
        counted: dict[str, int] = dict(
            link.execute("SELECT kata, count(*) FROM kejadian WHERE kata IN ('satu', 'dua') GROUP BY 1").fetchall()
        )
    assert counted.get("satu", 0) == counted.get("dua", 0) <= written[0]
    assert written[0] > 0


def test_verifying_restores_aside_and_leaves_nothing_behind(place: Place, tmp_path: Path) -> None:
    backup = made(place, tmp_path)
    proven = verify(backup.path, KEY, room=tmp_path / "ruang")
    assert proven.manifest == backup.manifest
    assert list((tmp_path / "ruang").iterdir()) == []


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_a_flipped_byte_anywhere_is_found(place: Place, tmp_path: Path, key: bytes | None) -> None:
    backup = made(place, tmp_path, key)
    whole = backup.path.read_bytes()
    for place_in_file in (20, 60, 150, 300, len(whole) // 2, len(whole) - 1):
        backup.path.write_bytes(whole[:place_in_file] + bytes([whole[place_in_file] ^ 1]) + whole[place_in_file + 1 :])
        with pytest.raises(BackupProblem, match=r"rusak mulai bita|terpotong sesudah bita"):
            inspect(backup.path, key)
    backup.path.write_bytes(whole)
    inspect(backup.path, key)


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "plain"])
def test_a_file_cut_anywhere_is_found(place: Place, tmp_path: Path, key: bytes | None) -> None:
    backup = made(place, tmp_path, key)
    whole = backup.path.read_bytes()
    second = whole.index(b"\n") + 1 + 4 + (1 << 20) + 16  # exactly between two pieces
    for length in (len(whole) - 1, len(whole) // 2, second, 400):
        backup.path.write_bytes(whole[:length])
        with pytest.raises(BackupProblem, match="Cadangan terpotong"):
            inspect(backup.path, key)
    backup.path.write_bytes(whole + b"x")
    with pytest.raises(BackupProblem, match="Cadangan rusak"):
        inspect(backup.path, key)


def test_pieces_changed_about_are_found(place: Place, tmp_path: Path) -> None:
    backup = made(place, tmp_path, KEY)
    whole, size = backup.path.read_bytes(), 4 + (1 << 20) + 16
    at = whole.index(b"\n") + 1
    one, two = whole[at : at + size], whole[at + size : at + 2 * size]
    backup.path.write_bytes(whole[:at] + two + one + whole[at + 2 * size :])
    with pytest.raises(BackupProblem, match="Cadangan rusak"):
        inspect(backup.path, KEY)


def test_the_wrong_key_no_key_and_another_file_are_told_apart(
    place: Place, empty_database: str, tmp_path: Path
) -> None:
    backup, other = made(place, tmp_path), bytes(32)
    with pytest.raises(BackupProblem, match=f"Kunci salah: .* kunci {name_of(KEY)}, .* kunci {name_of(other)}"):
        restore(backup.path, other, target(empty_database, tmp_path))
    with pytest.raises(BackupProblem, match=f"terenkripsi dengan kunci {name_of(KEY)}"):
        inspect(backup.path, None)
    (tmp_path / "surat.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(BackupProblem, match="bukan cadangan Lajur"):
        inspect(tmp_path / "surat.pdf", KEY)
    with pytest.raises(BackupProblem, match="tidak dapat dibaca"):
        inspect(tmp_path / "tidak-ada", KEY)


def test_a_damaged_backup_touches_nothing(place: Place, empty_database: str, tmp_path: Path) -> None:
    backup = made(place, tmp_path)
    backup.path.write_bytes(backup.path.read_bytes()[:-1])
    there = target(empty_database, tmp_path)
    with pytest.raises(BackupProblem, match="terpotong"):
        restore(backup.path, KEY, there)
    assert not there.files.exists()
    assert not there.secret.exists()
    with psycopg.connect(empty_database) as link:
        assert link.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_place_that_is_not_empty_is_refused(place: Place, empty_database: str, tmp_path: Path) -> None:
    backup = made(place, tmp_path)
    with pytest.raises(BackupProblem, match="sudah berisi 2 tabel"):
        restore(backup.path, KEY, target(place.url, tmp_path))
    with pytest.raises(BackupProblem, match="sudah berisi berkas"):
        restore(backup.path, KEY, Place(empty_database, place.files, place.secret))
    with pytest.raises(BackupProblem, match="sudah ada"):
        made(place, tmp_path)


def test_a_backup_that_fails_leaves_no_half_file(place: Place, tmp_path: Path) -> None:
    broken = Place(place.url.replace("kantor_", "tidak_ada_"), place.files, place.secret)
    with pytest.raises(BackupProblem, match="Basis data tidak dapat dibaca"):
        made(broken, tmp_path)
    assert list((tmp_path / "cadangan").iterdir()) == []


def test_a_row_changed_in_the_restored_database_is_named(place: Place, empty_database: str, tmp_path: Path) -> None:
    from lajur.backup.restoring import compare

    backup = made(place, tmp_path)
    restore(backup.path, KEY, target(empty_database, tmp_path))
    compare(empty_database, backup.manifest)
    with psycopg.connect(empty_database) as link:
        link.execute("UPDATE documents_record SET name = 'SK2.pdf' WHERE id = 1")
    with pytest.raises(BackupProblem, match="berbeda dari aslinya pada: documents_record"):
        compare(empty_database, backup.manifest)


def test_a_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "kunci"
    name = make_key(path)
    assert path.stat().st_mode & 0o077 == 0
    assert name_of(read_key(path)) == name
    with pytest.raises(BackupProblem, match="sudah ada"):
        make_key(path)
    path.write_text("bukan kunci")
    with pytest.raises(BackupProblem, match="64 angka heksadesimal"):
        read_key(path)
    with pytest.raises(BackupProblem, match="tidak dapat dibaca"):
        read_key(tmp_path / "lain")
