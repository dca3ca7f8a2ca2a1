from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_notes_of_stock_movements")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="moved_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="product",
            name="moved_at",
            field=models.DateTimeField(db_index=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="product",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="updated at"),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(
                fields=["updated_at", "id", "is_active", "deleted_at", "category"],
                name="product_changed",
            ),
        ),
    ]
