"""The desk where a procedure asks for more: papers, the examiner's own field, two signatures."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from billing.models import FeeRate
from core import clock
from core.models import TrailEntry
from portal.demonstration import deeds
from registry import desk as data
from registry import drafts, evidence, lifecycle, procedures, register, words
from registry.examination import jastpro_checks
from registry.models import Application, Attachment, Code
from registry.procedures import base
from tests import cast
from tests.conftest import signed_in
from tests.journeys import small_procedure
from tests.registry.at_the_desk import do, page, paid, text
from tests.registry.hostile import plain_pdf

pytestmark = pytest.mark.django_db
MOVED = {"legal_address": {"street": "9-9-9"}}


@pytest.fixture
def draft(code) -> Application:
    """A renewal with a new address and the paper that it asks for."""
    draft = deeds.write_renewal(code, MOVED)
    deeds.attach(draft, "seal_certificate", plain_pdf(), "印鑑\u202e証明書.pdf")
    return draft


@pytest.fixture
def application(draft) -> Application:
    deeds.pay(deeds.submit(draft))
    draft.refresh_from_db()
    return draft


# Papers ------------------------------------------------------------------------------------


@pytest.mark.rule("R-033", "F041")
def test_a_paper_is_shown_as_images_and_the_file_only_to_be_downloaded(desk, application):
    paper = application.attachments.get()

    shown = text(desk.get(page(application)))

    image = reverse("file-page", args=[paper.pk, 1])
    assert f'src="{image}"' in shown
    assert reverse("file-download", args=[paper.pk]) in shown
    assert "<iframe" not in shown
    assert "<embed" not in shown
    assert "<object" not in shown
    drawn = desk.get(image)
    assert b"".join(drawn.streaming_content)[:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0"}
    for close in drawn._resource_closers:  # closing the response would close the database, too
        close()
    assert TrailEntry.objects.filter(about=application.receipt_number, deed__startswith="evidence")


def test_a_name_never_turns_the_line(desk, application):
    shown = text(desk.get(page(application)))

    assert "\u202e" not in shown
    assert "印鑑\ufffd証明書.pdf" in shown


def test_a_file_in_quarantine_is_only_named(desk, application):
    Attachment.objects.update(state="quarantined")

    shown = text(desk.get(page(application)))

    assert "印鑑\ufffd証明書.pdf" in shown
    assert "ウイルスの確認が終わるまで表示できません。" in shown
    assert "<img" not in shown
    assert "/download/" not in shown
    paper = Attachment.objects.get()
    assert desk.get(reverse("file-download", args=[paper.pk])).status_code == 404


def test_a_file_in_which_something_was_found_says_so(desk, application):
    Attachment.objects.update(state="refused", removed_at=clock.now())

    assert "ウイルスが検出されたため、削除しました。" in text(desk.get(page(application)))


def test_while_the_applicant_exchanges_files_the_examiner_sees_what_was_submitted(
    desk, examiner, application
):
    fields = {"documents": ["seal_certificate"]}
    deeds.decide(application, "send_back", by=examiner, note="鮮明な画像を", fields=fields)
    old = application.attachments.get()
    with clock.at(clock.now() + timedelta(minutes=15)):
        evidence.remove(old, account=application.account)
        deeds.attach(application, "seal_certificate", plain_pdf(), "新しい証明書.pdf")
        before = text(desk.get(page(application)))
        token = drafts.Draft(Application.objects.get(pk=application.pk)).token
        lifecycle.resubmit(application, token=token, by=application.account)
    after = text(desk.get(page(application)))

    assert "申込者が差し替えました。" in before
    assert "新しい証明書.pdf" not in before
    assert "新しい証明書.pdf" in after


@pytest.mark.parametrize(
    ("issued_on", "level", "said"),
    [
        (None, "doubt", "発行日を確認（3か月以内＝2026/08/20以降）"),
        (date(2026, 8, 20), "ok", "発行日は3か月以内"),
        (date(2026, 8, 19), "bad", "発行日が古い"),
    ],
)
def test_the_age_of_a_paper_is_checked_by_the_day_of_submission(
    application, issued_on, level, said
):
    application.attachments.update(issued_on=issued_on)

    with clock.at(date(2027, 1, 15)):
        found = [c for c in jastpro_checks(application, application.content) if "印鑑" in c.text]

    assert [check.level for check in found] == [level]
    assert said in found[0].text


# What a machine can see --------------------------------------------------------------------


def levels(application, content=None) -> dict[str, str]:
    checks = jastpro_checks(application, application.content if content is None else content)
    return {check.text: check.level for check in checks}


def test_a_corporate_number_with_a_wrong_check_digit_is_bad(application):
    content = application.content
    wrong = content | {"basics": content["basics"] | {"corporate_number": "1010001100001"}}

    assert levels(application, wrong)["法人番号の検査用数字が合わない"] == "bad"


@pytest.mark.rule("F010")
def test_a_second_live_code_of_one_corporate_number_is_bad(application):
    twin = register.allot(application.entry, "P00A1B2Z0000", exclusive=False)
    Code.objects.filter(pk=application.code_id).update(holder="")
    Code.objects.filter(pk=twin.pk).update(holder=application.entry.registrant.corporate_number)

    assert levels(application)["同じ法人番号の有効なコードがある：P00A1B2Z0000"] == "bad"


def test_a_person_without_a_number_is_not_asked_for_one(db):
    application = paid(cast.takahashi())

    assert not any("法人番号" in said for said in levels(application))


def test_unpaid_is_bad(code):
    application = deeds.submit(deeds.write_renewal(code))

    assert levels(application)["3,300円が未入金"] == "bad"


@pytest.mark.parametrize(
    ("before", "after", "left", "right"),
    [
        ("4階", "5階", [("del", "4"), ("", "階")], [("ins", "5"), ("", "階")]),
        ("ABC", "XYZ", [("del", "ABC")], [("ins", "XYZ")]),
        ("ABCD", "ABCDE", [("", "ABCD")], [("", "ABCD"), ("ins", "E")]),
        ("あ" * 500, "い", [("del", "あ" * 500)], [("ins", "い")]),
    ],
    ids=["one letter", "nothing alike", "added", "too long to compare"],
)
def test_letters_that_differ_are_marked(before, after, left, right):
    assert data.comparing.marks(before, after, "del") == left
    assert data.comparing.marks(after, before, "ins") == right


# The examiner's own field ------------------------------------------------------------------


@pytest.fixture
def storehouses(code, member):
    """The small procedure, handed in and paid."""
    base.procedure(small_procedure.Storehouses)
    FeeRate.objects.create(
        code="jastpro.storehouses", tier="own", amount=1100, effective_from=date(2026, 4, 1)
    )
    application = drafts.start(small_procedure.KEY, account=member, entry=code.entry, code=code)
    contact = register.image(code.entry)["contact"]
    typed = {
        "filer": {f"filer-{name}": [value or ""] for name, value in contact.items()},
        "holding": {"holding-kind": ["own"], "holding-total": ["1"]},
        "storehouses": {
            "storehouses-TOTAL_FORMS": ["1"],
            "storehouses-INITIAL_FORMS": ["0"],
            "storehouses-0-name": ["第一倉庫"],
            "storehouses-0-area": ["120"],
        },
    }
    for key, values in typed.items():
        draft = drafts.Draft(application)
        assert draft.save(draft.step(key), values, seen=0, by=member)
    deeds.pay(deeds.submit(application))
    application.refresh_from_db()
    yield application
    base.forget(small_procedure.KEY)


def test_what_the_examiner_must_add_is_asked_checked_and_kept(desk, storehouses):
    shown = text(desk.get(page(storehouses)))
    assert 'name="approve-number"' in shown
    assert "第一倉庫" in shown

    refused = do(desk, storehouses, "approve", note="よい倉庫です。")
    assert refused.status_code == 422
    assert "届出番号を入力してください。" in text(refused)
    assert "よい倉庫です。" in text(refused)

    do(desk, storehouses, "approve", number="Ｓ-００１")
    with clock.at(clock.now() + timedelta(minutes=3)):
        list(lifecycle.carry_out_due())
    assert storehouses.decisions.get().granted == {"number": "S-001"}
    image = register.image(storehouses.entry)
    assert image["storehouse_number"] == {"number": "S-001"}


def test_the_history_of_the_register_is_told_in_the_words_of_the_forms(desk, storehouses):
    do(desk, storehouses, "approve", number="S-001")
    with clock.at(clock.now() + timedelta(minutes=3)):
        list(lifecycle.carry_out_due())
    register.amend(storehouses.entry, {"storehouses": []}, reason="職権による訂正")
    first, granted, removed = storehouses.entry.revisions.order_by("number")

    assert ("基本情報：種別", "法人") in data.revision_lines(first)
    assert ("担当者情報：FAX番号", "（なし）") in data.revision_lines(first)
    assert ("倉庫", "第一倉庫、120") in data.revision_lines(granted)
    assert ("storehouse_number：number", "S-001") in data.revision_lines(granted)
    assert data.revision_lines(removed) == [("倉庫", "（1行を削除）")]
    shown = text(desk.get(reverse("admin:registry_entry_change", args=[storehouses.entry_id])))
    assert "基本情報：種別" in shown
    assert f">{storehouses.receipt_number}</a>" in shown


def test_rows_of_a_list_cannot_be_sent_back_one_by_one(storehouses):
    titles = [title for title, _choices in data.correctable(storehouses)]

    assert titles == ["申込手続者", "所有区分", "確認資料"]


# Two signatures ----------------------------------------------------------------------------


@pytest.mark.rule("R-041")
def test_a_second_examiner_signs_and_the_first_is_not_offered_it(desk, application, monkeypatch):
    monkeypatch.setattr(type(procedures.get("jastpro-renewal")), "countersigned", True)
    other = signed_in(cast.examiner("examiner2"))
    do(desk, application, "approve")

    assert "2人目の承認を待っています。" in text(desk.get(page(application)))
    assert "2人目として承認" not in text(desk.get(page(application)))
    assert "2人目の承認待ち（1）" in text(other.get("/admin/registry/application/?queue=second"))
    refused = do(desk, application, "sign")
    assert refused.status_code == 422
    assert "別の人が行ってください" in text(refused)

    assert "2人目として承認" in text(other.get(page(application)))
    do(other, application, "sign")
    with clock.at(clock.now() + timedelta(minutes=3)):
        assert list(lifecycle.carry_out_due()) == [f"{application.receipt_number} 承認"]
    assert "2人目の承認" in text(desk.get(page(application)))


def test_there_is_nothing_to_sign_where_nothing_was_decided(desk, application):
    response = do(desk, application, "sign")

    assert response.status_code == 409
    assert "承認を待っている判定はありません。" in text(response)


# Words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "is_examined", "word"),
    [
        (date(2026, 9, 30), False, "有効"),
        (date(2026, 10, 1), False, "更新受付中"),
        (date(2026, 10, 1), True, "更新審査中"),
    ],
)
def test_a_living_code_is_called_by_what_can_be_done(code, day, is_examined, word):
    said = words.code_state(code, day, opens_on=date(2026, 10, 1), is_examined=is_examined)

    assert said[0] == word
    register.strike_off(code, note="有効期間の満了")
    said = words.code_state(code, day, opens_on=date(2026, 10, 1), is_examined=is_examined)
    assert said == ("抹消", "×", "fix")


def test_the_terms_page_of_a_code_leads_to_the_application_behind_each(desk, examiner, application):
    deeds.decide(application, "approve", by=examiner)
    register.strike_off(application.code, note="有効期間の満了")

    shown = text(desk.get(reverse("admin:registry_code_change", args=[application.code_id])))

    assert "2030年1月31日" in shown
    assert page(application) in shown
    assert re.search(r"有効</td>\s*<td>抹消", shown)
    assert "js-inline-admin-formset" in shown
    assert "追加" not in shown[shown.index('id="terms-group"') :]
