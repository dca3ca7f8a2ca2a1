from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0007_payment_method_and_tracking")]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="idempotency_key",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="refund",
            name="request_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
