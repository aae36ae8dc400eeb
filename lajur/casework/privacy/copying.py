"""Everything that is held about a person, as a ZIP of JSON that people and programs read (UU 27/2022, Pasal 7 and 13).

Found by asking every table of Lajur that points at persons, so that a table made tomorrow is in the copy too.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from lajur.casework.cases.models import Task
from lajur.casework.privacy.rules import is_secret
from lajur.registers.authority.models import Entry
from lajur.registers.organisation.models import Person

README = """SALINAN DATA PRIBADI
====================

profil.json    data diri
data/*.json    satu berkas untuk tiap jenis catatan yang menyebut orang ini; "sebagai" menyebut perannya di sana
jurnal.json    entri jurnal yang dibuatnya, dan yang mengenai dirinya, dengan keterangan pribadinya

Kata sandi, kunci dan kode rahasia tidak disalin. Isi dokumen pelaksanaan ada pada berkas pelaksanaannya masing-masing.
"""


def copy_of(person: Person, now: datetime) -> bytes:
    """The ZIP; runs in the scope of the person's agency."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("BACA.txt", README)
        archive.writestr("profil.json", told({"dibuat": now, "instansi": person.agency.name, **row_of(person)}))
        for name, rows in tables(person):
            archive.writestr(f"data/{name}.json", told(rows))
        archive.writestr("jurnal.json", told(list(entries(person))))
    return target.getvalue()


def told(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def tables(person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Table → its rows that name the person, with the roles in which they do."""
    for model in sorted(apps.get_models(), key=lambda found: found._meta.label_lower):
        ways = ways_to_person(model)
        if not ways or not model.__module__.startswith("lajur."):
            continue
        found: dict[Any, dict[str, Any]] = {}
        for way in ways:
            for row in model._default_manager.filter(**{way: person}).order_by("pk").iterator():
                kept = found.setdefault(row.pk, {"sebagai": [], **row_of(row)})
                kept["sebagai"].append(way)
        if model is Task:
            for row in Task.objects.filter(assignees__contains=[person.id]).order_by("pk"):
                found.setdefault(row.pk, {"sebagai": [], **row_of(row)})["sebagai"].append("assignees")
        if found:
            yield model._meta.label_lower, list(found.values())


def ways_to_person(model: type[models.Model]) -> list[str]:
    """Fields that point at a person, or at what stands for exactly one (`staff__person`)."""
    ways = []
    for field in model._meta.concrete_fields:
        target = field.related_model if isinstance(field, models.ForeignKey) else None
        if target is Person:
            ways.append(field.name)
        elif isinstance(target, type):
            ways += [
                f"{field.name}__{one.name}"
                for one in target._meta.concrete_fields
                if isinstance(one, models.OneToOneField) and one.related_model is Person
            ]
    return ways


def row_of(row: models.Model) -> dict[str, Any]:
    """Its fields without what is secret."""
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not is_secret(field.name)
    }


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def entries(person: Person) -> Iterator[dict[str, Any]]:
    """What he did, and what was done about him."""
    for entry in about(person).order_by("at", "chain", "seq").iterator():
        yield {
            "rantai": entry.chain, "nomor": entry.seq, "waktu": entry.at, "jenis": entry.kind,
            "isi": json.loads(entry.body), "keterangan": entry.private,
        }  # fmt: skip


def about(person: Person) -> models.QuerySet[Entry]:
    return Entry.objects.filter(Q(by=person.id) | Q(body__contains=str(person.id)), agency=person.agency)
