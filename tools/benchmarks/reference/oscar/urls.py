from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("bytes/", lambda request: HttpResponse(b"ok")),
    path("api/", include("oscarapi.urls")),
]
