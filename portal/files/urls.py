"""Addresses of evidence, the same for the applicant and for those who examine."""

from django.urls import path

from portal.files import views

urlpatterns = [
    path("<uuid:pk>/", views.pages, name="file-pages"),
    path("<uuid:pk>/pages/<int:number>/", views.page_image, name="file-page"),
    path("<uuid:pk>/download/", views.download, name="file-download"),
    path("of/<uuid:application>/all.zip", views.everything, name="files-zip"),
]
