"""Adding a procedure is one file: `small_procedure.py` is all there is beside this test."""

from datetime import date

import pytest

from billing.models import FeeRate
from notifications.models import Notice
from portal.demonstration import deeds
from registry import checks, register
from registry.models import Application
from registry.procedures import base
from tests.journeys import small_procedure
from tests.journeys.walk import body, fields, here, press

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)
START = f"/apply/{small_procedure.KEY}/"


@pytest.fixture(autouse=True)
def procedure(db):
    """The procedure, and its two rates, which are rows and no code."""
    base.procedure(small_procedure.Storehouses)
    for tier, amount in (("own", 1100), ("rented", 2200)):
        FeeRate.objects.create(
            code="jastpro.storehouses", tier=tier, amount=amount, effective_from=date(2026, 4, 1)
        )
    yield
    base.forget(small_procedure.KEY)


def begin(applicant, code) -> str:
    """The hub of a new draft."""
    response = applicant.post(f"{START}start/", {"code": code.number}, follow=True)
    assert "倉庫の届出" in body(response)
    return here(response)


def upload(name: str = "契約書.pdf"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, PDF)


def test_the_declaration_is_found_to_be_right():
    assert list(checks.faults(base.get(small_procedure.KEY))) == []


def test_from_start_to_approval(applicant, code, examiner, django_capture_on_commit_callbacks):
    hub = begin(applicant, code)
    press(applicant, f"{hub}filer/", "_next")
    page = press(applicant, f"{hub}holding/", "_next", holding__kind="rented", holding__total="２")
    assert here(page) == f"{hub}landlord/"
    page = press(applicant, f"{hub}landlord/", "_next", landlord__landlord="湾岸倉庫株式会社")
    assert here(page) == f"{hub}storehouses/"

    page = press(applicant, f"{hub}storehouses/", "_add_row", storehouses__0__name="第一倉庫")
    rows = {"storehouses-0-name": "第一倉庫", "storehouses-0-area": "1200"}
    rows |= {"storehouses-1-name": "第二倉庫", "storehouses-1-area": "８０"}
    sent = fields(applicant.get(f"{hub}storehouses/")) | rows
    page = applicant.post(f"{hub}storehouses/", {**sent, "_next": "1"}, follow=True)
    assert here(page) == f"{hub}documents/"
    assert "賃貸借契約書の写し" in body(page)

    page = applicant.post(f"{hub}documents/", {"_file": upload(), "_next": "1"}, follow=True)
    assert here(page) == f"{hub}check/"
    assert "2,200円" in body(page)
    assert "契約書.pdf" in body(page)
    page = press(applicant, f"{hub}check/", "_submit")
    assert here(page) == f"{hub}payment/"

    application = Application.objects.get()
    assert application.invoice.total == 2200
    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner, granted={"number": "S-001"})

    image = register.image(code.entry)
    assert application.state == "approved"
    assert [row["name"] for row in image["storehouses"]] == ["第一倉庫", "第二倉庫"]
    assert [row["area"] for row in image["storehouses"]] == [1200, 80]
    assert image["storehouse_number"] == {"number": "S-001"}
    told = Notice.objects.filter(about=application.receipt_number, event="approved")
    assert told.count() == 1
    letter = Notice.objects.get(channel="letter")
    assert letter.subject == "登録完了のお知らせ"


def test_the_hub_shows_every_section_with_its_state(applicant, code):
    hub = begin(applicant, code)

    page = body(applicant.get(hub))

    assert page.count("未入力") == 3
    assert page.count("入力不要") == 1  # 貸主: only where something is rented


def test_a_condition_that_falls_away_takes_its_step_and_its_paper_along(applicant, code):
    hub = begin(applicant, code)
    press(applicant, f"{hub}holding/", "_next", holding__kind="rented", holding__total="1")
    press(applicant, f"{hub}landlord/", "_next", landlord__landlord="湾岸倉庫株式会社")
    assert "確認資料" in body(applicant.get(hub))

    press(applicant, f"{hub}holding/", "_next", holding__kind="own", holding__total="1")

    page = body(applicant.get(hub))
    assert "入力不要" in page
    assert "確認資料" not in page


def test_what_was_typed_into_a_step_that_became_needless_is_kept(applicant, code):
    hub = begin(applicant, code)
    press(applicant, f"{hub}holding/", "_next", holding__kind="rented", holding__total="1")
    open_tab = fields(applicant.get(f"{hub}landlord/"))
    press(applicant, f"{hub}holding/", "_next", holding__kind="own", holding__total="1")

    sent = open_tab | {"landlord-landlord": "湾岸倉庫株式会社", "_next": "1"}
    page = applicant.post(f"{hub}landlord/", sent, follow=True)

    assert "入力する必要がありません" in body(page)
    press(applicant, f"{hub}holding/", "_next", holding__kind="rented", holding__total="1")
    assert "湾岸倉庫株式会社" in body(applicant.get(f"{hub}landlord/"))


def test_a_broken_rule_across_steps_is_said_at_its_step(applicant, code):
    hub = begin(applicant, code)
    press(applicant, f"{hub}filer/", "_next")
    press(applicant, f"{hub}holding/", "_next", holding__kind="own", holding__total="2")
    rows = {"storehouses__0-name": "第一倉庫", "storehouses__0-area": "10"}

    page = press(applicant, f"{hub}storehouses/", "_next", **rows)

    assert here(page).startswith(f"{hub}storehouses/")
    assert "数だけ入力してください" in body(page)
    assert "要修正" in body(applicant.get(hub))
    assert applicant.get(f"{hub}check/").status_code == 303


def test_a_row_of_the_register_that_is_left_as_it_is_stays_in_the_register(
    applicant, code, examiner
):
    register.amend(
        code.entry,
        {"storehouses": [{"name": "第一倉庫", "area": 10}, {"name": "第二倉庫", "area": 20}]},
        reason="移行",
    )
    hub = begin(applicant, code)
    press(applicant, f"{hub}filer/", "_next")
    press(applicant, f"{hub}holding/", "_next", holding__kind="own", holding__total="2")

    page = press(applicant, f"{hub}storehouses/", "_next", **{"storehouses__0-area": "30"})

    assert here(page) == f"{hub}check/"
    press(applicant, f"{hub}check/", "_submit")
    application = Application.objects.get()
    deeds.pay(application)
    deeds.decide(application, "approve", by=examiner, granted={"number": "S-002"})
    rows = register.image(code.entry)["storehouses"]
    assert {(row["name"], row["area"]) for row in rows} == {("第一倉庫", 30), ("第二倉庫", 20)}


def test_rows_are_added_and_removed_without_losing_the_others(applicant, code):
    hub = begin(applicant, code)
    page = f"{hub}storehouses/"
    press(applicant, page, "_add_row", **{"storehouses__0-name": "第一倉庫"})
    press(applicant, page, "_add_row", **{"storehouses__1-name": "第二倉庫"})
    press(applicant, page, "_add_row", **{"storehouses__2-name": "第三倉庫"})
    assert "行を追加する" not in body(applicant.get(page))  # three at most

    press(applicant, page, "_remove_row:1")

    found = fields(applicant.get(page))
    names = [values[0] for name, values in found.items() if name.endswith("-name")]
    assert names == ["第一倉庫", "第三倉庫"]
