from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_names_that_look_alike"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                ("product_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("content", models.BinaryField()),
            ],
            options={
                "db_table": "search_document",
            },
        ),
        migrations.CreateModel(
            name="SearchPending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "search_pending",
            },
        ),
        migrations.CreateModel(
            name="SearchSlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.BigIntegerField(db_index=True)),
                ("word", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "search_slip",
            },
        ),
        migrations.CreateModel(
            name="SearchState",
            fields=[
                ("id", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("is_ready", models.BooleanField(default=False)),
                ("generation", models.BigIntegerField(default=0)),
                ("revision", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "search_state",
            },
        ),
        migrations.CreateModel(
            name="SearchVocabulary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.BinaryField()),
            ],
            options={
                "db_table": "search_vocabulary",
            },
        ),
        migrations.CreateModel(
            name="SearchPosting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.BigIntegerField()),
                ("field", models.PositiveSmallIntegerField()),
                ("segment", models.PositiveIntegerField()),
                ("ids", models.BinaryField()),
            ],
            options={
                "db_table": "search_posting",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("word", "field", "segment"), name="catalog_search_posting_unique"
                    )
                ],
            },
        ),
    ]
