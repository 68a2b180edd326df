"""The sandbox agency's page and panel, and the address that agencies call."""

from django.urls import path

from portal.agency import views, webhook

app_name = "agency"
urlpatterns = [
    path("agency/<uuid:key>/", views.account, name="account"),
    path("agency/<uuid:key>/deposit/", views.deposit, name="deposit"),
    path("hooks/agency/", webhook.receive, name="webhook"),
]
