from django.urls import path

from catalog.feeds.views import CsvFeed, MerchantFeed, Sitemap, SitemapPart

urlpatterns = [
    path("feeds/products.xml", MerchantFeed.as_view(), name="feed-xml"),
    path("feeds/products.csv", CsvFeed.as_view(), name="feed-csv"),
    path("sitemap.xml", Sitemap.as_view(), name="sitemap"),
    path("sitemap-<int:number>.xml", SitemapPart.as_view(), name="sitemap-part"),
]
