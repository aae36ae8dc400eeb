"""An index for reading the latest lines of a kind."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0001_lines_to_search'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='hit',
            index=models.Index(fields=['agency', 'kind', '-at', '-target'], name='hit_latest'),
        ),
    ]
