import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def person(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0007_order_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="refund",
            name="updated_at",
            field=models.DateTimeField(auto_now=True, verbose_name="updated at"),
        ),
        migrations.AlterField(model_name="refund", name="created_by", field=person("recorded by")),
        migrations.AlterField(model_name="refund", name="done_by", field=person("paid back by")),
    ]
