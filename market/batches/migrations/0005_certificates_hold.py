from django.db import migrations


class Migration(migrations.Migration):
    """Every certificate that there is holds: until now none could be cancelled."""

    dependencies = [("batches", "0004_certificates_cancelled")]

    operations = [
        migrations.RunSQL(
            "UPDATE batches_batch batch SET certificate_id = issued.id"
            " FROM batches_certificate issued WHERE issued.batch_id = batch.id",
            migrations.RunSQL.noop,
        )
    ]
