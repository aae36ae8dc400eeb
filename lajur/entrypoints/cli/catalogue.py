"""`lajur catalogue`: list, show and check the SOP files. Needs neither Django nor a database."""

from __future__ import annotations

import ast
import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from lajur.catalogue import reader
from lajur.catalogue.checker import check as check_document
from lajur.catalogue.findings import Finding, errors_in
from lajur.catalogue.listing import entry_of, sheet_of
from lajur.catalogue.shape import json_schema
from lajur.catalogue.stories import read_stories
from lajur.engine.definition import Sop
from lajur.entrypoints.cli import bpmn, reading
from lajur.entrypoints.cli.language import _
from lajur.entrypoints.cli.tables import table
from lajur.exchange.sheet.files import MEDIA_TYPES, sheet_file


@click.group(help=_("Daftar, isi, dan pemeriksaan berkas SOP."))
def cli() -> None:
    pass


cli.add_command(reading.read)
cli.add_command(bpmn.write_command)
cli.add_command(bpmn.read_command)


@cli.command("list", help=_("Daftar SOP pada katalog."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak sebagai JSON."))
def list_command(as_json: bool) -> None:
    entries = [entry_of(_sop(sop_id)) for sop_id in reader.catalogue_ids()]
    if as_json:
        _print_json(entries)
        return
    heads = [_("SOP"), _("Judul"), _("Nomor"), _("Instansi")]
    click.echo(table(heads, [[entry["id"], entry["title"], entry["number"], entry["agency"]] for entry in entries]))


@cli.command(help=_("Isi satu SOP: pelaksana dan langkah menurut lembarnya."))
@click.argument("sop_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help=_("Cetak sebagai JSON."))
def show(sop_id: str, as_json: bool) -> None:
    sop = _sop(sop_id)
    sheet = sheet_of(sop)
    if as_json:
        _print_json(sheet)
        return
    click.echo(f"{sheet['title']}\n{_('Nomor')}: {sheet['number']}\n")
    heads = [_("No"), _("Kegiatan"), _("Pelaksana"), _("Kelengkapan"), _("Waktu"), _("Output"), _("Lanjut")]
    rows = [
        [
            step["no"],
            step["title"],
            sop.lanes[step["lane"]].title,
            "; ".join(step["needs"]),
            step["time_text"],
            "; ".join(step["yields"]),
            _ways(step, sop),
        ]
        for step in sheet["steps"]
    ]
    click.echo(table(heads, rows))
    for note in sheet["notes"]:
        click.echo(f"{_('Catatan')}: {note}")


@cli.command(help=_("Cetak lembar resmi satu SOP sebagai PDF, Word, atau Excel, menurut akhiran berkasnya."))
@click.argument("sop_id", metavar="ID")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=_("Berkas tujuan."))
@click.option("--paper", type=click.Choice(["A4", "F4"]), default="A4", help=_("Ukuran kertas, melintang."))
def sheet(sop_id: str, output: Path, paper: str) -> None:
    kind = output.suffix.lower().removeprefix(".")
    if kind not in MEDIA_TYPES:
        raise click.ClickException(_("Akhiran berkas harus .pdf, .docx, atau .xlsx."))
    file = sheet_file(_sop(sop_id), kind, paper=paper)
    try:
        output.write_bytes(file)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat ditulis: {why}").format(path=output, why=problem.strerror)
        raise click.ClickException(message) from problem
    click.echo(_("Lembar SOP ditulis ke {path}.").format(path=output))


def _ways(step: dict[str, Any], sop: Sop) -> str:
    """Where a step leads, by the printed numbers."""

    def name(key: str) -> str:
        return (sop.steps[key].no or key) if key in sop.steps else _("selesai")

    if step["exits"]:
        return "; ".join(f"{label} → {name(key)}" for label, key in step["exits"].items())
    return ", ".join(name(key) for key in step["next"]) or _("selesai")


@cli.command(help=_("Periksa SOP: bentuk, rujukan, jalan keluar, dan apakah setiap pelaksanaan dapat selesai."))
@click.argument("sop_ids", nargs=-1, metavar="[ID]...")
@click.option("--file", "path", type=click.Path(path_type=Path), help=_("Periksa berkas ini, bukan katalog."))
@click.option("--json", "as_json", is_flag=True, help=_("Cetak sebagai JSON."))
@click.pass_context
def check(ctx: click.Context, sop_ids: tuple[str, ...], path: Path | None, as_json: bool) -> None:
    if path is not None:
        found = {str(path): _check_file(path)}
    else:
        known = reader.catalogue_ids()
        wanted = list(sop_ids) or known
        found = {}
        for sop_id in wanted:
            if sop_id not in known:
                raise click.ClickException(_("SOP “{id}” tidak ada pada katalog.").format(id=sop_id))
            found |= _check_shipped(sop_id)
    failed = any(errors_in(findings) for findings in found.values())
    if as_json:
        rows = [
            {"file": name, "line": one.line, "rule": one.rule, "severity": one.severity, "sentence": one.sentence}
            for name, findings in found.items()
            for one in findings
        ]
        _print_json(rows)
    else:
        for name, findings in found.items():
            for one in findings:
                click.echo(f"{name}:{one.line}: [{one.rule}] {one.sentence}")
        if not failed:
            click.echo(_("{count} berkas diperiksa, tidak ada galat.").format(count=len(found)))
    ctx.exit(1 if failed else 0)


@cli.command(help=_("Cetak skema JSON berkas SOP, untuk penyunting teks."))
def schema() -> None:
    _print_json(json_schema())


def _check_file(path: Path) -> list[Finding]:
    try:
        with path.open("rb") as file:
            source = file.read(reader.MAX_BYTES + 1)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat dibuka: {why}").format(path=path, why=problem.strerror)
        raise click.ClickException(message) from problem
    document = reader.parse(source, str(path))
    if isinstance(document, list):
        return document
    return check_document(document, known_plugs=_known_plugs(), known_sops=_known_sops())


def _check_shipped(sop_id: str) -> dict[str, list[Finding]]:
    """Findings of a SOP of the catalogue and of its stories, by file."""
    name = f"{sop_id}/sop.yaml"
    document = reader.read_document(sop_id)
    if isinstance(document, list):
        return {name: document}
    findings = check_document(document, known_plugs=_known_plugs(), known_sops=_known_sops(), sop_id=sop_id)
    found = {name: findings}
    stories = reader.path_of(sop_id, "scenarios.yaml")
    if not errors_in(findings) and stories.exists():
        told = read_stories(stories.read_bytes(), reader.load(sop_id))
        found[f"{sop_id}/scenarios.yaml"] = told if isinstance(told, list) else []
    return found


_sops: dict[str, Sop | None] = {}


def _known_sops() -> dict[str, Sop | None]:
    if not _sops:
        for sop_id in reader.catalogue_ids():
            try:
                _sops[sop_id] = reader.load(sop_id)
            except reader.BrokenSop:
                _sops[sop_id] = None
    return _sops


def _known_plugs() -> set[str]:
    """`<capability>.<name>` of every public name in the plug modules (those of `__all__` where it stands), read from
    their source: importing them would need Django."""
    known: set[str] = set()
    for module in import_module("lajur.config.plugs").PLUGS:
        spec = find_spec(module)
        if spec is None or spec.origin is None:
            continue
        capability = module.split(".")[-2]
        body = ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body
        listed = [ast.literal_eval(node.value) for node in body if isinstance(node, ast.Assign) and _is_list(node)]
        names = listed[0] if listed else [name for node in body for name in _names(node)]
        known.update(f"{capability}.{name}" for name in names if not name.startswith("_"))
    return known


def _is_list(node: ast.Assign) -> bool:
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)


def _names(node: ast.stmt) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
    return []


def _sop(sop_id: str) -> Sop:
    try:
        return reader.load(sop_id)
    except KeyError:
        raise click.ClickException(_("SOP “{id}” tidak ada pada katalog.").format(id=sop_id)) from None
    except reader.BrokenSop as broken:
        message = _("SOP “{id}” rusak; jalankan: lajur catalogue check {id}").format(id=sop_id)
        raise click.ClickException(message) from broken


def _print_json(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
