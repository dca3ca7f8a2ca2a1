from django.urls import include, path

from catalog.api.categories import CategoryViewSet
from catalog.api.products import ProductViewSet
from catalog.api.stock_alerts import NotifyView
from catalog.pictures.api import PictureUploads

ONE = {"patch": "partial_update", "delete": "destroy"}

urlpatterns = [
    path("", include("catalog.feeds.urls")),
    path("products/", ProductViewSet.as_view({"get": "list", "post": "create"}), name="products"),
    path(
        "products/category/<slug:slug>/",
        ProductViewSet.as_view({"get": "by_category"}),
        name="products-of-category",
    ),
    path("products/<slug:slug>/", ProductViewSet.as_view({"get": "retrieve"}), name="product"),
    path("products/<int:pk>/<slug:slug>/", ProductViewSet.as_view(ONE), name="product-by-pk"),
    path(
        "products/<int:pk>/<slug:slug>/stock/",
        ProductViewSet.as_view({"post": "stock"}),
        name="product-stock",
    ),
    path(
        "products/<int:pk>/<slug:slug>/images/",
        PictureUploads.as_view({"post": "upload"}),
        name="product-images",
    ),
    path("products/<int:pk>/<slug:slug>/notify/", NotifyView.as_view(), name="product-notify"),
    path(
        "products/<int:pk>/<slug:slug>/activate/",
        ProductViewSet.as_view({"patch": "activate"}),
        name="product-activate",
    ),
    path(
        "products/<int:pk>/<slug:slug>/deactivate/",
        ProductViewSet.as_view({"patch": "deactivate"}),
        name="product-deactivate",
    ),
    path(
        "categories/", CategoryViewSet.as_view({"get": "list", "post": "create"}), name="categories"
    ),
    path("categories/<slug:slug>/", CategoryViewSet.as_view({"get": "retrieve"}), name="category"),
    path("categories/<int:pk>/<slug:slug>/", CategoryViewSet.as_view(ONE), name="category-by-pk"),
    path(
        "categories/<int:pk>/<slug:slug>/activate/",
        CategoryViewSet.as_view({"patch": "activate"}),
        name="category-activate",
    ),
    path(
        "categories/<int:pk>/<slug:slug>/deactivate/",
        CategoryViewSet.as_view({"patch": "deactivate"}),
        name="category-deactivate",
    ),
]
