from django.core.management.base import BaseCommand

from catalog.search.models import SearchState
from catalog.search.rebuild import rebuild


class Command(BaseCommand):
    help = "Rebuild the search index. The shop can keep running."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-needed", action="store_true", help="Do nothing if the index is complete."
        )

    def handle(self, *args, **options):
        if options["if_needed"] and SearchState.objects.filter(pk=1, is_ready=True).exists():
            return
        done = rebuild(self.tell)
        self.stdout.write(f"{done} products are in the search index.")

    def tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total} products")
