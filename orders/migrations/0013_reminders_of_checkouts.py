from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0012_find_lapsed_payments")]

    operations = [
        migrations.AddField(
            model_name="checkout",
            name="may_remind",
            field=models.BooleanField(default=False, verbose_name="may be reminded"),
        ),
    ]
