"""The fees and the tax rate a new house starts with."""

from django.db import migrations

from billing import seed


def load(apps, schema_editor):
    seed.load(apps)


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
