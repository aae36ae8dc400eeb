"""`lajur catalogue bpmn` and `read-bpmn`: a SOP as a BPMN 2.0 diagram, and a diagram as the draft of a SOP."""

from __future__ import annotations

from pathlib import Path

import click

from lajur.entrypoints.cli.language import _

OUTPUT = click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help=_("Berkas tujuan."))


@click.command("bpmn", help=_("Tulis satu SOP sebagai diagram BPMN 2.0."))
@click.argument("sop_id", metavar="ID")
@OUTPUT
def write_command(sop_id: str, output: Path) -> None:
    from lajur.catalogue import reader
    from lajur.exchange.bpmn.layout import NoWay
    from lajur.exchange.bpmn.writing import bpmn_of

    try:
        exported = bpmn_of(reader.load(sop_id))
    except KeyError:
        raise click.ClickException(_("SOP “{id}” tidak ada pada katalog.").format(id=sop_id)) from None
    except reader.BrokenSop as broken:
        message = _("SOP “{id}” rusak; jalankan: lajur catalogue check {id}").format(id=sop_id)
        raise click.ClickException(message) from broken
    except NoWay as problem:
        message = _("Alur SOP “{id}” terlalu rapat untuk digambar.").format(id=sop_id)
        raise click.ClickException(message) from problem
    _write(output, exported)
    click.echo(_("Diagram BPMN ditulis ke {path}.").format(path=output))


@click.command("read-bpmn", help=_("Baca diagram BPMN 2.0 menjadi rancangan berkas SOP."))
@click.argument("source", metavar=_("BERKAS"), type=click.Path(path_type=Path))
@OUTPUT
def read_command(source: Path, output: Path) -> None:
    from lajur.exchange.bpmn.diagram import MAX_BYTES
    from lajur.exchange.bpmn.reading import read_bpmn

    try:
        with source.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat dibuka: {why}").format(path=source, why=problem.strerror)
        raise click.ClickException(message) from problem
    draft = read_bpmn(data)
    if isinstance(draft, list):
        for one in draft:
            click.echo(f"{source}:{one.line}: [{one.rule}] {one.sentence}", err=True)
        raise click.ClickException(_("Diagram ini tidak dapat dibaca sebagai SOP."))
    _write(output, draft.text.encode())
    for one in draft.lacking:
        click.echo(f"{source}:{one.line}: [{one.rule}] {one.sentence}")
    click.echo(_("Rancangan SOP ditulis ke {path}.").format(path=output))


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as problem:
        message = _("Berkas “{path}” tidak dapat ditulis: {why}").format(path=path, why=problem.strerror)
        raise click.ClickException(message) from problem
