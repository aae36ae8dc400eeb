"""Comparing a list of people that somebody sends with those that are known. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from lajur.engine.refusal import Words
from lajur.registers.organisation.business import check_nib, check_npwp, tidy_npwp, tidy_number
from lajur.registers.organisation.nip import check_nip, tidy_nip
from lajur.registers.organisation.roll import (
    COLUMNS,
    Fault,
    Known,
    KnownHolding,
    Plan,
    PlannedHolding,
    PlannedPerson,
)
from lajur.registers.organisation.sheets import FORMULA_STARTS
from lajur.ui.formats import Unreadable, parse_date

LENGTHS = {"Nama pengguna": 150, "Nama": 200, "Surel": 254, "Jabatan": 200, "Unit kerja": 200, "Nomor surat": 100,
           "Nama usaha": 200}  # fmt: skip
KINDS = {"definitif": "definitif", "plt": "plt", "plt.": "plt", "plh": "plh", "plh.": "plh"}
YES, NO = {"ya", "y", "1", "yes"}, {"tidak", "t", "0", "no"}
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,149}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
NUMBERS = {"NIP": tidy_nip, "NPWP": tidy_npwp, "NIB": tidy_number}
FIELDS = {
    "nip": "NIP", "name": "Nama", "email": "Surel", "is_outside": "Pihak luar", "is_active": "Aktif",
    "business": "Nama usaha", "npwp": "NPWP", "nib": "NIB",
}  # fmt: skip
"""Field of a person → its column."""
UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


class Reader:
    """Walks the rows once, remembering where each person and holding was seen first."""

    def __init__(self, known: Known) -> None:
        self.known, self.plan = known, Plan()
        self.by_nip = {person.nip: person for person in known.people if person.nip}
        self.by_username = {person.username: person for person in known.people}
        self.position_names = {title.casefold(): title for title in known.positions}
        self.unit_names = {name.casefold(): name for name in known.units}
        self.held: dict[tuple[str, str], list[KnownHolding | PlannedHolding]] = {}
        names = {person.id: person.username for person in known.people}
        titles = {key: title for title, (key, _) in known.positions.items()}
        for holding in known.holdings:
            self.held.setdefault((names[holding.person], titles[holding.position]), []).append(holding)
        self.nips: dict[str, str] = {}
        self.row = 0

    def fault(self, column: str, what: str, mend: str) -> None:
        self.plan.faults.append(Fault(self.row, column, what, mend))

    def read(self, table: Sequence[Sequence[Any]]) -> Plan:
        headings = self.headings(table[0] if table else [])
        if headings is None:
            return self.plan
        for number, cells in enumerate(table[1:], 2):
            texts = {name: cells[at] if at < len(cells) else "" for name, at in headings.items()}
            if all(value in ("", None) or (isinstance(value, str) and not value.strip()) for value in texts.values()):
                continue
            self.row = number
            self.plan.rows += 1
            values = self.cells(texts)
            if values is None:
                continue
            person = self.person(values)
            if person is not None:
                self.holding(person, values)
        if not self.plan.rows and not self.plan.faults:
            self.row = 2
            self.fault("", Words("Tidak ada satu baris pun."), Words("Isi mulai baris kedua, di bawah judul kolom."))
        return self.plan

    def headings(self, cells: Sequence[Any]) -> dict[str, int] | None:
        known = {name.casefold(): name for name in COLUMNS}
        found: dict[str, int] = {}
        self.row = 1
        for at, cell in enumerate(cells):
            text = " ".join(str(cell or "").split())
            name = known.get(text.casefold())
            if name is None and text:
                self.fault(
                    text[:40], Words("Kolom ini tidak dikenal."), Words("Pakai judul kolom seperti pada templat.")
                )
            elif name in found:
                self.fault(text, Words("Kolom ini ada dua kali."), Words("Hapus salah satunya."))
            elif name:
                found[name] = at
        if "Nama" not in found:
            self.fault(
                "Nama",
                Words("Kolom ini tidak ada."),
                Words("Baris pertama harus berisi judul kolom seperti pada templat."),
            )
        if not {"NIP", "Nama pengguna"} & found.keys():
            self.fault(
                "NIP",
                Words("Tidak ada kolom NIP maupun Nama pengguna."),
                Words("Sertakan salah satunya: dari situ orang dikenali."),
            )
        return None if self.plan.faults else found

    def cells(self, raw: Mapping[str, Any]) -> dict[str, Any] | None:
        """Each cell as what its column means; None when one of them is wrong."""
        before = len(self.plan.faults)
        values: dict[str, Any] = {}
        for name, cell in raw.items():
            values[name] = self.day(name, cell) if name in ("Mulai", "Selesai") else self.text(name, cell)
        for name in ("Pihak luar", "Aktif"):
            values[name] = self.flag(name, values.get(name, ""))
        if values.get("NIP") and (refusal := check_nip(values["NIP"])) is not None:
            self.fault("NIP", refusal.fields["nip"], Words("Salin NIP dari SK, 18 angka."))
        if (refusal := check_npwp(values.get("NPWP", ""))) is not None:
            self.fault("NPWP", refusal.fields["npwp"], Words("Salin NPWP dari kartunya, atau kosongkan."))
        if (refusal := check_nib(values.get("NIB", ""))) is not None:
            self.fault("NIB", refusal.fields["nib"], Words("Salin NIB dari sertifikatnya, atau kosongkan."))
        if (username := values.get("Nama pengguna")) and not USERNAME.fullmatch(username):
            self.fault(
                "Nama pengguna",
                Words("Ada huruf yang tidak boleh dipakai."),
                Words("Pakai huruf tanpa aksen, angka, titik, garis bawah, tanda hubung, atau @."),
            )
        if (email := values.get("Surel")) and not EMAIL.fullmatch(email):
            self.fault(
                "Surel", Words("Ini bukan alamat surel."), Words("Tulis seperti nama@instansi.go.id, atau kosongkan.")
            )
        return values if len(self.plan.faults) == before else None

    def text(self, name: str, cell: Any) -> str:
        if isinstance(cell, bool):
            return "ya" if cell else "tidak"
        if isinstance(cell, int | float):
            if name in NUMBERS:
                self.stored_as_number(name)
                return ""
            cell = int(cell) if float(cell).is_integer() else cell
        if isinstance(cell, date):
            self.fault(name, Words("Sel ini berisi tanggal."), Words("Ubah format sel menjadi Teks, lalu tulis ulang."))
            return ""
        text = " ".join(str("" if cell is None else cell).split())
        if text[:1] in FORMULA_STARTS and text:
            self.fault(
                name,
                Words("Sel ini berawal seperti rumus."),
                Words("Tulis nilainya saja, tanpa =, +, - atau @ di depan."),
            )
            return ""
        if UNSEEN.search(text):
            self.fault(name, Words("Ada tanda yang tidak terlihat."), Words("Hapus isi sel, lalu ketik ulang."))
        if len(text) > LENGTHS.get(name, 200):
            self.fault(
                name, Words("Terlalu panjang."), Words("Paling banyak {limit} huruf.", limit=LENGTHS.get(name, 200))
            )
        return NUMBERS[name](text) if name in NUMBERS else text

    def stored_as_number(self, name: str) -> None:
        if name == "NIP":
            what = Words("NIP tersimpan sebagai bilangan, sehingga angka terakhirnya sudah dibulatkan.")
            mend = Words("Ubah format kolom menjadi Teks, lalu tulis ulang NIP-nya.")
        else:
            what = Words("{name} tersimpan sebagai bilangan, sehingga angka nol di depannya hilang.", name=name)
            mend = Words("Ubah format kolom menjadi Teks, lalu tulis ulang nomornya.")
        self.fault(name, what, mend)

    def day(self, name: str, cell: Any) -> date | None:
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = "" if cell is None else str(cell).strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except Unreadable:
            self.fault(
                name,
                Words("Tanggal “{text}” tidak terbaca.", text=text[:40]),
                Words("Tulis seperti 2026-01-31 atau 31/01/2026."),
            )
            return None

    def flag(self, name: str, text: str) -> bool | None:
        if text and text.casefold() not in YES | NO:
            self.fault(name, Words("Isinya bukan “ya” atau “tidak”."), Words("Tulis ya atau tidak."))
        return None if not text else text.casefold() in YES

    def person(self, values: Mapping[str, Any]) -> PlannedPerson | None:
        nip, username = values.get("NIP", ""), values.get("Nama pengguna", "")
        known = self.by_nip.get(nip) if nip else None
        named = self.by_username.get(username) if username else None
        if known is None and nip and not named and nip in self.nips:
            username = username or self.nips[nip]
        if known and username and known.username != username:
            self.fault(
                "Nama pengguna",
                Words("NIP ini milik {name}, yang nama penggunanya lain.", name=known.name),
                Words("Kosongkan kolom ini, atau tulis {username}.", username=known.username),
            )
            return None
        if named and nip and named.nip and named.nip != nip:
            self.fault(
                "NIP",
                Words("{username} tercatat dengan NIP lain.", username=username),
                Words("Periksa orangnya; bila NIP memang berubah, ubah di halaman pegawai."),
            )
            return None
        known = known or named
        key = known.username if known else username or nip
        if not key:
            self.fault(
                "NIP", Words("NIP dan nama pengguna kosong."), Words("Isi salah satunya: dari situ orang dikenali.")
            )
            return None
        if known is None and key in self.known.taken:
            self.fault(
                "Nama pengguna", Words("“{username}” sudah dipakai.", username=key), Words("Pilih nama pengguna lain.")
            )
            return None
        planned = self.plan.people.get(key)
        if planned is None:
            planned = self.plan.people[key] = PlannedPerson(self.row, key, known.id if known else "")
        if nip and self.nips.setdefault(nip, key) != key:
            self.fault(
                "NIP",
                Words("NIP ini sudah ada pada baris lain dengan nama pengguna lain."),
                Words("Samakan nama penggunanya."),
            )
            return None
        wanted = {
            "nip": nip,
            "name": values.get("Nama", ""),
            "email": values.get("Surel", ""),
            "is_outside": values["Pihak luar"],
            "is_active": values["Aktif"],
            "business": values.get("Nama usaha", ""),
            "npwp": values.get("NPWP", ""),
            "nib": values.get("NIB", ""),
        }
        for name, value in wanted.items():
            if value in ("", None):
                continue
            first = planned.given.setdefault(name, value)
            if first != value:
                self.fault(
                    FIELDS[name],
                    Words("Berbeda dari baris {row} tentang orang yang sama.", row=planned.row),
                    Words("Samakan kedua baris."),
                )
            elif known is None or getattr(known, name) != value:
                planned.changes[name] = value
        if known is None and "name" not in planned.changes:
            self.fault("Nama", Words("Nama kosong."), Words("Isi nama lengkapnya."))
        outside = planned.given.get("is_outside", known.is_outside if known else False)
        for name in ("business", "npwp", "nib"):
            if not outside and (planned.given.get(name) or (known and getattr(known, name))):
                self.fault(
                    FIELDS[name],
                    Words("Hanya dicatat untuk pihak luar."),
                    Words("Tulis ya di kolom Pihak luar, atau kosongkan kolom ini."),
                )
                break
        return planned

    def holding(self, person: PlannedPerson, values: Mapping[str, Any]) -> None:
        title, unit = values.get("Jabatan", ""), values.get("Unit kerja", "")
        since, until = values.get("Mulai"), values.get("Selesai")
        kind_text, decree = values.get("Status jabatan", ""), values.get("Nomor surat", "")
        if not title:
            if unit or since or until or kind_text or decree:
                self.fault(
                    "Jabatan",
                    Words("Jabatan kosong, padahal kolom lain tentang jabatan terisi."),
                    Words("Isi jabatannya, atau kosongkan kolom sesudahnya."),
                )
            return
        kind = KINDS.get(kind_text.casefold() or "definitif")
        if kind is None:
            self.fault(
                "Status jabatan",
                Words("Status “{text}” tidak dikenal.", text=kind_text[:40]),
                Words("Tulis definitif, plt, atau plh."),
            )
            return
        if since is None:
            self.fault("Mulai", Words("Tanggal mulai kosong."), Words("Isi hari pertama jabatan itu dipegang."))
            return
        if until is not None and until < since:
            self.fault(
                "Selesai", Words("Tanggal selesai lebih awal dari tanggal mulai."), Words("Periksa kedua tanggal.")
            )
            return
        title = self.position(title, unit)
        held = self.held.setdefault((person.username, title), [])
        same = next((row for row in held if (row.kind, row.since) == (kind, since)), None)
        if isinstance(same, PlannedHolding):
            self.fault(
                "Jabatan",
                Words("Jabatan ini sudah ada pada baris lain untuk orang yang sama."),
                Words("Hapus salah satu barisnya."),
            )
            return
        until = until or (same.until if same else None)
        decree = decree or (same.decree if same else "")
        if kind != "definitif" and not (until and decree):
            self.fault(
                "Nomor surat" if until else "Selesai",
                Words("Plt. dan Plh. memerlukan nomor surat dan tanggal selesai."),
                Words("Isi kedua kolomnya."),
            )
            return
        planned = PlannedHolding(person.username, title, kind, since, until, decree, same.id if same else "")
        for other in held:
            overlaps = (
                other is not same
                and other.kind == kind
                and other.since <= (until or date.max)
                and since <= (other.until or date.max)
            )
            if overlaps:
                self.fault(
                    "Mulai",
                    Words("Orang ini sudah memegang jabatan itu sejak {since}.", since=other.since.isoformat()),
                    Words("Pakai tanggal mulai yang sama, atau akhiri dahulu yang lama."),
                )
                return
        if same:
            held.remove(same)
        held.append(planned)
        if not same or (same.until, same.decree) != (until, decree):
            self.plan.holdings.append(planned)

    def position(self, title: str, unit: str) -> str:
        """The title as it is known; unknown ones are planned, with their unit."""
        if unit:
            if unit.casefold() not in self.unit_names:
                self.unit_names[unit.casefold()] = unit
                self.plan.units.append(unit)
            unit = self.unit_names[unit.casefold()]
        found = self.position_names.get(title.casefold())
        if found is None:
            self.position_names[title.casefold()] = title
            self.plan.positions[title] = unit
            return title
        where = self.known.positions[found][1] if found in self.known.positions else self.plan.positions[found]
        if unit and where != unit:
            self.fault(
                "Unit kerja",
                Words("Jabatan “{title}” tercatat di unit kerja lain.", title=found),
                Words("Samakan, atau ubah dahulu unitnya di halaman Jabatan."),
            )
        return found


def plan_roll(table: Sequence[Sequence[Any]], known: Known) -> Plan:
    return Reader(known).read(table)
