"""A small office's database and files, outside Django."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lajur.backup.making import Place
from lajur.postgres import server
from lajur.postgres.server import Cluster

AGENCY = "01900000-0000-7000-8000-000000000001"
CONTENTS = (b"Surat keputusan", b"x" * 3_000_000)
TABLES = """
CREATE TABLE documents_record (id serial PRIMARY KEY, agency_id uuid, sha256 text, name text);
CREATE TABLE kejadian (id bigserial PRIMARY KEY, kata text, pada timestamptz DEFAULT now(), angka double precision,
    bahan bytea, uraian jsonb);
INSERT INTO kejadian (kata, angka, bahan, uraian)
    SELECT 'baris' || chr(10) || n, n / 3.0, decode(md5(n::text), 'hex'), jsonb_build_object('n', n)
    FROM generate_series(1, 2000) n;
CREATE FUNCTION tolak() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'hanya ditambah'; END $$;
CREATE TRIGGER tetap BEFORE UPDATE OR DELETE ON kejadian FOR EACH ROW EXECUTE FUNCTION tolak();
"""


@pytest.fixture(scope="session")
def small_server() -> Iterator[Cluster]:
    """One server for all tests of this folder; each takes a database of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lajur-cadangan-"))
    folder.chmod(0o711)
    cluster = Cluster(folder, durable=False)
    with server.locked(cluster):
        server.start(cluster)
    yield cluster
    server.stop(cluster)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_database(small_server: Cluster, request: pytest.FixtureRequest) -> str:
    return fresh(small_server, f"kosong_{abs(hash(request.node.nodeid))}")


def fresh(cluster: Cluster, name: str) -> str:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as link:
        link.execute(f'CREATE DATABASE "{name}"')
    return cluster.url(name)


@pytest.fixture
def place(small_server: Cluster, request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An office with two files, one of which a document names, and a document whose file is lost."""
    url = fresh(small_server, f"kantor_{abs(hash(request.node.nodeid))}")
    files = tmp_path / "berkas"
    digests = []
    for content in CONTENTS:
        digest = hashlib.sha256(content).hexdigest()
        path = files / AGENCY / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        digests.append(digest)
    with psycopg.connect(url) as link:
        link.execute(TABLES)
        for digest in (digests[0], "ab" * 32):
            link.execute(
                "INSERT INTO documents_record (agency_id, sha256, name) VALUES (%s, %s, 'SK.pdf')", [AGENCY, digest]
            )
    secret = tmp_path / "kunci-rahasia"
    secret.write_text("rahasia lama")
    return Place(url, files, secret)
