import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_price_conversions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True)),
                ("digest", models.CharField(max_length=64, null=True, unique=True)),
                ("sizes", models.CharField(max_length=60)),
                ("unused_since", models.DateTimeField(db_index=True, null=True)),
            ],
            options={
                "db_table": "picture",
            },
        ),
        migrations.AlterField(
            model_name="productimage",
            name="image_url",
            field=models.CharField(max_length=1000, verbose_name="image URL"),
        ),
        migrations.AddField(
            model_name="productimage",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.picture",
            ),
        ),
    ]
