"""Content of a SOP file to the definition that the engine runs. Trusts content that `structure.faults` lets pass."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lajur.catalogue.outline import Content, Row, rows_of
from lajur.catalogue.shape import duration_of
from lajur.engine.definition import (
    Call,
    Comparison,
    Condition,
    DocumentKind,
    Exit,
    Field,
    FieldKind,
    Identity,
    Lane,
    Sop,
    Standard,
    Step,
)


@dataclass(frozen=True)
class FiledSop(Sop):
    """A compiled SOP that remembers the content it was compiled from."""

    content: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


def build(content: Content, sop_id: str) -> FiledSop:
    rows = rows_of(content)
    fields = {key: _field(key, asked) for row in rows for key, asked in row.content.get("isian", [])}
    steps = {row.key: _step(row, fields) for row in rows}
    lanes = {
        key: Lane(key, lane["nama"], tuple(lane.get("kualifikasi", ())), lane.get("per_kasus", False))
        for key, lane in content["pelaksana"]
    }
    documents = {
        key: DocumentKind(key, kind["nama"], kind.get("luar", False), kind.get("alat", False))
        for key, kind in content.get("dokumen", [])
    }
    return FiledSop(sop_id, _identity(content), lanes, documents, steps, content)


def _identity(content: Content) -> Identity:
    dates, approved = content.get("tanggal", {}), content.get("disahkan", {})

    def paragraphs(key: str) -> tuple[str, ...]:
        return tuple(content.get(key, ()))

    return Identity(
        title=content["judul"],
        number=content["nomor"],
        agency_name=content.get("instansi", ""),
        unit=content.get("unit", ""),
        created=dates.get("pembuatan"),
        revised=dates.get("revisi"),
        effective=dates.get("efektif"),
        approver_title=approved.get("jabatan", ""),
        approver_name=approved.get("nama", ""),
        approver_nip=approved.get("nip", ""),
        legal_bases=paragraphs("dasar_hukum"),
        related=paragraphs("keterkaitan"),
        equipment=paragraphs("peralatan"),
        warnings=paragraphs("peringatan"),
        records=paragraphs("pencatatan"),
        summary=paragraphs("penjelasan"),
        purpose=paragraphs("tujuan"),
        definitions=paragraphs("definisi"),
        notes=paragraphs("catatan"),
    )


def _step(row: Row, fields: Mapping[str, Field]) -> Step:
    content = row.content
    exits = _exits(row, fields)
    side_by_side = row.way == "serentak"
    return Step(
        key=row.key,
        no=content.get("no", ""),
        title=content["kegiatan"],
        lane=content.get("pelaksana") or next(head["pelaksana"] for head in row.heads if head.get("pelaksana")),
        standard=standard_of(content.get("mutu_baku", {})),
        next=row.follows,
        exits=exits,
        by_facts=any(way.conditions for way in exits),
        fork=tuple(head["kunci"] for head in row.heads) if side_by_side else (),
        group=row.branch[0] if row.branch else None,
        umbrella=content.get("payung", False),
        with_lanes=tuple(content.get("serta", ())),
        fields=tuple(_field(key, asked) for key, asked in content.get("isian", [])),
        form=content.get("formulir"),
        effects=tuple(content.get("efek", ())),
        appoints=tuple(content.get("menunjuk", ())),
        call=_call(content["panggil"]) if "panggil" in content else None,
        remark=content.get("keterangan", ""),
        note=content.get("catatan", ""),
        added=content.get("tambahan", False),
    )


def _exits(row: Row, fields: Mapping[str, Field]) -> tuple[Exit, ...]:
    content = row.content
    if row.way == "pilihan":
        return tuple(
            Exit(head.get("label") or head["kegiatan"], head["kunci"], _conditions(head, fields)) for head in row.heads
        )
    if "keputusan" in content:
        return tuple(Exit(label, row.target(target)) for label, target in content["keputusan"])
    return tuple(
        Exit(way["label"], row.target(way["ke"]), _conditions(way, fields)) for way in content.get("pilihan", [])
    )


_COMPARISONS: dict[str, Comparison] = {
    "bukan": "bukan",
    "kurang_dari": "kurang-dari",
    "lebih_dari": "lebih-dari",
    "minimal": "minimal",
    "maksimal": "maksimal",
    "salah_satu": "salah-satu",
}


def _conditions(way: Content, fields: Mapping[str, Field]) -> tuple[Condition, ...]:
    conditions: list[Condition] = []
    for fact, wanted in way.get("jika", []):
        asked = fields.get(fact)
        if not isinstance(wanted, dict):
            conditions.append(Condition(fact, "sama", fact_value(asked, wanted)))
            continue
        for word, comparison in _COMPARISONS.items():
            if word in wanted:
                value = wanted[word]
                many = tuple(fact_value(asked, one) for one in value) if isinstance(value, list) else None
                conditions.append(Condition(fact, comparison, many if many is not None else fact_value(asked, value)))
    return tuple(conditions)


def fact_value(asked: Field | None, written: Any) -> Any:
    """A written value as the fact has it: a number for numbers, a bool for yes and no, else text. Unfit: unchanged."""
    kind = asked.kind if asked else "teks"
    if kind == "ya-tidak":
        return {"ya": True, "tidak": False}.get(written, written) if isinstance(written, str) else written
    if isinstance(written, bool):
        return "true" if written else "false"
    if kind in ("angka", "uang"):
        if isinstance(written, str) and re.fullmatch(r"[-+]?[0-9]{1,12}\.[0-9]{1,6}", written):
            return float(written)
        return written
    return str(written)


def _field(key: str, content: Content) -> Field:
    return Field(
        key=key,
        label=content["label"],
        kind=cast(FieldKind, content.get("jenis", "teks")),
        required=content.get("wajib", False),
        options=tuple((value, title) for value, title in content.get("pilihan", [])),
        help=content.get("bantuan", ""),
        minimum=content.get("min"),
        maximum=content.get("maks"),
        personal=content.get("pribadi", False),
    )


def standard_of(content: Content) -> Standard:
    time = content.get("waktu")
    words = time if isinstance(time, str) else (time or {}).get("teks", "")
    return Standard(
        needs=tuple(content.get("kelengkapan", ())),
        time=duration_of(time) if isinstance(time, str) else None,
        text=words,
        yields=tuple(content.get("output", ())),
        until_fact=None if isinstance(time, str) or not time else time.get("menurut"),
        shared_with=content.get("bersama"),
    )


def _call(content: Content) -> Call:
    return Call(
        content["sop"],
        tuple(content.get("bawa", ())),
        tuple((theirs, ours) for theirs, ours in content.get("terima", [])),
    )
