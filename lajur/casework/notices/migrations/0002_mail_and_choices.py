"""Mail for notices, and what each person chose. Notices told before are not mailed afterwards."""

import django.db.models.deletion
import lajur.registers.authority.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0001_notices'),
        ('organisation', '0001_people_and_positions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.UUIDField(default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('paces', models.JSONField(default=dict)),
                ('is_quiet', models.BooleanField(default=True)),
                ('quiet_from', models.IntegerField(default=1080)),
                ('quiet_until', models.IntegerField(default=420)),
                ('quiet_days_off', models.BooleanField(default=True)),
                ('digest_hour', models.IntegerField(default=8)),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='case',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='pace',
            field=models.CharField(blank=True, choices=[('segera', 'Segera'), ('ringkasan', 'Dalam ringkasan harian'), ('tidak', 'Tidak pernah')], max_length=10),
        ),
        migrations.AddField(
            model_name='notice',
            name='task',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('tugas-baru', 'Tugas baru untuk Anda'), ('dialihkan', 'Tugas dialihkan kepada Anda'), ('dikembalikan', 'Pekerjaan dikembalikan kepada Anda'), ('pengingat', 'Tenggat mendekat'), ('terlambat', 'Tugas terlambat'), ('eskalasi', 'Tugas bawahan terlambat'), ('penyimpangan', 'Penyimpangan menunggu jawaban Anda'), ('penilaian', 'Penyimpangan menunggu penilaian Anda'), ('dibatalkan', 'Pelaksanaan dibatalkan'), ('disebut', 'Anda disebut dalam komentar'), ('pengganti', 'Anda ditunjuk sebagai pengganti')], max_length=20),
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.UUIDField(default=lajur.registers.authority.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60)),
                ('state', models.CharField(choices=[('menunggu', 'Menunggu'), ('diambil', 'Sedang dikirim'), ('diserahkan', 'Sedang diserahkan'), ('terkirim', 'Terkirim'), ('gagal', 'Gagal'), ('tidak-perlu', 'Tidak perlu lagi')], default='menunggu', max_length=12)),
                ('due_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('attempts', models.IntegerField(default=0)),
                ('repeated', models.BooleanField(default=False)),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='organisation.agency')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='notice',
            name='mail',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='notices.mail'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['person', 'at'], name='notice_latest'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('read_at__isnull', True), models.Q(('task', ''), _negated=True)), fields=['agency'], name='notice_of_open_work'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('pace', '')), fields=['agency'], name='notice_unplanned'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('mail__isnull', True), ('pace', 'ringkasan')), fields=['agency', 'person'], name='notice_for_digest'),
        ),
        migrations.AddField(
            model_name='mailchoice',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organisation.agency'),
        ),
        migrations.AddField(
            model_name='mailchoice',
            name='person',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state__in', ['menunggu', 'diambil', 'diserahkan'])), fields=['agency', 'due_at'], name='mail_to_send'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(condition=models.Q(('state', 'gagal')), fields=['agency', 'due_at'], name='mail_failed'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(fields=('person', 'key'), name='mail_once'),
        ),
        migrations.RunSQL("UPDATE notices_notice SET pace = 'tidak'", migrations.RunSQL.noop),
    ]
