"""The mail room in the admin, through the browser's requests."""

import pytest
from django.urls import reverse

from notifications import batches, letters, outbox, papers
from notifications.models import Faq, LetterBatch, News, Notice, PaperBytes
from tests import cast
from tests.conftest import signed_in
from tests.notifications.conftest import post, post_letter

pytestmark = pytest.mark.django_db
Status = Notice.Status


def at(name, *args):
    return reverse(f"admin:notifications_{name}", args=args)


def test_the_examiner_finds_what_was_said_by_number_and_reads_it(desk):
    notice = post()

    found = desk.get(at("notice_changelist"), {"q": "2600001B"})
    page = desk.get(at("notice_change", notice.pk))

    assert "【更新申込受付完了】" in found.content.decode()
    assert "お支払期限　2026年12月4日（金）" in page.content.decode()
    assert page.status_code == 200


def test_words_cannot_be_changed_by_a_forged_form(desk):
    notice = post()

    answer = desk.post(at("notice_change", notice.pk), {"subject": "x", "status": "sent"})

    assert answer.status_code == 403
    notice.refresh_from_db()
    assert notice.status == Status.QUEUED
    assert desk.get(at("notice_add")).status_code == 403


@pytest.mark.rule("R-062")
def test_a_failed_mail_is_sent_again_from_the_list(desk):
    failed, waiting = post(once="a"), post(once="b")
    Notice.objects.filter(pk=failed.pk).update(status=Status.FAILED, attempts=9)

    page = desk.post(
        at("notice_changelist"),
        {"action": "resend", "_selected_action": [failed.pk, waiting.pk]},
        follow=True,
    )

    assert "1件を送信待ちに戻しました" in page.content.decode()
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == (Status.QUEUED, 0)
    assert outbox.sweep() == 2


@pytest.mark.rule("R-063", "X06")
def test_letters_are_printed_confirmed_and_come_back(desk):
    letter = post_letter()
    assert "1 通です" in desk.get(at("letterbatch_changelist")).content.decode()

    page = desk.post(at("letterbatch_make"), follow=True)
    batch = LetterBatch.objects.get()
    paper = desk.get(at("letterbatch_pdf", batch.pk))
    again = desk.get(at("letterbatch_pdf", batch.pk))
    done = desk.post(at("letterbatch_do", batch.pk, "confirm"), follow=True)

    assert "L-2026-00001" in page.content.decode()
    assert paper.content.startswith(b"%PDF")
    assert again.status_code == 200
    assert paper["Content-Disposition"] == 'attachment; filename="P-2026-0001.pdf"'
    assert "1通を送信済にしました" in done.content.decode()

    url = at("notice_undelivered", letter.pk)
    assert desk.get(url).status_code == 200
    back = desk.post(url, {"on": "2026-11-20", "reason": "転居先不明"}, follow=True)
    assert "不達を記録しました" in back.content.decode()
    letter.refresh_from_db()
    assert letter.status == Status.UNDELIVERED


def test_closing_a_batch_twice_says_so(desk):
    post_letter()
    batch = batches.make_batch(None)
    desk.post(at("letterbatch_do", batch.pk, "dissolve"))

    page = desk.post(at("letterbatch_do", batch.pk, "confirm"), follow=True)

    assert "すでに発送を確認したか、取りやめています" in page.content.decode()
    assert desk.post(at("letterbatch_make"), follow=True).status_code == 200


def test_nothing_to_print_is_said(desk):
    page = desk.post(at("letterbatch_make"), follow=True)

    assert "印刷を待っている書面はありません。" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "", "reason": "x"}, "戻った日を入力してください。"),
        ({"on": "きのう", "reason": "x"}, "戻った日は「2026/11/20」のように入力してください。"),
        ({"on": "2026/11/21", "reason": "x"}, "戻った日は今日までの日付で入力してください。"),
        ({"on": "2026/11/20", "reason": ""}, "理由を入力してください。"),
        ({"on": "2026/11/20", "reason": "あ" * 201}, "理由は200文字以内で入力してください。"),
    ],
    ids=["no day", "no date", "tomorrow", "no reason", "too long"],
)
@pytest.mark.rule("R-018", "F028")
def test_a_wrong_entry_says_what_to_do(desk, typed, said):
    letter = post_letter()
    batches.confirm(batches.make_batch(None), None)

    page = desk.post(at("notice_undelivered", letter.pk), typed)

    assert said in page.content.decode()
    assert Notice.objects.get(pk=letter.pk).status == Status.SENT


def test_one_letter_can_be_saved_as_a_pdf(desk):
    letter = post_letter()

    answer = desk.get(at("notice_paper", letter.pk))

    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content == papers.read(letter.document)


@pytest.mark.rule("X07")
def test_papers_are_found_by_partner_and_altered_ones_are_named(desk):
    letter = post_letter()
    letters.paper(letter)
    document = letter.document
    page = at("issueddocument_paper", document.pk)

    found = desk.get(at("issueddocument_changelist"), {"q": "東雲"})
    kept = desk.get(page)
    PaperBytes.objects.update(data=b"%PDF altered")
    altered = desk.get(page, follow=True)

    assert "L-2026-00001" in found.content.decode()
    assert kept.content.startswith(b"%PDF")
    assert "発行時と異なります" in altered.content.decode()
    assert document.check_word not in altered.content.decode()


@pytest.mark.rule("R-044", "X01")
def test_an_examiner_of_another_scheme_finds_nothing():
    notice, letter = post(), post_letter()
    other = signed_in(cast.examiner("gs1", scheme="gs1"))

    assert "2600001B" not in other.get(at("notice_changelist")).content.decode()
    assert other.get(at("notice_paper", letter.pk)).status_code == 404
    assert other.get(at("notice_undelivered", notice.pk)).status_code == 404


def test_an_auditor_looks_and_touches_nothing():
    letter = post_letter()
    batch = batches.make_batch(None)
    auditor = signed_in(cast.auditor())

    assert auditor.get(at("notice_change", letter.pk)).status_code == 200
    assert "発送した" not in auditor.get(at("letterbatch_change", batch.pk)).content.decode()
    assert auditor.post(at("letterbatch_do", batch.pk, "confirm")).status_code == 404
    assert auditor.get(at("letterbatch_pdf", batch.pk)).status_code == 404
    assert auditor.post(at("notice_undelivered", letter.pk)).status_code == 404


def test_an_administrator_writes_news_and_an_examiner_answers(desk):
    administrator = signed_in(cast.administrator())

    administrator.post(
        at("news_add"),
        {"title": "休業", "body": "年末年始", "audience": "everybody", "since": "2026-12-01"},
    )
    desk.post(
        at("faq_add"),
        {"program": "x", "question": "問", "answer": "答", "position": 1, "published": "on"},
    )

    assert News.objects.get().title == "休業"
    assert Faq.objects.filter(question="問").exists()
    assert desk.get(at("news_add")).status_code == 403
