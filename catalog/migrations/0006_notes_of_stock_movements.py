from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_price_before_and_tax_class")]

    operations = [
        migrations.AddField(
            model_name="stockmovement",
            name="note",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="note"),
        ),
    ]
