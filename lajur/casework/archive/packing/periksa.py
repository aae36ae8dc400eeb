"""Memeriksa arsip instansi dari Lajur: python3 periksa.py [folder]. Hanya pustaka baku Python.

This file goes into every archive, beside the one that checks a single case; so it stands on its own.
"""

import hashlib
import json
import os
import sys
import tempfile
import zipfile

sys.dont_write_bytecode = True  # a second look must not find a file that the first one left

import periksa_pelaksanaan as satu  # type: ignore[import-not-found]  # noqa: E402


def check_seals(root, faults):
    """The chain of seals holds; returns which heads they sealed: chain -> {number of the entry: its hash}."""
    heads, before, number = {}, None, 0  # type: ignore[var-annotated]
    with open(os.path.join(root, "instansi.json"), encoding="utf-8") as file:
        agency = json.load(file)["id"]
    for seal in satu.lines_of(os.path.join(root, "jurnal", "segel.jsonl")):
        number += 1
        if before is None:
            before = hashlib.sha256(("lajur:%s:seal" % agency).encode()).digest()
        found = hashlib.sha256(before + ("%d:" % seal["number"]).encode() + seal["heads"].encode()).digest()
        if seal["number"] != number or found.hex() != seal["hash"]:
            faults.append("segel %d tidak cocok dengan segel sebelumnya" % number)
            return heads, number
        for chain, seq, digest in json.loads(seal["heads"]):
            heads.setdefault(chain, {})[seq] = digest
        before = found
    return heads, number


def check_sealed(folder, label, heads, faults):
    """What was sealed of this journal is still in it."""
    entries = satu.lines_of(os.path.join(folder, "jurnal.jsonl"))
    wanted = heads.pop(entries[0]["chain"], {}) if entries else {}
    known = {entry["seq"]: entry["hash"] for entry in entries}
    for seq, digest in sorted(wanted.items()):
        if known.get(seq) != digest:
            faults.append("%s: entri %d tidak seperti yang disegel" % (label, seq))


def check_one(path, label, heads, faults):
    """A case's file is unpacked aside and checked by its own verifier."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as packed:
            packed.extractall(folder)
        own = []  # type: list
        listed = satu.check_files(folder, own)
        documents = entries = 0
        for place, folders, names in os.walk(folder):
            folders.sort()
            if "jurnal.jsonl" in names:
                told = satu.check_case(folder, place, listed, own)
                entries, documents = entries + told[1], documents + told[3]
                check_sealed(place, told[0], heads, own)
        if not entries:
            own.append("jurnal.jsonl tidak ada")
        faults.extend("%s: %s" % (label, fault) for fault in own)
        return entries, documents


def main(words):
    root = os.path.abspath(words[1] if len(words) > 1 else os.path.dirname(os.path.abspath(__file__)))
    faults = []  # type: list
    cases = entries = documents = seals = 0
    try:
        listed = satu.check_files(root, faults)
        heads, seals = check_seals(root, faults)
        satu.check_journal(os.path.join(root, "jurnal"), "jurnal instansi", faults)
        check_sealed(os.path.join(root, "jurnal"), "jurnal instansi", heads, faults)
        for path in sorted(listed):
            place = os.path.join(root, *path.split("/"))
            if path.startswith("pelaksanaan/") and os.path.isfile(place):
                found = check_one(place, path, heads, faults)
                cases, entries, documents = cases + 1, entries + found[0], documents + found[1]
        faults.extend("rantai %s disegel tetapi tidak ada dalam arsip" % chain for chain in sorted(heads))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        faults.append("tidak terbaca: %s" % error)
    sys.stdout.write("%d pelaksanaan, %d entri jurnalnya, %d dokumen, %d segel\n" % (cases, entries, documents, seals))
    for fault in faults:
        sys.stdout.write("! %s\n" % fault)
    sys.stdout.write("RUSAK\n" if faults else "UTUH\n")
    return 1 if faults else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv))
