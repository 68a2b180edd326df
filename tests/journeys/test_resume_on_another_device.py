"""A draft belongs to the registrant and lies in the database: any device, any colleague."""

from datetime import timedelta

import pytest

from core import clock
from portal.demonstration import deeds
from portal.models import Account
from registry.models import Membership
from tests import cast
from tests.conftest import signed_in
from tests.journeys.test_jastpro_renewal import begin, filer, the_application
from tests.journeys.walk import body, fields, here, press

pytestmark = pytest.mark.django_db


def test_another_device_goes_on_where_the_first_left(applicant, member, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    press(
        applicant,
        f"{draft}registrant/",
        "_save",
        basics__representative="東雲 二郎",
        basics__phone="03",
    )

    other = signed_in(member)
    page = other.get(draft, follow=True)

    assert here(page) == f"{draft}registrant/"
    assert fields(page)["basics-representative"] == ["東雲 二郎"]


def test_a_colleague_goes_on_with_it(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    colleague = Account.objects.create(username="colleague", kind="member", name="海野 渚")
    Membership.objects.create(account=colleague, registrant=code.entry.registrant)

    page = press(signed_in(colleague), f"{draft}registrant/", "_unchanged")

    assert here(page) == f"{draft}check/"
    assert the_application().answers.get(step="registrant").by == colleague


def test_the_guidance_lists_what_was_begun_and_starts_nothing_by_itself(applicant, code):
    draft = begin(applicant, code)
    filer(applicant, draft)

    html = body(applicant.get("/apply/jastpro-renewal/"))

    assert "続きから入力する" in html
    assert f'href="{draft}"' in html
    assert "2026年12月20日（日）まで" in html
    assert the_application().answers.count() == 1


def test_a_draft_survives_signing_out_and_a_new_password(applicant, member, code):
    draft = begin(applicant, code)
    filer(applicant, draft)
    applicant.logout()
    member.set_password("another-Long-2026")
    member.save()

    page = signed_in(member).get(draft, follow=True)

    assert here(page) == f"{draft}registrant/"


def test_what_met_a_closed_door_is_shown_after_signing_in_and_not_saved_by_itself(
    applicant, member, code
):
    draft = begin(applicant, code)
    filer(applicant, draft)
    sent = fields(applicant.get(f"{draft}filer/"))
    session = applicant.session
    for name in list(session.keys()):
        del session[name]
    session.save()

    answer = applicant.post(f"{draft}filer/", sent | {"filer-department": "輸出部", "_next": "1"})
    assert answer["Location"].startswith("/login/?next=")
    applicant.force_login(member, backend="portal.accounts.backend.HouseBackend")
    page = applicant.get(f"{draft}filer/")

    assert fields(page)["filer-department"] == ["輸出部"]
    assert "まだ保存されていません" in body(page)
    assert the_application().answers.get(step="filer").data["filer-department"] == ["貿易業務部"]
    assert fields(applicant.get(f"{draft}filer/"))["filer-department"] == ["貿易業務部"]


def test_a_draft_lives_thirty_days_from_the_last_save(applicant, code):
    draft = begin(applicant, code)
    with clock.at(clock.now() + timedelta(days=10)):
        filer(applicant, draft)

    html = body(applicant.get(f"{draft}registrant/"))

    assert "入力内容は2026年12月30日まで保存されます。" in html


def test_nobody_else_sees_that_a_draft_exists(applicant, code):
    draft = begin(applicant, code)
    stranger = signed_in(deeds.member(cast.minato()))

    for page in ("", "filer/", "check/", "documents/", "payment/", "done/", "discard/"):
        assert stranger.get(f"{draft}{page}").status_code == 404
        if page not in {"payment/", "done/"}:
            assert stranger.post(f"{draft}{page}", {"seen": "0"}).status_code == 404
    assert the_application().answers.count() == 0


def test_a_draft_is_found_under_its_own_procedure_only(applicant, code):
    draft = begin(applicant, code)

    assert applicant.get(draft.replace("jastpro-renewal", "jastpro-contact")).status_code == 404
    assert applicant.get(draft.replace("jastpro-renewal", "nothing")).status_code == 404
    assert applicant.get(f"{draft}nothing/").status_code == 404


def test_staff_do_not_write_in_drafts(applicant, code, desk):
    draft = begin(applicant, code)

    assert desk.get(f"{draft}filer/").status_code == 403
