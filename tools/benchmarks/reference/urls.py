from django.urls import path

from tools.benchmarks.reference import views

urlpatterns = [
    path("bytes/", views.bare_bytes),
    path("bytes/query/", views.bytes_after_a_query),
    path("products/", views.ProductList.as_view()),
    path("products/<str:slug>/", views.ProductDetail.as_view()),
]
