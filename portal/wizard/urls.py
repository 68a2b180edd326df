"""Addresses of the wizard; the draft and the step are named in them, nothing is in the session."""

from django.urls import path

from portal.wizard import after, check, papers, stepping, views

DRAFT = "<slug:key>/d/<uuid:draft>/"
urlpatterns = [
    path("<slug:key>/", views.guide, name="apply-guide"),
    path("<slug:key>/start/", views.start, name="apply-start"),
    path(DRAFT, views.hub, name="apply-hub"),
    path(f"{DRAFT}documents/", papers.documents, name="apply-documents"),
    path(f"{DRAFT}check/", check.check, name="apply-check"),
    path(f"{DRAFT}payment/", after.payment, name="apply-payment"),
    path(f"{DRAFT}done/", after.done, name="apply-done"),
    path(f"{DRAFT}discard/", views.discard, name="apply-discard"),
    path(f"{DRAFT}<slug:step>/", stepping.step, name="apply-step"),
]
