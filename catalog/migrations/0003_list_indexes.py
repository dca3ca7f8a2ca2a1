from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_sort_names_and_former_slugs")]

    operations = [
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["is_active", "deleted_at", "created_at", "id", "category", "price"],
                name="product_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["is_active", "deleted_at", "price", "id", "category"], name="product_price"
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["is_active", "deleted_at", "sort_name", "id", "category"],
                name="product_name",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=[
                    "is_active",
                    "deleted_at",
                    "category",
                    "created_at",
                    "id",
                    "price",
                    "stock_quantity",
                ],
                name="product_filters",
            ),
        ),
    ]
