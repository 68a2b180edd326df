"""What the mails say, and what they never say."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from notifications import outbox
from tests.notifications.conftest import context, post

TEXTS = sorted(Path(settings.BASE_DIR, "templates/notices").glob("*/*.txt"))
EVENTS = sorted(p.stem for p in TEXTS if p.parent.name == "default")
FULL = {
    "respond_by": date(2026, 12, 4),
    "note": "書類の発行日が3か月を超えています。",
    "fields": ["会社名", "登記住所"],
    "usable_from": date(2026, 11, 25),
    "kept_until": date(2026, 12, 20),
    "refund": 1000,
    "missing": 300,
    "days_left": 30,
    "struck_off_on": date(2027, 2, 1),
    "recommended_by": date(2027, 1, 17),
    "new_term": {"valid_from": date(2030, 2, 1), "valid_until": date(2033, 1, 31)},
}


@pytest.mark.parametrize("event", EVENTS)
def test_every_text_has_a_subject_of_one_line_and_greets_by_name(event):
    subject, body = outbox.words(event, "none", context(**FULL), "/my/")

    assert subject.startswith("【")
    assert len(subject) <= 78
    assert body.startswith("東雲通商株式会社　通関部\n港湾 太郎 様\n\n")
    assert "送信専用" in body
    assert settings.SITE_URL + "/my/" in body
    assert "\n\n\n" not in body
    assert not re.search(r"None|[{}%]", subject + body)


@pytest.mark.parametrize("event", EVENTS)
def test_every_text_stands_with_the_least_that_is_known(event):
    least = {"recipient": {}, "procedure_title": "更新申込", "receipt_number": "2600001B"}

    subject, body = outbox.words(event, "none", least, "")

    assert subject
    assert body.startswith("ご担当者 様\n")
    assert not re.search(r"None|[{}%]", subject + body)


@pytest.mark.rule("R-060")
@pytest.mark.parametrize("file", TEXTS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_no_text_asks_for_a_secret(file):
    variables = re.findall(r"{{(.*?)}}|{%(.*?)%}", file.read_text())

    assert not any(word in str(variables).lower() for word in outbox.SECRETS)


@pytest.mark.rule("R-060")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "secret",
    [{"password": "x"}, {"reset_token": "x"}, {"account": {"initial_Password": "x"}}],
    ids=["password", "token", "inside a dictionary"],
)
def test_a_notice_refuses_a_secret(secret):
    with pytest.raises(outbox.HoldsSecret):
        post(**secret)


@pytest.mark.rule("F056")
def test_the_acceptance_mail_says_account_amount_and_deadline():
    subject, body = outbox.words("received", "jastpro-renewal", context(), "/my/")

    assert subject == (
        "【更新申込受付完了】12/4（金）までに手数料をお振込みください［受付番号 2600001B］"
    )
    for words in (
        "2026年12月4日（金）",
        "3,300円（税込）",
        "みなと銀行 八丁堀支店 普通 1234567",
        "ザイ）コードカンリセンター",
        "2600001B シノノメツウシヨウ",
        "P00A 1B2C 0000",
    ):
        assert words in body


@pytest.mark.rule("F060", "F063", "F029")
def test_the_completion_mail_of_a_renewal_says_term_and_naccs_day_and_asks_for_a_sign():
    done = context(usable_from=date(2026, 11, 25))

    subject, body = outbox.words("approved", "jastpro-renewal", done, "/my/")

    assert subject.startswith("【更新登録完了のお知らせ】")
    assert "2027年2月1日〜2030年1月31日" in body
    assert "2026年11月25日（水）（更新登録完了の2営業日後）" in body
    assert "看板の掲示" in body


def test_the_completion_of_another_procedure_has_the_common_words():
    subject, _body = outbox.words("approved", "jastpro-change", context(), "/my/")

    assert subject == "【更新申込完了】お手続きが完了しました［受付番号 2600001B］"


@pytest.mark.rule("F014")
def test_a_changed_contact_is_told_in_words_of_its_own():
    subject, body = outbox.words("approved", "jastpro-contact", context(), "/my/")

    assert subject.startswith("【担当者情報の変更】")
    assert "お心当たりがない場合" in body


def test_a_mail_is_plain_text_and_nothing_is_escaped():
    name = {"company": "A&B <商事>", "department": "", "name": "O'Neill"}

    _subject, body = outbox.words("paid", "", context(recipient=name), "/my/")

    assert body.startswith("A&B <商事>\nO'Neill 様\n")


def test_a_subject_stays_one_line_whatever_a_name_holds():
    broken = context(procedure_name="更新\r\nBcc: all@example.jp\r\n申込")

    subject, _body = outbox.words("paid", "", broken, "/my/")

    assert "\n" not in subject
    assert "\r" not in subject


@pytest.mark.parametrize(
    ("days_left", "subject"),
    [
        (92, "【更新の手続きの案内】1/31（木）までにコードの更新をお願いします"),
        (30, "【要対応 1/31（木）まで】コードの更新手続きがお済みでないようです（残り30日）"),
        (7, "【要対応 1/31（木）まで】コードの更新手続きがお済みでないようです（残り7日）"),
    ],
    ids=["on the window day", "30 days before", "7 days before"],
)
@pytest.mark.rule("F003")
def test_a_reminder_becomes_plainer_as_the_day_comes_near(days_left, subject):
    said, _body = outbox.words("renewal_reminder", "", context(days_left=days_left), "/my/")

    assert said == subject


@pytest.mark.rule("F025")
def test_a_non_resident_is_shown_the_paper_route():
    words = context(days_left=92, is_non_resident=True)

    _subject, body = outbox.words("renewal_reminder", "", words, "/my/")

    assert "郵送してください" in body
    assert "［更新申込］" not in body


def test_an_end_after_payment_promises_the_money_back():
    paid = context(invoice={"total": 3300, "status": "settled", "due_on": date(2026, 12, 4)})

    _subject, body = outbox.words("rejected", "", paid, "/my/")

    assert "返金する金額　3,300円" in body


@pytest.mark.rule("F058")
def test_a_lapse_names_the_deadline_that_passed():
    _subject, body = outbox.words("lapsed", "", context(), "/my/")

    assert "お支払期限（2026年12月4日（金））までに" in body
    assert "返金" not in body
