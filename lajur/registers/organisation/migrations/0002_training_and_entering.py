import django.db.models.deletion
from django.db import migrations, models

import lajur.registers.authority.ids


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0001_people_and_positions'),
    ]

    operations = [
        migrations.AddField(
            model_name='agency',
            name='is_training',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='agency',
            name='is_active',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='clock_rate',
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name='agency',
            name='clock_start',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='training_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organisation.agency'),
        ),
        migrations.CreateModel(
            name='Entering',
            fields=[
                ('id', models.UUIDField(default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=300)),
                ('began_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('administrator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisation.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.person')),
            ],
        ),
    ]
