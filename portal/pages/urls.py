"""Pages that anybody may read."""

from django.urls import path

from portal.pages import guide, outbox, plain, terms, verify

urlpatterns = [
    path("", plain.home, name="home"),
    path("guide/", guide.index, name="guide"),
    path("guide/jastpro/renewal/", guide.renewal, name="guide-renewal"),
    path("guide/jastpro/paper/", guide.paper, name="guide-paper"),
    path("fees/", guide.fees, name="fees"),
    path("terms/<slug:scheme>/", terms.show, name="terms"),
    path("terms/<slug:scheme>/terms.pdf", terms.pdf, name="terms-pdf"),
    path("privacy/", plain.privacy, name="privacy"),
    path("accessibility/", plain.accessibility, name="accessibility"),
    path("contact/", plain.contact, name="contact"),
    path("verify/<str:number>/<str:word>/", verify.show, name="verify"),
    path("outbox/", outbox.index, name="outbox"),
    path("outbox/<int:pk>/", outbox.show, name="outbox-notice"),
    path("outbox/<int:pk>/letter.pdf", outbox.letter, name="outbox-letter"),
]
