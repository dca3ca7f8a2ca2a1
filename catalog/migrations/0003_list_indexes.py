from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_sort_names_and_former_slugs")]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="created_at",
            field=models.DateTimeField(auto_now_add=True),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=[
                    *("created_at", "id", "is_active", "deleted_at"),
                    *("category", "price", "stock_quantity"),
                ],
                name="product_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["price", "id", "is_active", "deleted_at", "category"],
                name="product_price",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["sort_name", "id", "is_active", "deleted_at", "category"],
                name="product_name",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["category", "is_active", "deleted_at", "created_at", "id"],
                name="product_in_category",
            ),
        ),
    ]
