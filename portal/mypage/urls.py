"""A member's own pages, below /my/."""

from django.urls import path

from portal.mypage import applications, codes, home, papers

urlpatterns = [
    path("", home.show, name="my"),
    path("contact/confirm/", home.confirm_contact, name="my-contact-confirm"),
    path("notices/", home.notices, name="my-notices"),
    path("applications/", applications.index, name="my-applications"),
    path("applications/<str:number>/", applications.show, name="my-application"),
    path("applications/<str:number>/answer/", applications.answer, name="my-answer"),
    path("applications/<str:number>/withdraw/", applications.withdraw, name="my-withdraw"),
    path("applications/<str:number>/invoice.pdf", papers.invoice, name="my-invoice"),
    path("applications/<str:number>/receipt.pdf", papers.receipt, name="my-receipt"),
    path("codes/<str:number>/", codes.show, name="my-code"),
    path("codes/<str:number>/expiry.ics", codes.calendar, name="my-ics"),
    path("documents/", papers.index, name="my-documents"),
    path("documents/<str:number>.pdf", papers.letter, name="my-document"),
]
