from django.db import migrations


class Migration(migrations.Migration):
    """The proxy needs no table, but its base lives in an app with migrations, so it must be in the migration state."""

    initial = True
    dependencies = [("viewflow", "0015_task_scheduled")]
    operations = [
        migrations.CreateModel(name="BenchCase", fields=[], options={"proxy": True}, bases=("viewflow.process",)),
    ]
