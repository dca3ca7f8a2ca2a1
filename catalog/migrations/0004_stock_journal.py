import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_list_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("change", models.BigIntegerField(verbose_name="change")),
                ("quantity_after", models.PositiveIntegerField(verbose_name="stock afterwards")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("initial", "initial stock"),
                            ("edit", "edited"),
                            ("sale", "sale"),
                            ("return", "return"),
                            ("import", "import"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                (
                    "invoice",
                    models.CharField(
                        blank=True, db_index=True, max_length=60, verbose_name="invoice"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
            ],
            options={
                "verbose_name": "stock movement",
                "verbose_name_plural": "stock journal",
                "db_table": "stock_movement",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="product",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="movements",
                to="catalog.product",
                verbose_name="product",
            ),
        ),
        migrations.AddField(
            model_name="stockmovement",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
    ]
