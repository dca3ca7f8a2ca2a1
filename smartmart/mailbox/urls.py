from django.urls import path

from smartmart.mailbox import views

urlpatterns = [
    path("", views.inbox, name="mailbox"),
    path("<int:number>/", views.message, name="mailbox-message"),
    path("<int:number>/html/", views.html_part, name="mailbox-html"),
]
