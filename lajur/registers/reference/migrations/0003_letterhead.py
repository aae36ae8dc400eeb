"""Letterheads are added, never changed or deleted, like the rows of dated tables."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import lajur.registers.authority.ids

GUARD = """
CREATE TRIGGER reference_letterhead_stays BEFORE UPDATE OR DELETE ON reference_letterhead
    FOR EACH ROW EXECUTE FUNCTION reference_value_stays();
"""
UNGUARD = "DROP TRIGGER reference_letterhead_stays ON reference_letterhead;"


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0002_training_and_entering'),
        ('reference', '0002_values_are_never_edited'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letterhead',
            fields=[
                ('id', models.UUIDField(default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('valid_from', models.DateField()),
                ('lines', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None)),
                ('address', models.CharField(max_length=300)),
                ('contact', models.CharField(blank=True, max_length=300)),
                ('city', models.CharField(max_length=100)),
                ('crest', models.BinaryField(default=b'')),
                ('crest_type', models.CharField(blank=True, max_length=20)),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.UUIDField(null=True)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organisation.agency')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'valid_from'], name='letterhead_by_start')],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
