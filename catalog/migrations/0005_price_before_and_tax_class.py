from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_sku_and_barcode")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="compare_at_price",
            field=models.DecimalField(
                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="price before"
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="tax_class",
            field=models.CharField(
                choices=[
                    ("standard", "IVA, standard rate"),
                    ("reduced", "IVA, reduced rate"),
                    ("exempt", "exempt (IVA at 0 %)"),
                    ("excluded", "excluded (no IVA)"),
                    ("consumption", "consumption tax instead of IVA"),
                ],
                default="standard",
                max_length=12,
                verbose_name="tax class",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("compare_at_price", None),
                    ("compare_at_price__gt", models.F("price")),
                    _connector="OR",
                ),
                name="catalog_product_compare_at_price_gt_price",
            ),
        ),
    ]
