"""`lajur catalogue read`: SOP documents of other people to drafts of SOP files. Needs neither Django nor a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from lajur.catalogue import reader
from lajur.catalogue.writer import to_yaml
from lajur.entrypoints.cli.language import _
from lajur.entrypoints.cli.tables import table


@click.command("read", help=_("Baca dokumen SOP (DOCX, XLSX, PDF, HTML, Markdown, teks) menjadi draf berkas SOP."))
@click.argument("path", metavar=_("BERKAS"), type=click.Path(path_type=Path), required=False)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help=_("Folder tujuan draf."))
@click.option(
    "--measure", type=click.Path(path_type=Path), help=_("Ukur pembacaan naskah dalam folder ini terhadap katalog.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Cetak sebagai JSON."))
def read(path: Path | None, output: Path | None, measure: Path | None, as_json: bool) -> None:
    if measure is not None:
        _measure(measure, as_json)
        return
    if path is None:
        raise click.UsageError(_("Sebutkan berkas yang dibaca, atau --measure FOLDER."))
    from lajur.exchange.reading import Draft, Unreadable, read_sops  # loads lxml; only this command needs it
    from lajur.exchange.reading.refusing import MAX_FILE
    from lajur.exchange.reading.wording import slug, unique

    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
        found = read_sops(data, path.name, _progress)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat dibuka: {why}").format(path=path, why=problem.strerror)
        raise click.ClickException(message) from problem
    except Unreadable as problem:
        raise click.ClickException(problem.sentence) from problem
    names: dict[str, Draft] = {}
    for draft in found.drafts:
        names[unique(slug(draft.content["judul"], 60), names)] = draft
    if output is not None:
        for name, draft in names.items():
            _write(output / name, draft)
    if as_json:
        click.echo(json.dumps([_data(name, draft) for name, draft in names.items()], ensure_ascii=False, indent=2))
        return
    for line in found.notices:
        click.echo(line)
    heads = [_("Draf"), _("Judul"), _("Nomor"), _("Langkah"), _("Ragu"), _("Periksa")]
    click.echo(
        table(
            heads,
            [
                [name, draft.content["judul"], draft.content["nomor"], str(len(draft.content["langkah"])),
                 str(len(draft.doubts)), str(len(draft.left))]
                for name, draft in names.items()
            ],
        )
    )  # fmt: skip
    if output is not None:
        click.echo(_("{count} draf ditulis ke {path}.").format(count=len(names), path=output))
        return
    for name, draft in names.items():
        for doubt in draft.doubts:
            click.echo(
                f"{name}: {'.'.join(doubt.field)} ({doubt.place.words()}): {doubt.why} [{round(doubt.sure * 100)} %]"
            )
        for sentence in draft.left:
            click.echo(f"{name}: {sentence}")


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty() and total:
        click.echo("\r" + _("Membaca {done} dari {total}").format(done=done, total=total), nl=done == total, err=True)


def _data(name: str, draft: Any) -> dict[str, Any]:
    return {
        "nama": name,
        "isi": draft.content,
        "ragu": [doubt.as_data() for doubt in draft.doubts],
        "periksa": draft.left,
    }


def _write(folder: Path, draft: Any) -> None:
    doubts = {"ragu": [doubt.as_data() for doubt in draft.doubts], "periksa": draft.left}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "sop.yaml").write_text(to_yaml(draft.content), encoding="utf-8")
        (folder / "ragu.json").write_text(json.dumps(doubts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat ditulis: {why}").format(path=folder, why=problem.strerror)
        raise click.ClickException(message) from problem


def _measure(folder: Path, as_json: bool) -> None:
    """Shares per field against the catalogue. Ends with 1 when 2 % or more of all facts are silently wrong."""
    from lajur.exchange.reading.measuring import measure_folder, shares

    known = {sop_id: document.content for sop_id in reader.catalogue_ids()
             if not isinstance(document := reader.read_document(sop_id), list)}  # fmt: skip
    facts, missing = measure_folder(folder, known)
    if not facts:
        raise click.ClickException(_("Tidak ada naskah yang cocok dengan katalog di “{path}”.").format(path=folder))
    rows = shares(facts)
    wrong = [fact for fact in facts if fact.silently_wrong]
    if as_json:
        told = [{"bidang": name, "jumlah": all_, "benar": right, "ditandai": flagged, "salah_diam": silent}
                for name, all_, right, flagged, silent in rows]  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        heads = [_("Bidang"), _("Jumlah"), _("Benar %"), _("Ditandai %"), _("Salah tanpa tanda %")]
        cells = [
            [name, str(count), *(f"{100 * part / count:.1f}" for part in (right, flagged, silent))]
            for name, count, right, flagged, silent in rows
        ]
        click.echo(table(heads, cells))
        for fact in wrong:
            click.echo(f"{fact.sop} {fact.field} {fact.where}: {fact.wanted} ≠ {fact.read}")
        for sop_id in missing:
            click.echo(_("Tidak ditemukan pada naskah: {id}").format(id=sop_id))
    if rows[-1][4] >= 0.02 * rows[-1][1] or missing:
        raise SystemExit(1)
