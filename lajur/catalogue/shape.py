"""The shape of a SOP file and of its stories: every key, in the order in which the writer puts it."""

from __future__ import annotations

import re
from typing import Any

from lajur.catalogue.composed import Either, Key, ListOf, Named, Record, TableOf
from lajur.catalogue.schema import Choice, Day, Flag, Path, Reading, Shape, Text, Value, Whole
from lajur.catalogue.yamltree import Node, Scalar
from lajur.engine.worktime import Duration, Unit

MAX_STEPS = 300
MAX_EXITS = 30

_UNITS: dict[str, Unit] = {
    "menit": "menit", "jam": "jam", "hari": "hari", "hari kerja": "hari", "hari kalender": "hari-kalender",
}  # fmt: skip
_DURATION = re.compile(r"([0-9]{1,4}) (menit|jam|hari|hari kerja|hari kalender)")


def duration_of(words: str) -> Duration | None:
    """`3 hari kalender` as a Duration; None when the words are no measure."""
    found = _DURATION.fullmatch(words)
    if not found or int(found[1]) == 0:
        return None
    return Duration(int(found[1]), _UNITS[found[2]])


def words_of(duration: Duration) -> str:
    """How a Duration is written: `3 hari kalender`."""
    return f"{duration.amount} {duration.unit.replace('-', ' ')}"


class Measure(Shape):
    """A measured time in words."""

    expected = "waktu seperti “1 jam”"

    def read(self, node: Node, path: Path, reading: Reading) -> str | None:
        if not isinstance(node, Scalar):
            self.mistyped(node, path, reading)
            return None
        duration = duration_of(" ".join(node.text.split()))
        if duration is None:
            reading.report("waktu-tidak-terbaca", node.line, path, value=node.text[:60])
            return None
        return words_of(duration)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_DURATION.pattern}$"}


class Condition(Shape):
    """`nilai`, or `{bukan: nilai}` and the other comparisons. Content keeps the form of the file."""

    expected = "nilai atau perbandingan"
    comparisons = Record(
        "pada perbandingan",
        (
            Key("bukan", Value()),
            Key("kurang_dari", Value()),
            Key("lebih_dari", Value()),
            Key("minimal", Value()),
            Key("maksimal", Value()),
            Key("salah_satu", ListOf(Value(), 50)),
        ),
    )

    def read(self, node: Node, path: Path, reading: Reading) -> Any:
        if isinstance(node, Scalar):
            return Value().read(node, path, reading)
        before = len(reading.findings)
        content = self.comparisons.read(node, path, reading)
        if content == {} and len(reading.findings) == before:
            self.mistyped(node, path, reading)
        return content or None

    def json_schema(self) -> dict[str, Any]:
        return {"anyOf": [Value().json_schema(), {**self.comparisons.json_schema(), "minProperties": 1}]}


KEY = Text(60, "[a-z][a-z0-9]*(?:-[a-z0-9]+)*", "pakai huruf kecil, angka, dan tanda hubung, diawali huruf")
FIELD_KEY = Text(60, "[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", "pakai huruf kecil, angka, - atau _, diawali huruf")
SOP_ID = Text(120, "[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*", "tulis instansi/sop")
PLUG = Text(80, "[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)+", "tulis kemampuan.nama")
LINE = Text(300)
LABEL = Text(60)
PARAGRAPHS = ListOf(Text(), 100, single=True)
KEYS = ListOf(KEY, 50)

SHAPES: dict[str, Shape] = {}

STANDARD = Record(
    "pada mutu_baku",
    (
        Key("kelengkapan", KEYS, about="Jenis dokumen yang diperlukan langkah ini."),
        Key(
            "waktu",
            Either(
                scalar=Measure(),
                table=Record(
                    "pada waktu",
                    (
                        Key("menurut", FIELD_KEY, about="Isian tanggal dari langkah sebelumnya."),
                        Key("teks", LINE, about="Kata-kata lembar SOP."),
                    ),
                ),
            ),
            about="30 menit, 1 jam, 5 hari, 3 hari kalender; {teks} atau {menurut, teks} bila tidak terukur.",
        ),
        Key("output", KEYS, about="Jenis dokumen yang dihasilkan langkah ini."),
        Key("bersama", KEY, about="Sel gabungan: kunci baris pertamanya."),
    ),
)

FIELD_KINDS = ("teks", "paragraf", "angka", "uang", "tanggal", "pilihan", "ya-tidak")
FIELD = Record(
    "pada isian",
    (
        Key("label", LINE, required=True),
        Key("jenis", Choice(FIELD_KINDS)),
        Key("wajib", Flag()),
        Key("bantuan", Text()),
        Key("min", Whole()),
        Key("maks", Whole()),
        Key("pilihan", TableOf(Text(80), LINE, 60)),
        Key("pribadi", Flag(), about="Data pribadi: disimpan terpisah dari jurnal."),
    ),
)
CONDITIONS = TableOf(FIELD_KEY, Condition(), 10)

