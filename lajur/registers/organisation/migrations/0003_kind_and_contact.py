from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisation", "0002_training_and_entering")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="agency",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("kementerian", "Kementerian"),
                    ("lembaga", "Lembaga negara atau badan"),
                    ("provinsi", "Pemerintah provinsi"),
                    ("kabupaten", "Pemerintah kabupaten"),
                    ("kota", "Pemerintah kota"),
                    ("lainnya", "Lainnya"),
                ],
                default="",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="contact_email",
            field=models.EmailField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="agency",
            name="contact_phone",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
    ]
