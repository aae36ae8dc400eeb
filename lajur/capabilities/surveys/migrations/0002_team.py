from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0001_survey'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='lane',
            field=models.CharField(blank=True, default='', max_length=100),
        ),
        migrations.AlterField(
            model_name='survey',
            name='state',
            field=models.CharField(choices=[('rencana', 'Disusun'), ('diajukan', 'Menunggu persetujuan'), ('dibuka', 'Dibuka'), ('ditutup', 'Ditutup')], default='rencana', max_length=10),
        ),
    ]
