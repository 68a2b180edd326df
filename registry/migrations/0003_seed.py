"""The data a new house starts with: papers asked for, reminder stages, terms of use, answers."""

from django.db import migrations

from registry import seed


def load(apps, schema_editor):
    seed.load(apps)


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_postgresql"), ("notifications", "0002_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
