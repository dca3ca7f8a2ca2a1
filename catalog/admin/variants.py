"""The variant grid of a product: options, price, stock and SKU."""

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from rest_framework import exceptions

from catalog.admin.base import texts_of
from catalog.admin.variant_forms import CombinationsForm, VariantForm
from catalog.models import Product
from catalog.services import change_log
from catalog.services import products as services
from catalog.services.bulk import products as bulk
from catalog.services.bulk.writes import Writes
from catalog.services.transactions import committed


class Grid:
    """One request to the page."""

    def __init__(self, site: admin.AdminSite, request: HttpRequest, pk: int):
        self.site, self.request = site, request
        self.main = get_object_or_404(Product, pk=pk, deleted_at=None, variant_of=None)
        self.variants = list(
            Product.objects.filter(variant_of=self.main, deleted_at=None).order_by("pk")
        )
        self.can_change = request.user.has_perm("catalog.change_product")
        self.can_add = self.can_change and request.user.has_perm("catalog.add_product")

    def answer(self) -> HttpResponse:
        makes = self.request.method == "POST" and "make" in self.request.POST
        saves = self.request.method == "POST" and not makes
        if not self.request.user.has_perm("catalog.view_product"):
            raise PermissionDenied
        if (saves and not self.can_change) or (makes and not self.can_add):
            raise PermissionDenied
        self.rows = [
            VariantForm(self.request.POST if saves else None, variant=variant)
            for variant in self.variants
        ]
        self.new = CombinationsForm(
            self.request.POST if makes else None, main=self.main, variants=self.variants
        )
        if (saves and self.done(self.save)) or (makes and self.done(self.make)):
            return HttpResponseRedirect(self.request.path)
        return self.page()

    def done(self, write) -> bool:
        """Save; return True if it worked, else show the services' error."""
        try:
            return write()
        except exceptions.APIException as error:
            for text in texts_of(error):
                messages.error(self.request, text)
            return False

    def save(self) -> bool:
        if not all(row.is_valid() for row in self.rows):
            return False
        changes = [change for row in self.rows if (change := row.change())]
        user_id = self.request.user.pk
        if changes:
            bulk.write_all(
                Writes(changes, user_id=user_id),
                also=lambda: change_log.log_changes(user_id, changes, gettext("Variants")),
            )
        self.say(len(changes))
        return True

    def make(self) -> bool:
        if not self.new.is_valid():
            return False
        data, user_id = self.new.cleaned_data, self.request.user.pk

        def work() -> list[Product]:
            made = [
                services.create_product(
                    variant_of=self.main.pk,
                    options=options,
                    price=data["price"],
                    stock_quantity=data["stock_quantity"],
                    user_id=user_id,
                )
                for options in data["combinations"]
            ]
            change_log.log(user_id, [(product, "") for product in made], ADDITION)
            return made

        self.say(len(committed(work, shape=True)))
        return True

    def say(self, count: int) -> None:
        messages.success(self.request, gettext("%(count)s changed.") % {"count": count})

    def page(self) -> HttpResponse:
        context = {
            **self.site.each_context(self.request),
            "opts": Product._meta,
            "title": gettext("Variants: %s") % self.main,
            "product": self.main,
            "names": list(self.rows[0].options) if self.rows else [],
            "rows": self.rows,
            "new": self.new,
            "can_change": self.can_change,
            "can_add": self.can_add,
        }
        return TemplateResponse(self.request, "admin/catalog/product/variants.html", context)
