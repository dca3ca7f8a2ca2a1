from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_first_versions")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="sku",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="SKU"),
        ),
        migrations.AddField(
            model_name="product",
            name="sku_key",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="product",
            name="barcode",
            field=models.CharField(
                blank=True, db_index=True, default="", max_length=14, verbose_name="barcode"
            ),
        ),
    ]
