"""A row's content as the answers of its form, and back: what comes back unchanged is the same content. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lajur.catalogue.editing import key_from, kinds_for
from lajur.catalogue.outline import Content, rows_of

UNITS = ("menit", "jam", "hari", "hari kalender")
YES, NO = "ya", "tidak"

Given = dict[str, Any]
"""Names of answers as the form has them; groups are lists of such dicts."""


def answers_of(row: Content, content: Content) -> Given:
    """What the form of this row shows."""
    kinds = {key: kind["nama"] for key, kind in content.get("dokumen", [])}
    standard = row.get("mutu_baku", {})
    facts = facts_of(content)
    given: Given = {name: row.get(name, "") for name in _TEXTS}
    given |= {name: list(row.get(name, [])) for name in ("serta", "menunjuk", "efek")}
    given |= {name: bool(row.get(name)) for name in ("payung", "tambahan")}
    given |= {name: [kinds.get(key, key) for key in standard.get(name, [])] for name in ("kelengkapan", "output")}
    given |= _time_of(standard)
    given["cara"] = row.get("sub", {}).get("cara", "")
    given["jalan"] = next((name for name in ("keputusan", "pilihan", "lanjut") if name in row), "")
    given["ways"] = [{"label": label, "ke": target, "jika": []} for label, target in row.get("keputusan", [])]
    given["ways"] += [
        {"label": way["label"], "ke": way["ke"], "jika": _said(way.get("jika", []), facts)}
        for way in row.get("pilihan", [])
    ]
    given["syarat"] = _said(row.get("jika", []), facts)
    given["isian"] = [
        {
            "kunci": key, "label": asked["label"], "jenis": asked.get("jenis", "teks"),
            "bantuan": asked.get("bantuan", ""), "wajib": asked.get("wajib", False),
            "pribadi": asked.get("pribadi", False), "min": asked.get("min"), "maks": asked.get("maks"),
            "pilihan": "\n".join(title for _, title in asked.get("pilihan", [])),
        }
        for key, asked in row.get("isian", [])
    ]  # fmt: skip
    call = row.get("panggil", {})
    given["panggil"] = call.get("sop", "")
    given["bawa"] = [kinds.get(key, key) for key in call.get("bawa", [])]
    given["terima"] = [{"anak": theirs, "kita": kinds.get(ours, ours)} for theirs, ours in call.get("terima", [])]
    return given


_TEXTS = ("no", "kegiatan", "pelaksana", "label", "lanjut", "keterangan", "catatan", "formulir")


def _time_of(standard: Content) -> Given:
    time = standard.get("waktu")
    if "bersama" in standard:
        return {"waktu_cara": "bersama", "waktu_jumlah": None, "waktu_teks": "", "waktu_menurut": ""}
    if isinstance(time, str):
        amount, _, unit = time.partition(" ")
        return {"waktu_cara": unit, "waktu_jumlah": int(amount), "waktu_teks": "", "waktu_menurut": ""}
    words = time or {}
    way = "menurut" if "menurut" in words else "teks" if words else ""
    return {
        "waktu_cara": way,
        "waktu_jumlah": None,
        "waktu_teks": words.get("teks", ""),
        "waktu_menurut": words.get("menurut", ""),
    }


def facts_of(content: Content) -> dict[str, Content]:
    """Key → field, of everything that is asked anywhere."""
    return {key: asked for row in rows_of(content) for key, asked in row.content.get("isian", [])}


# Conditions


def _said(conditions: Sequence[Any], facts: Mapping[str, Content]) -> list[Given]:
    found: list[Given] = []
    for fact, wanted in conditions:
        compared = wanted if isinstance(wanted, dict) else {"sama": wanted}
        for how, value in compared.items():
            words = ", ".join(_word(fact, one, facts) for one in (value if isinstance(value, list) else [value]))
            found.append({"isian": fact, "banding": how, "nilai": words})
    return found


def _word(fact: str, value: Any, facts: Mapping[str, Content]) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    titles = dict(facts.get(fact, {}).get("pilihan", []))
    return str(titles.get(str(value), value))


def _conditions(said: Sequence[Given], before: Sequence[Any], facts: Mapping[str, Content]) -> list[Any]:
    """Conditions as content. A value that reads as one that was there before is that one, whatever its kind."""
    known = {}
    for fact, wanted in before:
        for how, value in (wanted if isinstance(wanted, dict) else {"sama": wanted}).items():
            for one in value if isinstance(value, list) else [value]:
                known[fact, how, _word(fact, one, facts)] = one
    found: dict[str, dict[str, Any]] = {}
    for one in said:
        fact, how, words = one.get("isian"), one.get("banding") or "sama", str(one.get("nilai") or "").strip()
        if not fact or not words:
            continue
        parts = [part.strip() for part in words.split(",")] if how == "salah_satu" else [words]
        values = [known[fact, how, part] if (fact, how, part) in known else _value(fact, part, facts) for part in parts]
        found.setdefault(fact, {})[how] = values if how == "salah_satu" else values[0]
    return [[fact, compared["sama"] if list(compared) == ["sama"] else compared] for fact, compared in found.items()]


def _value(fact: str, words: str, facts: Mapping[str, Content]) -> Any:
    asked = facts.get(fact, {})
    kind = asked.get("jenis", "teks")
    if kind == "ya-tidak":
        return words.casefold() in (YES, "true")
    if kind in ("angka", "uang"):
        digits = words.replace(".", "").replace(" ", "")
        return int(digits) if digits.lstrip("-").isdecimal() and len(digits) <= 15 else words
    return next((key for key, title in asked.get("pilihan", []) if title.casefold() == words.casefold()), words)


# Back to content


def row_of(given: Given, row: Content, content: Content, above: str) -> Content:
    """The row's content as the form says it; kinds of documents that are new are added to `content`. `row` is what it
    was, `above` the row before it, with which its time may be merged. Its sub-steps are left out; `cara` says how."""
    facts = facts_of(content)
    made: Content = {name: given[name] for name in _TEXTS if given.get(name) and name != "lanjut"}
    for name in ("serta", "menunjuk", "efek"):
        chosen, before = given.get(name) or [], row.get(name, [])
        _put(made, name, [*(one for one in before if one in chosen), *(one for one in chosen if one not in before)])
    made |= {name: True for name in ("payung", "tambahan") if given.get(name)}
    _put(made, "mutu_baku", _standard(given, row, content, above))
    _put(made, "isian", _fields(given.get("isian", []), row.get("isian", [])))
    _put(made, "jika", _conditions(given.get("syarat", []), row.get("jika", []), facts))
    facts |= dict(made.get("isian", []))
    _put_ways(made, given, row, facts)
    if given.get("panggil"):
        made["panggil"] = _call(given, row, content)
    if given.get("cara"):
        made["cara"] = given["cara"]
    return made


def _put(holder: Content, name: str, value: Any) -> None:
    if value:
        holder[name] = value


def _standard(given: Given, row: Content, content: Content, above: str) -> Content:
    before = row.get("mutu_baku", {})
    made: Content = {}
    way = given.get("waktu_cara") or ""
    for name in ("kelengkapan", "output"):
        _put(made, name, kinds_for(content, given.get(name, []), before.get(name, [])))
    if way == "bersama":
        first = before.get("bersama") or above
        _put(made, "bersama", first)
    elif way in UNITS:
        _put(made, "waktu", f"{given['waktu_jumlah']} {way}" if given.get("waktu_jumlah") else None)
    elif way in ("teks", "menurut"):
        words: Content = {}
        if way == "menurut":
            _put(words, "menurut", given.get("waktu_menurut"))
        _put(words, "teks", given.get("waktu_teks"))
        _put(made, "waktu", words)
    return made


def _put_ways(made: Content, given: Given, row: Content, facts: Mapping[str, Content]) -> None:
    way = given.get("jalan") or ""
    ways = [one for one in given.get("ways", []) if (one.get("label") or "").strip() and one.get("ke")]
    if way == "lanjut":
        _put(made, "lanjut", given.get("lanjut"))
    elif way == "keputusan":
        labels: dict[str, str] = {}
        for one in ways:
            labels.setdefault(" ".join(one["label"].split()), one["ke"])
        _put(made, "keputusan", [[label, target] for label, target in labels.items()])
    elif way == "pilihan":
        before = {one["label"]: one.get("jika", []) for one in row.get("pilihan", [])}
        known = [pair for pairs in before.values() for pair in pairs]
        found = []
        for one in ways:
            conditions = _conditions(one.get("jika", []), before.get(one["label"], known), facts)
            found.append({**({"jika": conditions} if conditions else {}), "label": one["label"], "ke": one["ke"]})
        _put(made, "pilihan", found)


def _fields(given: Sequence[Given], before: Sequence[Any]) -> list[Any]:
    was = dict(before)
    found: list[Any] = []
    for one in given:
        label = (one.get("label") or "").strip()
        if not label:
            continue
        taken = [key for key, _ in found]
        key = one.get("kunci") or ""
        if not key or key in taken:
            key = key_from(label, [*taken, *(other.get("kunci") or "" for other in given)])
        found.append([key, _field(one, label, was.get(key, {}))])
    return found


def _field(one: Given, label: str, was: Content) -> Content:
    made: Content = {"label": label}
    kind = one.get("jenis") or "teks"
    if kind != "teks" or "jenis" in was:
        made["jenis"] = kind
    for name in ("wajib", "bantuan", "pribadi"):
        _put(made, name, one.get(name))
    if kind in ("angka", "uang"):
        made |= {name: one[name] for name in ("min", "maks") if one.get(name) is not None}
    if kind == "pilihan":
        _put(made, "pilihan", _options(one.get("pilihan") or "", was.get("pilihan", [])))
    return made


def _options(lines: str, before: Sequence[Any]) -> list[Any]:
    """A key for each option: its old one where its words are the same, or where only words were changed."""
    titles = [" ".join(line.split()) for line in lines.splitlines() if line.strip()]
    left = [list(pair) for pair in before]
    same = len(titles) == len(before)
    keys: list[str | None] = []
    for place, title in enumerate(titles):
        match = next((pair for pair in left if pair[1] == title), None)
        if match is None and same and list(before[place]) in left and before[place][1] not in titles:
            match = list(before[place])
        if match is not None:
            left.remove(match)
        keys.append(match[0] if match else None)
    taken = [key for key in keys if key]
    found = []
    for key, title in zip(keys, titles, strict=True):
        made = key or key_from(title, taken)
        taken.append(made)
        found.append([made, title])
    return found


def _call(given: Given, row: Content, content: Content) -> Content:
    before = row.get("panggil", {})
    made: Content = {"sop": given["panggil"]}
    _put(made, "bawa", kinds_for(content, given.get("bawa", []), before.get("bawa", [])))
    received: dict[str, str] = {}
    for one in given.get("terima", []):
        if one.get("anak") and one.get("kita"):
            preferred = [ours for theirs, ours in before.get("terima", []) if theirs == one["anak"]]
            received[one["anak"]] = kinds_for(content, [one["kita"]], preferred)[0]
    _put(made, "terima", [[theirs, ours] for theirs, ours in received.items()])
    return made
