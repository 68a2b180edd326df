"""What only PostgreSQL can promise: terms never overlap, history is never rewritten."""

from django.db import migrations

WRITTEN_ONCE = (
    "registry_revision",
    "registry_applicationevent",
    "registry_codeevent",
    "registry_submission",
)


def up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    schema_editor.execute(
        "ALTER TABLE registry_term ADD CONSTRAINT term_no_overlap EXCLUDE USING gist "
        "(code_id WITH =, daterange(valid_from, valid_until, '[]') WITH &&)"
    )
    schema_editor.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a row of % is written once', TG_TABLE_NAME; END $$",
        params=None,  # the per cent sign is PostgreSQL's own
    )
    for table in WRITTEN_ONCE:
        schema_editor.execute(
            f"CREATE TRIGGER written_once BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in WRITTEN_ONCE:
        schema_editor.execute(f"DROP TRIGGER written_once ON {table}")
    schema_editor.execute("DROP FUNCTION refuse_change()")
    schema_editor.execute("ALTER TABLE registry_term DROP CONSTRAINT term_no_overlap")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(up, down)]
