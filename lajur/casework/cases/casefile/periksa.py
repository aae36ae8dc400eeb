"""Memeriksa berkas pelaksanaan Lajur: python3 periksa.py [folder]. Hanya pustaka baku Python.

This file goes into every case file, for people who have neither Lajur nor a network; so it stands on its own.
"""

import hashlib
import json
import os
import sys

OWN = "berkas.sha256"


def digest_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def check_files(root, faults):
    """Every listed file is there unchanged, and nothing lies beside that nobody listed."""
    listed = {}
    with open(os.path.join(root, OWN), encoding="utf-8") as file:
        for line in file:
            digest, _, path = line.rstrip("\n").partition("  ")
            listed[path] = digest
    for path, digest in sorted(listed.items()):
        place = os.path.join(root, *path.split("/"))
        if not os.path.isfile(place):
            faults.append("berkas hilang: " + path)
        elif digest_of(place) != digest:
            faults.append("berkas berubah: " + path)
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            if path != OWN and path not in listed:
                faults.append("berkas tak dikenal: " + path)
    return listed


def check_journal(folder, label, faults):
    """Every entry follows the one before it; returns the documents that entries name, and the last hash."""
    head, number, origin = None, 0, None
    known = {}  # type: dict[str, str]
    for entry in lines_of(os.path.join(folder, "jurnal.jsonl")):
        number += 1
        where = "%s entri %d: " % (label, number)
        if head is None:
            origin = (entry["agency"], entry["chain"])
            head = hashlib.sha256(("lajur:%s:%s" % origin).encode()).digest()
        if (entry["agency"], entry["chain"]) != origin:
            faults.append(where + "berasal dari rantai lain")
        body = json.loads(entry["body"])
        if entry["seq"] != number or body["n"] != number:
            faults.append(where + "hilang atau urutannya ditukar")
            return known, head, number
        computed = hashlib.sha256(head + entry["body"].encode()).digest()
        if computed.hex() != entry["hash"]:
            faults.append(where + "isinya tidak cocok dengan sidiknya")
            return known, head, number
        if (body["k"], body["by"]) != (entry["kind"], entry["by"]):
            faults.append(where + "kolomnya berbeda dari isinya")
        if entry["private"] is not None:
            if hashlib.sha256(entry["private"].encode()).hexdigest() != body.get("p"):
                faults.append(where + "keterangannya telah diubah")
        known.update(body.get("doc") or {})
        head = computed
    if number == 0:
        faults.append(label + ": jurnal kosong")
    return known, head, number


def check_case(root, folder, listed, faults):
    label = os.path.relpath(folder, root).replace(os.sep, "/")
    label = "pelaksanaan ini" if label == "." else label
    known, head, number = check_journal(folder, label, faults)
    found = {}
    for document in lines_of(os.path.join(folder, "dokumen.jsonl")):
        found[str(document["nomor"])] = document["sha256"]
        if known.get(str(document["nomor"])) != document["sha256"]:
            faults.append("%s: dokumen %s tidak seperti dalam jurnal" % (label, document["nomor"]))
        if "dimusnahkan" in document:  # its time was over: only its digest is left
            continue
        if listed.get(document["berkas"]) != document["sha256"]:
            faults.append("%s: sidik dokumen %s tidak seperti dalam %s" % (label, document["nomor"], OWN))
    for name in sorted(set(known) - set(found), key=int):
        faults.append("%s: dokumen %s ada dalam jurnal tetapi tidak di sini" % (label, name))
    return label, number, head.hex() if head else "-", len(found)


def main(words):
    root = os.path.abspath(words[1] if len(words) > 1 else os.path.dirname(os.path.abspath(__file__)))
    faults, told = [], []  # type: list, list
    try:
        listed = check_files(root, faults)
        for folder, folders, names in os.walk(root):
            folders.sort()
            if "jurnal.jsonl" in names:
                told.append(check_case(root, folder, listed, faults))
        if not told:
            faults.append("jurnal.jsonl tidak ada")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        faults.append("tidak terbaca: %s" % error)
    for label, number, head, documents in told:
        sys.stdout.write("%s: %d entri jurnal, %d dokumen\n  kepala jurnal %s\n" % (label, number, documents, head))
    for fault in faults:
        sys.stdout.write("! %s\n" % fault)
    sys.stdout.write("RUSAK\n" if faults else "UTUH\n")
    return 1 if faults else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv))
