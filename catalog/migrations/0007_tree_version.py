from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0006_words_for_people"),
    ]

    operations = [
        migrations.AddField(
            model_name="catalogversion",
            name="tree_writes",
            field=models.BigIntegerField(default=0),
        ),
    ]