ROW = Record(
    "pada langkah",
    (
        Key("kunci", KEY, required=True, about="Nama tetap langkah ini."),
        Key("no", Text(12), about="Nomor seperti tercetak."),
        Key("kegiatan", Text(500), required=True),
        Key("pelaksana", KEY, about="Siapa yang bertindak. Baris payung boleh tanpa pelaksana."),
        Key("serta", KEYS, about="Pelaksana lain yang ikut."),
        Key("jika", CONDITIONS, about="Pada sub-langkah pilihan: kapan diambil."),
        Key("label", LABEL, about="Pada sub-langkah pilihan: sebutan jalannya."),
        Key("mutu_baku", STANDARD),
        Key("keterangan", Text()),
        Key("catatan", Text(), about="Bagaimana baris ini dibaca bila naskah tidak jelas."),
        Key("tambahan", Flag(), about="Ditambahkan untuk melengkapi lembar yang terpotong."),
        Key("isian", TableOf(FIELD_KEY, FIELD, 60)),
        Key("menunjuk", KEYS, about="Pelaksana yang orangnya ditunjuk pada langkah ini."),
        Key("formulir", PLUG),
        Key("efek", ListOf(PLUG, 10)),
        Key("keputusan", TableOf(LABEL, KEY, MAX_EXITS), about="Label: kunci tujuan, atau selesai."),
        Key(
            "pilihan",
            ListOf(
                Record(
                    "pada pilihan",
                    (
                        Key("jika", CONDITIONS),
                        Key("label", LABEL, required=True),
                        Key("ke", KEY, required=True),
                    ),
                ),
                MAX_EXITS,
            ),
            about="Jalan yang dipilih oleh isian, menurut urutan.",
        ),
        Key(
            "panggil",
            Record(
                "pada panggil",
                (
                    Key("sop", SOP_ID, required=True),
                    Key("bawa", KEYS),
                    Key("terima", TableOf(KEY, KEY, 50)),
                ),
            ),
            about="SOP lain yang dijalankan sebagai pelaksanaan anak.",
        ),
        Key("payung", Flag(), about="Baris ini hanya judul cabang-cabangnya."),
        Key(
            "sub",
            Record(
                "pada sub",
                (
                    Key("cara", Choice(("serentak", "pilihan")), required=True),
                    Key(
                        "langkah",
                        ListOf(
                            Either(
                                table=Named("baris", SHAPES),
                                listing=ListOf(Named("baris", SHAPES), MAX_STEPS),
                            ),
                            20,
                        ),
                        required=True,
                    ),
                ),
            ),
        ),
        Key("lanjut", KEY, about="Langkah berikutnya bila bukan baris berikutnya, atau selesai."),
    ),
)
SHAPES["baris"] = ROW

LANE = Record(
    "pada pelaksana",
    (
        Key("nama", LINE, required=True),
        Key("kualifikasi", ListOf(Text(500), 60, single=True)),
        Key("per_kasus", Flag(), about="Orangnya ditentukan pada setiap pelaksanaan."),
    ),
    brief="nama",
)
DOCUMENT = Record(
    "pada dokumen",
    (
        Key("nama", LINE, required=True),
        Key("luar", Flag(), about="Berasal dari luar prosedur ini."),
        Key("alat", Flag(), about="Alat atau syarat: ditampilkan, tidak perlu dilampirkan."),
    ),
    brief="nama",
)

SOP_FILE = Record(
    "pada berkas SOP",
    (
        Key("judul", LINE, required=True),
        Key("nomor", Text(100), required=True),
        Key("instansi", LINE),
        Key("unit", LINE),
        Key(
            "tanggal",
            Record("pada tanggal", (Key("pembuatan", Day()), Key("revisi", Day()), Key("efektif", Day()))),
            required=True,
        ),
        Key(
            "disahkan",
            Record(
                "pada disahkan",
                (
                    Key("jabatan", LINE),
                    Key("nama", LINE),
                    Key("nip", Text(30, "[0-9][0-9 ]*[0-9]", "tulis angka NIP")),
                ),
            ),
        ),
        Key("dasar_hukum", PARAGRAPHS),
        Key("keterkaitan", PARAGRAPHS),
        Key("peralatan", PARAGRAPHS),
        Key("peringatan", PARAGRAPHS),
        Key("pencatatan", PARAGRAPHS),
        Key("penjelasan", PARAGRAPHS),
        Key("tujuan", PARAGRAPHS),
        Key("definisi", PARAGRAPHS),
        Key("catatan", PARAGRAPHS),
        Key("pelaksana", TableOf(KEY, LANE, 40), required=True),
        Key("dokumen", TableOf(KEY, DOCUMENT, 300)),
        Key("langkah", ListOf(Named("baris", SHAPES), MAX_STEPS), required=True),
    ),
)


def json_schema() -> dict[str, Any]:
    """JSON schema 2020-12 of a SOP file, for editors."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Berkas SOP Lajur",
        **SOP_FILE.json_schema(),
        "$defs": {name: shape.json_schema() for name, shape in SHAPES.items()},
    }
