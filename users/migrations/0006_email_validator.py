from django.db import migrations, models

import users.identity


class Migration(migrations.Migration):
    dependencies = [
        ("users", "0005_revoked_sessions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appuser",
            name="email",
            field=models.EmailField(
                max_length=254, validators=[users.identity.check_email], verbose_name="e-mail"
            ),
        ),
    ]
