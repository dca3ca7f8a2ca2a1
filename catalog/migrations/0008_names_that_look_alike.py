"""Keys of names that hold no-break, zero-width or several blanks: these count as one blank now.

Two that become alike keep both their rows; the later one keeps its key as it was."""

import hashlib
import unicodedata

from django.db import migrations

NO_WIDTH = dict.fromkeys(
    [*range(0x200B, 0x200E), 0x2060, 0xFEFF, 0x034F, *range(0x180B, 0x180F), *range(0xFE00, 0xFE10)]
)


def key_of(name: str) -> str:
    bare = unicodedata.normalize("NFC", name.translate(NO_WIDTH)).strip()
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", bare).casefold().strip())
    return hashlib.sha256(" ".join(folded.split()).encode()).hexdigest()


def fold(apps, schema_editor):
    for name in ("Category", "Product"):
        model = apps.get_model("catalog", name)
        rows = model.objects.exclude(name_key=None).order_by("pk")
        for pk, text, key in rows.values_list("pk", "name", "name_key").iterator(chunk_size=2000):
            new = key_of(text)
            if new != key and not model.objects.filter(name_key=new).exists():
                model.objects.filter(pk=pk).update(name_key=new)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_lists_by_change")]

    operations = [migrations.RunPython(fold, migrations.RunPython.noop, elidable=True)]
