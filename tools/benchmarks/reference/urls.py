from django.urls import path

from tools.benchmarks.reference import views

urlpatterns = [
    path("bytes/", views.bare_bytes),
    path("products/", views.ProductList.as_view()),
    path("products/<str:slug>/", views.ProductDetail.as_view()),
]
