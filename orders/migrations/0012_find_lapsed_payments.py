from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_returns")]

    operations = [
        migrations.AlterField(
            model_name="checkout",
            name="pending_until",
            field=models.DateTimeField(db_index=True, null=True, verbose_name="pending until"),
        ),
    ]
