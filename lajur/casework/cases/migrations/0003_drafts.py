"""Drafts: what people have typed and not sent yet, kept on the server."""

import django.db.models.deletion
import lajur.registers.authority.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_room_on_case_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("task", models.CharField(blank=True, max_length=120)),
                ("place", models.CharField(max_length=200)),
                ("version", models.IntegerField()),
                ("data", models.TextField()),
                ("device", models.CharField(blank=True, max_length=40)),
                ("window", models.CharField(blank=True, max_length=40)),
                ("sequence", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="organisation.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["agency", "at"], name="draft_by_age")],
                "constraints": [models.UniqueConstraint(fields=("person", "place"), name="draft_of_form_once")],
            },
        ),
    ]
