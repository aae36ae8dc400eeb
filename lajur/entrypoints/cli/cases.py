"""``lajur cases``: the same actions as in the browser, for scripts, trials and proofs."""

from __future__ import annotations

import sys
from typing import Any

import click

from lajur.entrypoints.cli import django_setup, xes
from lajur.entrypoints.cli.language import _

AS_JSON = click.option("--json", "as_json", is_flag=True, help=_("Cetak hasil sebagai JSON."))
BY = click.option("--by", required=True, help=_("Nama pengguna yang bertindak."))


@click.group(help=_("Mulai, lihat, selesaikan, simulasikan, dan susun ulang pelaksanaan."))
def cli() -> None:
    pass


cli.add_command(xes.command)


@cli.command(
    help=_("Mulai pelaksanaan sebuah SOP, misalnya: lajur cases start kepuasan-pengguna --by nama --subject …")
)
@click.argument("procedure", metavar="SOP")
@click.option("--subject", required=True, help=_("Pelaksanaan ini tentang apa."))
@BY
@AS_JSON
def start(procedure: str, subject: str, by: str, as_json: bool) -> None:
    django_setup()

    from datetime import UTC, datetime

    from django_scopes import scope

    from lajur.casework.cases.actions import start_case
    from lajur.entrypoints.cli.agencies import acting
    from lajur.entrypoints.cli.output import print_json

    now = datetime.now(UTC)
    agency, actor = acting(by, now)
    with scope(agency=agency):
        key = procedure.removeprefix(f"{agency.slug}/")
        made = or_stop(start_case(procedure=key, subject=subject, by=actor, now=now))
    if as_json:
        print_json({"case": str(made.case), "number": made.number, "task": made.task})
    else:
        click.echo(_("Pelaksanaan {number} dimulai.").format(number=made.number))


@cli.command("list", help=_("Daftar pelaksanaan."))
@click.option("--agency", help=_("Hanya instansi ini."))
@click.option("--sop", help=_("Hanya SOP ini."))
@click.option("--status", type=click.Choice(["berjalan", "selesai", "dibatalkan"]), help=_("Hanya yang berstatus ini."))
@click.option("--limit", default=50, show_default=True, help=_("Paling banyak sekian baris."))
@AS_JSON
def list_cases(agency: str | None, sop: str | None, status: str | None, limit: int, as_json: bool) -> None:
    django_setup()

    from django_scopes import scope

    from lajur.casework.cases.models import Case
    from lajur.casework.cases.queries import case_state
    from lajur.entrypoints.cli.agencies import chosen_agencies
    from lajur.entrypoints.cli.output import print_rows

    rows: list[dict[str, Any]] = []
    for row in chosen_agencies(agency):
        with scope(agency=row):
            found = Case.objects.order_by("-started_at")
            if sop:
                found = found.filter(procedure=sop.rpartition("/")[2])
            if status:
                found = found.filter(status=status)
            rows += [
                {
                    "instansi": row.slug,
                    "nomor": case.number,
                    "sop": case.procedure,
                    "hal": case.subject,
                    "status": case.status,
                    "tugas": ", ".join(case_state(case).open),
                    "dimulai": case.started_at.isoformat(timespec="minutes"),
                }
                for case in found[: limit - len(rows)]
            ]
    print_rows(rows, as_json=as_json)


@cli.command(
    help=_("Selesaikan tugas yang terbuka, misalnya: lajur cases complete 2026-00001 susun-rencana.1 --by nama")
)
@click.argument("number", metavar=_("NOMOR"))
@click.argument("task", metavar=_("TUGAS"))
@BY
@click.option("--exit", "exit_", help=_("Keputusan, pada langkah keputusan."))
@click.option(
    "--field",
    multiple=True,
    metavar=_("KUNCI=ISI"),
    help=_("Jawaban isian; boleh diulang. Angka dan true/false dikenali."),
)
@click.option(
    "--text",
    multiple=True,
    metavar=_("JENIS=ISI"),
    help=_("Dokumen tertulis untuk kelengkapan atau output; boleh diulang."),
)
@click.option(
    "--without",
    multiple=True,
    metavar=_("JENIS=ALASAN"),
    help=_("Lanjut tanpa dokumen ini, dengan alasan; boleh diulang."),
)
@click.option(
    "--appoint",
    multiple=True,
    metavar=_("PELAKSANA=NAMA,NAMA"),
    help=_("Tunjuk orang (nama pengguna) untuk pelaksana; boleh diulang."),
)
@AS_JSON
def complete(
    number: str,
    task: str,
    by: str,
    exit_: str | None,
    field: tuple[str, ...],
    text: tuple[str, ...],
    without: tuple[str, ...],
    appoint: tuple[str, ...],
    as_json: bool,
) -> None:
    django_setup()

    import json
    from datetime import UTC, datetime

    from django_scopes import scope

    from lajur.casework.cases.actions import complete_step
    from lajur.casework.cases.models import Case
    from lajur.casework.cases.queries import case_state
    from lajur.casework.documents.actions import Given
    from lajur.engine.advance import missing_for
    from lajur.entrypoints.cli.agencies import acting
    from lajur.entrypoints.cli.output import print_json
    from lajur.registers.organisation.models import Person
    from lajur.registers.procedures.queries import sop_of

    def value(written: str) -> Any:
        try:
            return json.loads(written)
        except ValueError:
            return written

    now = datetime.now(UTC)
    agency, actor = acting(by, now)
    with scope(agency=agency):
        case = Case.objects.filter(number=number).first()
        if case is None:
            raise click.ClickException(_("Tidak ada pelaksanaan nomor {number}.").format(number=number))
        state = case_state(case)
        lacking = missing_for(sop_of(case.edition_id), state, task) if task in state.open else ()
        given = [Given(kind, text=content) for kind, content in map(pair, text)]
        persons = {
            lane: tuple(
                str(p) for p in Person.within.filter(username__in=names.split(",")).values_list("id", flat=True)
            )
            for lane, names in map(pair, appoint)
        }
        moved = or_stop(
            complete_step(
                case_id=case.id,
                task=task,
                by=actor,
                now=now,
                exit=exit_,
                answers={key: value(written) for key, written in map(pair, field)},
                attachments=[item for item in given if item.kind in lacking],
                outputs=[item for item in given if item.kind not in lacking],
                without=dict(map(pair, without)),
                appoints=persons,
            )
        )
    state = moved.outcome.state
    if as_json:
        print_json({"status": state.status, "open": list(state.open)})
    else:
        click.echo(_("Tersimpan. Terbuka sekarang: {open}").format(open=", ".join(state.open) or state.status))


