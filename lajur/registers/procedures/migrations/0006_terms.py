"""When editions ran, as far as it is known."""

from django.db import migrations


def tell_terms(apps, schema_editor):
    """Until now nothing said when an edition ran: each did from its publication until the next one's, and the one that
    is in force, where it is not the newest, since the newest was published."""
    Procedure, Edition = apps.get_model("procedures", "Procedure"), apps.get_model("procedures", "Edition")
    Term = apps.get_model("procedures", "Term")
    for procedure in Procedure.objects.filter(in_force__isnull=False).iterator():
        rows = list(Edition.objects.filter(procedure=procedure).order_by("number").only("id", "published_at"))
        newest = rows[-1].published_at
        times = [row.published_at for row in rows if row.id != procedure.in_force_id]
        older = [row for row in rows if row.id != procedure.in_force_id]
        current = next(row for row in rows if row.id == procedure.in_force_id)
        since = newest if current is not rows[-1] else current.published_at
        for row, until in zip(older, [*times[1:], since], strict=False):
            Term.objects.create(
                agency_id=procedure.agency_id, procedure=procedure, edition=row, since=row.published_at, until=until
            )
        Term.objects.create(agency_id=procedure.agency_id, procedure=procedure, edition=current, since=since)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0005_life_of_editions")]
    operations = [migrations.RunPython(tell_terms, migrations.RunPython.noop, elidable=True)]
