from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_old_rows_taxed"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkoutitem",
            name="sku",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="SKU"),
        ),
        migrations.AddField(
            model_name="orderitem",
            name="sku",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="SKU"),
        ),
    ]