@cli.command(help=_("Jalankan pelaksanaan dengan pejabat rekaan melalui tindakan dan basis data yang sebenarnya."))
@click.option("--sop", required=True, help=_("Id SOP di katalog, atau all."))
@click.option(
    "--cases", default=10, show_default=True, type=click.IntRange(min=1), help=_("Banyaknya pelaksanaan tiap SOP.")
)
@click.option("--seed", default=1, show_default=True, help=_("Benih acak; benih yang sama berjalan sama."))
@AS_JSON
def simulate(sop: str, cases: int, seed: int, as_json: bool) -> None:
    django_setup()

    from lajur.casework.demonstration.trial import simulate as run_trial
    from lajur.engine.refusal import Refusal
    from lajur.entrypoints.cli.output import print_json, print_rows
    from lajur.entrypoints.cli.preparation import migrate
    from lajur.registers.authority.words import sentence

    migrate()
    report = run_trial(sop, cases=cases, seed=seed)
    if isinstance(report, Refusal):
        raise click.ClickException(sentence(report))
    if as_json:
        print_json(report)
        return
    print_rows(
        [{key: row[key] for key in ("sop", "cases", "finished", "steps", "deviations")} for row in report["sops"]],
        as_json=False,
    )
    click.echo(
        _("{steps} langkah dalam {seconds:.1f} detik: {rate:.0f} langkah per detik").format(**report["throughput"])
    )


@cli.command(
    help=_(
        "Susun ulang setiap pelaksanaan dari jurnalnya, lalu bandingkan dengan yang tersimpan."
        " Kode keluar 1 bila berbeda."
    )
)
@click.option("--agency", help=_("Hanya instansi ini."))
@AS_JSON
def replay(agency: str | None, as_json: bool) -> None:
    django_setup()

    from dataclasses import asdict

    from django_scopes import scope

    from lajur.casework.cases.models import Case
    from lajur.casework.cases.replay import replay_case
    from lajur.entrypoints.cli.agencies import chosen_agencies
    from lajur.entrypoints.cli.output import print_json

    count, differences = 0, []
    for row in chosen_agencies(agency):
        with scope(agency=row):
            for case in Case.objects.order_by("id").iterator(chunk_size=500):
                count += 1
                differences += [asdict(found) for found in replay_case(case)]
    if as_json:
        print_json({"cases": count, "differences": differences})
    else:
        click.echo(
            _("{count} pelaksanaan disusun ulang, {found} perbedaan.").format(count=count, found=len(differences))
        )
        for found in differences:
            click.echo(f"  {found['number']}: {found['what']}: {found['journal']} ≠ {found['stored']}")
    sys.exit(1 if differences else 0)


def pair(written: str) -> tuple[str, str]:
    """ "key=value" as given on the command line."""
    key, sign, content = written.partition("=")
    if not sign or not key:
        raise click.BadParameter(_("tulis sebagai KUNCI=ISI: {written}").format(written=written))
    return key.strip(), content


def or_stop(outcome: Any) -> Any:
    """The outcome, or the refusal's sentence as the command's error."""
    from lajur.engine.refusal import Refusal
    from lajur.registers.authority.words import faults, sentence

    if isinstance(outcome, Refusal):
        details = "".join(f"\n  {name}: {why}" for name, why in faults(outcome).items())
        raise click.ClickException(f"[{outcome.code}] {sentence(outcome)}{details}")
    return outcome
