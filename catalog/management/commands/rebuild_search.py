from django.core.management.base import BaseCommand

from catalog.search.models import SearchState
from catalog.search.rebuild import rebuild


class Command(BaseCommand):
    help = "Make the index of the product search anew. The shop may go on meanwhile."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-needed", action="store_true", help="Do nothing where the index is whole."
        )

    def handle(self, *args, **options):
        if options["if_needed"] and SearchState.objects.filter(pk=1, is_ready=True).exists():
            return
        done = rebuild(self.tell)
        self.stdout.write(f"{done} products are in the search index.")

    def tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done} of {total} products")
