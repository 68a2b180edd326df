"""The deeds of an application's life: refusals, decisions, money, ends (no HTTP)."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction

from billing import deposits
from billing.deposit_notices import DepositNotice
from billing.models import Invoice, PaymentReceipt, Refund
from core import clock
from notifications.models import Notice
from portal.demonstration import deeds
from registry import drafts, expiry, lifecycle, procedures, register, states
from registry.lifecycle.telling import recipient
from registry.models import Application, Code, Decision, Submission, Term
from registry.states import CodeState
from tests import cast

pytestmark = pytest.mark.django_db
NEW_PHONE = {"basics": {"phone": "0312345678"}}
MINUTES = timedelta(minutes=3)


@pytest.fixture
def filed(code) -> Application:
    """Handed in on 20 November, to be paid by the 27th; news is waited for until 2 December."""
    return deeds.submit(deeds.write_renewal(code))


@pytest.fixture
def paid(filed) -> Application:
    deeds.pay(filed)
    filed.refresh_from_db()
    return filed


def states_of(*applications) -> list[str]:
    return [Application.objects.get(pk=each.pk).state for each in applications]


def told(event: str) -> list[Notice]:
    return list(Notice.objects.filter(event=event))


# Handing in --------------------------------------------------------------------------------


@pytest.mark.rule("F048", "F056", "F057")
def test_handing_in_makes_a_number_an_invoice_an_account_and_a_mail(filed, member):
    assert filed.receipt_number == "2600001B"
    assert filed.state == "awaiting_payment"
    assert filed.invoice.total == 3300
    assert filed.invoice.due_on == date(2026, 11, 27)
    assert filed.invoice.closes_on == date(2026, 12, 2)
    assert filed.invoice.account.number
    mail = Notice.objects.get()
    assert (mail.event, mail.to) == ("received", "taro.kowan@shinonome.example.jp")
    assert "2600001B" in mail.body
    submission = filed.submission
    assert (submission.n, submission.price, submission.terms_version) == (1, 3300, "2023-01-16")


def test_the_day_of_payment_is_never_after_the_term(code):
    with clock.at(date(2027, 1, 29)):
        application = deeds.submit(deeds.write_renewal(code))

    assert application.invoice.due_on == date(2027, 1, 31)


def test_handing_in_twice_is_refused_and_makes_nothing_more(filed):
    token = filed.submission.token

    with pytest.raises(states.NotAllowed, match="既に受け付けています"):
        lifecycle.submit(filed, token=token, by=filed.account)

    assert Invoice.objects.count() == Submission.objects.count() == Notice.objects.count() == 1


def test_what_was_confirmed_is_what_is_submitted(code):
    draft = deeds.write_renewal(code)
    confirmed = drafts.Draft(draft).token
    register.amend(code.entry, NEW_PHONE, reason="職権による訂正")

    with pytest.raises(lifecycle.filing.Changed):
        lifecycle.submit(draft, token=confirmed, by=draft.account)

    assert states_of(draft) == ["draft"]
    assert not Invoice.objects.exists()


def test_the_refusal_is_asked_again_at_the_submission(code):
    with clock.at(date(2027, 1, 31)):
        draft = deeds.write_renewal(code)
    with clock.at(date(2027, 2, 1)):
        token = drafts.Draft(draft).token
        with pytest.raises(drafts.Refused, match="満了したため、更新できません"):
            lifecycle.submit(draft, token=token, by=draft.account)

    assert states_of(draft) == ["draft"]


def test_a_second_renewal_of_a_code_is_refused_while_one_is_open(code, filed):
    second = deeds.write_renewal(code)

    with pytest.raises(drafts.Refused, match="既に受け付けられています"):
        deeds.submit(second)

    assert states_of(filed, second) == ["awaiting_payment", "draft"]
    assert Invoice.objects.count() == 1


def test_an_unfinished_draft_is_not_taken(code, member):
    draft = drafts.start("jastpro-renewal", account=member, entry=code.entry, code=code)

    with pytest.raises(lifecycle.filing.Changed):
        deeds.submit(draft)


@pytest.mark.rule("F014")
def test_a_changed_contact_holds_at_once_and_both_addresses_hear(code, member):
    draft = drafts.start("jastpro-contact", account=member, entry=code.entry, code=code)
    opened = drafts.Draft(draft)
    contact = register.image(code.entry)["contact"] | {"email": "hanako@shinonome.example.jp"}
    typed = {f"contact-{name}": [value or ""] for name, value in contact.items()}
    opened.save(opened.steps[0], typed, seen=0, by=member)

    done = deeds.submit(draft)

    assert done.state == "approved"
    assert register.image(code.entry)["contact"]["email"] == "hanako@shinonome.example.jp"
    assert {notice.to for notice in told("approved")} == {
        "taro.kowan@shinonome.example.jp",
        "hanako@shinonome.example.jp",
    }


# Money -------------------------------------------------------------------------------------


@pytest.mark.rule("F059")
def test_nobody_examines_before_the_money_is_there(filed, examiner):
    with pytest.raises(states.NotAllowed, match="「入金待ち」の申込は判定できません"):
        lifecycle.decide(filed, "approve", by=examiner)

    deeds.pay(filed, 1000)
    assert states_of(filed) == ["awaiting_payment"]
    deeds.pay(filed, 2300)
    assert states_of(filed) == ["under_examination"]
    assert len(told("paid")) == 1
    assert list(lifecycle.begin_paid()) == []


@pytest.mark.rule("F058")
def test_an_unpaid_application_lapses_the_day_after_its_grace_and_not_before(filed):
    with clock.at(date(2026, 12, 2)):
        assert list(lifecycle.lapse_unpaid()) == []
    with clock.at(date(2026, 12, 3)):
        assert list(lifecycle.lapse_unpaid()) == ["2600001B 取消"]
        assert list(lifecycle.lapse_unpaid()) == []

    assert states_of(filed) == ["lapsed"]
    filed.invoice.refresh_from_db()
    assert (filed.invoice.status, filed.invoice.void_reason) == ("void", "lapsed")
    assert len(told("lapsed")) == 1
    assert filed.code.state == CodeState.ACTIVE


@pytest.mark.rule("F058")
def test_after_a_lapse_a_new_application_is_possible(code, filed):
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
        again = deeds.submit(deeds.write_renewal(code))

    assert states_of(filed, again) == ["lapsed", "awaiting_payment"]


def test_money_that_is_there_but_not_yet_seen_stops_the_lapse(filed):
    Invoice.objects.filter(pk=filed.invoice_id).update(
        status="settled", settled_on=date(2026, 11, 27)
    )
    stale = Application.objects.get(pk=filed.pk)

    with pytest.raises(states.NotAllowed, match="入金を確認した"):
        lifecycle.payment._lapse(stale)

    assert states_of(filed) == ["awaiting_payment"]


@pytest.mark.rule("F058")
def test_a_deposit_in_time_that_is_heard_of_late_puts_the_application_back(filed):
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
    with clock.at(date(2026, 12, 7)):
        deeds.pay(filed, value_date=date(2026, 11, 27))

    assert states_of(filed) == ["under_examination"]
    assert len(told("revived")) == 1
    assert deposits.balance() == deposits.Balance(3300, 3300, 0, 0)


@pytest.mark.rule("F058")
def test_a_deposit_that_is_late_by_its_value_date_puts_nothing_back(filed):
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
        deeds.pay(filed, value_date=date(2026, 11, 28))

    assert states_of(filed) == ["lapsed"]
    assert deposits.balance() == deposits.Balance(3300, 0, 3300, 0)


@pytest.mark.rule("F006", "F058")
def test_the_code_that_was_struck_off_meanwhile_is_put_back_too(code, examiner):
    with clock.at(date(2027, 1, 29)):
        application = deeds.submit(deeds.write_renewal(code))
    with clock.at(date(2027, 2, 4)):
        list(lifecycle.lapse_unpaid())
        assert list(expiry.expire_codes()) == ["P00A1B2C0000 抹消"]
    with clock.at(date(2027, 2, 8)):
        deeds.pay(application, value_date=date(2027, 1, 29))
        assert states_of(application) == ["under_examination"]
        assert Code.objects.get(pk=code.pk).state == CodeState.ACTIVE
        deeds.decide(application, "approve", by=examiner)

    term = Term.objects.get(application=application)
    assert (term.valid_from, term.valid_until) == (date(2027, 2, 1), date(2030, 1, 31))
    events = [event.action for event in code.events.all()]
    assert events == ["strike_off", "put_back"]


def test_money_for_an_application_whose_place_was_taken_goes_back(code, filed):
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
        again = deeds.submit(deeds.write_renewal(code))
        deeds.pay(filed, value_date=date(2026, 11, 27))

    assert states_of(filed, again) == ["lapsed", "awaiting_payment"]
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount) == ("unapproved", 3300)
    assert list(lifecycle.begin_paid()) == []
    assert deposits.balance().holds


def test_money_for_a_renewal_that_another_one_overtook_goes_back(code, filed, examiner):
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
        again = deeds.submit(deeds.write_renewal(code))
        deeds.pay(again)
        deeds.decide(again, "approve", by=examiner)
        deeds.pay(filed, value_date=date(2026, 11, 27))

    assert states_of(filed, again) == ["lapsed", "approved"]
    assert Refund.objects.get().amount == 3300
    assert code.terms.count() == 2


def test_money_for_a_code_that_is_gone_for_good_goes_back(code, filed):
    with clock.at(date(2026, 12, 3)):
        list(lifecycle.lapse_unpaid())
        states.move_code(code, states.CodeAction.SURRENDER)
        deeds.pay(filed, value_date=date(2026, 11, 27))

    assert states_of(filed) == ["lapsed"]
    assert Refund.objects.get().amount == 3300


def test_a_code_struck_off_while_its_renewal_still_waits_lives_again_by_the_money(code):
    with clock.at(date(2027, 1, 29)):
        application = deeds.submit(deeds.write_renewal(code))
    with clock.at(date(2027, 2, 4)):  # the strike-off ran, the lapse did not
        list(expiry.expire_codes())
        deeds.pay(application, value_date=date(2027, 1, 29))

    assert states_of(application) == ["under_examination"]
    assert Code.objects.get(pk=code.pk).state == CodeState.ACTIVE


def test_a_paid_case_of_a_code_that_is_gone_still_comes_to_an_examiner(code, filed, examiner):
    states.move_code(code, states.CodeAction.SURRENDER)
    deeds.pay(filed)
    filed.refresh_from_db()

    assert filed.state == "under_examination"
    checks = procedures.get(filed.procedure).checks(filed, filed.content)
    assert any("コードが終了している（返還済）" in check.text for check in checks)
    lifecycle.decide(filed, "approve", by=examiner)
    with clock.at(clock.now() + MINUTES):
        assert list(lifecycle.carry_out_due()) == []
    assert states_of(filed) == ["decided"]
    assert code.terms.count() == 1


# Decisions ---------------------------------------------------------------------------------


@pytest.mark.rule("F060", "F061", "F064", "X02")
def test_an_approval_changes_register_term_receipt_mail_and_letter_together(code, examiner):
    application = deeds.submit(deeds.write_renewal(code, NEW_PHONE))
    deeds.pay(application)

    deeds.decide(application, "approve", by=examiner, note="確認しました。")

    assert application.state == "approved"
    assert application.completed_on == date(2026, 11, 20)
    assert register.image(code.entry)["basics"]["phone"] == "0312345678"
    assert code.entry.revisions.last().application == application
    assert Term.objects.get(application=application).valid_until == date(2030, 1, 31)
    assert PaymentReceipt.objects.get().invoice == application.invoice
    mail = Notice.objects.get(channel="email", event="approved")
    assert Notice.objects.get(channel="letter").event == "renewal_completed"
    assert "2026年11月25日" in mail.body
    assert "確認しました。" in mail.body


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("reject", {}),
        ("send_back", {"note": "直してください。"}),
        ("send_back", {"fields": {"basics": ["phone"]}}),
    ],
)
def test_a_decision_that_says_too_little_is_refused(paid, examiner, outcome, more):
    with pytest.raises(lifecycle.Incoherent):
        lifecycle.decide(paid, outcome, by=examiner, **more)

    assert states_of(paid) == ["under_examination"]
    assert not Decision.objects.exists()


def test_a_decision_is_carried_out_when_it_has_rested_and_not_before(paid, examiner):
    now = datetime(2026, 11, 20, 15, 0, tzinfo=clock.TOKYO)
    with clock.at(now):
        lifecycle.decide(paid, "approve", by=examiner)
    with clock.at(now + timedelta(seconds=119)):
        assert list(lifecycle.carry_out_due()) == []
    with clock.at(now + timedelta(seconds=120)):
        assert list(lifecycle.carry_out_due()) == ["2600001B 承認"]
        assert list(lifecycle.carry_out_due()) == []


def test_without_a_rest_a_decision_holds_at_once(paid, examiner, settings):
    settings.DECISION_REST = timedelta(0)

    lifecycle.decide(paid, "approve", by=examiner)

    assert states_of(paid) == ["approved"]


def test_a_decision_taken_back_leaves_nothing_outside_and_another_may_follow(paid, examiner):
    before = (Notice.objects.count(), Refund.objects.count(), Term.objects.count())
    lifecycle.decide(paid, "reject", by=examiner, reason="kind")
    lifecycle.take_back(paid, by=examiner)

    with clock.at(clock.now() + MINUTES):
        assert list(lifecycle.carry_out_due()) == []
    assert (Notice.objects.count(), Refund.objects.count(), Term.objects.count()) == before
    deeds.decide(paid, "approve", by=examiner)
    assert states_of(paid) == ["approved"]
    assert [each.outcome for each in Decision.objects.filter(taken_back_at=None)] == ["approve"]


def test_a_failing_effect_leaves_no_approval_and_no_notice_and_stops_nobody_else(
    paid, examiner, monkeypatch
):
    other = deeds.submit(deeds.write_renewal(cast.hamaya()))
    deeds.pay(other)
    other.refresh_from_db()
    lifecycle.decide(paid, "approve", by=examiner)
    lifecycle.decide(other, "approve", by=examiner)
    extend = register.extend

    def broken(code, **more):
        extend(code, **more)
        if code.pk == paid.code_id:
            raise ArithmeticError("at the last moment")

    monkeypatch.setattr(register, "extend", broken)
    with clock.at(clock.now() + MINUTES):
        lines = list(lifecycle.carry_out_due())

    assert lines == ["!2600001B ArithmeticError", "2600002B 承認"]
    assert states_of(paid, other) == ["decided", "approved"]
    assert paid.code.terms.count() == 1
    assert not Notice.objects.filter(event="approved", about="2600001B").exists()
    assert not PaymentReceipt.objects.filter(invoice=paid.invoice).exists()
    monkeypatch.undo()
    with clock.at(clock.now() + 2 * MINUTES):
        assert list(lifecycle.carry_out_due()) == ["2600001B 承認"]


def test_a_second_signature_is_another_persons_and_nothing_goes_without_it(
    paid, examiner, monkeypatch
):
    monkeypatch.setattr(type(procedures.get("jastpro-renewal")), "countersigned", True)
    decision = lifecycle.decide(paid, "approve", by=examiner)

    with clock.at(clock.now() + MINUTES):
        assert list(lifecycle.carry_out_due()) == []
        with pytest.raises(lifecycle.Incoherent, match="別の人"):
            lifecycle.sign(decision, by=examiner)
        lifecycle.sign(decision, by=cast.examiner("examiner2"))
        with pytest.raises(states.NotAllowed, match="既に承認されたか"):
            lifecycle.sign(decision, by=cast.examiner("examiner3"))
        assert list(lifecycle.carry_out_due()) == ["2600001B 承認"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(second_by=examiner)


@pytest.mark.rule("F012")
def test_a_rejection_ends_it_and_owes_what_was_paid(paid, examiner):
    deeds.decide(paid, "reject", by=examiner, reason="documents", note="会社名が異なります。")

    assert paid.state == "rejected"
    assert Refund.objects.get().amount == 3300
    body = told("rejected")[0].body
    assert "確認資料と登録内容が一致しないため" in body
    assert "会社名が異なります。" in body
    assert "3,300円" in body
    assert deposits.balance().holds


# Sent back ---------------------------------------------------------------------------------


@pytest.fixture
def sent_back(paid, examiner) -> Application:
    deeds.decide(
        paid, "send_back", by=examiner, note="電話番号を確認", fields={"basics": ["phone"]}
    )
    return paid


def correct(application: Application, phone: str = "0399998888") -> Application:
    return hand_in_again(application, {"basics-phone": [phone]})


def hand_in_again(application: Application, typed: dict[str, list[str]]) -> Application:
    """A quarter of an hour after it was sent back."""
    with clock.at(clock.now() + timedelta(minutes=15)):
        draft = drafts.Draft(application)
        step = draft.shown_steps[0]
        draft.save(step, typed, seen=draft.revision(step), by=application.account)
        token = drafts.Draft(application).token
        return lifecycle.resubmit(application, token=token, by=application.account)


def test_a_correction_goes_back_to_the_same_examiner_and_is_kept_beside_the_first(
    sent_back, examiner
):
    assert sent_back.respond_by == date(2026, 12, 4)
    with clock.at(date(2026, 11, 24)):
        again = correct(sent_back)

    assert again.state == "under_examination"
    assert again.examiner == examiner
    assert again.respond_by is None
    assert clock.day_of(again.examined_from) == date(2026, 11, 24)
    assert [each.n for each in again.submissions.all()] == [1, 2]
    assert again.content["basics"]["phone"] == "0399998888"
    assert Invoice.objects.count() == 1
    assert len(told("resubmitted")) == 1


def test_a_correction_may_be_handed_in_once(sent_back):
    correct(sent_back)

    with pytest.raises(states.NotAllowed, match="既に再提出されています"):
        lifecycle.resubmit(sent_back, token="x", by=sent_back.account)


def test_a_correction_other_than_confirmed_is_not_taken(sent_back):
    with pytest.raises(lifecycle.filing.Changed):
        lifecycle.resubmit(sent_back, token="x", by=sent_back.account)


@pytest.mark.rule("R-043")
def test_nothing_but_what_was_named_can_be_corrected(sent_back):
    typed = {"basics-phone": ["0399998888"], "basics-name": ["別会社"]}

    again = hand_in_again(sent_back, typed)

    assert again.content["basics"]["name"] == "東雲通商株式会社"


def test_what_is_not_handed_in_again_lapses_the_day_after_and_the_fee_goes_back(sent_back):
    with clock.at(date(2026, 12, 4)):
        assert list(lifecycle.lapse_unanswered()) == []
    with clock.at(date(2026, 12, 5)):
        assert list(lifecycle.lapse_unanswered()) == ["2600001B 取消"]

    assert states_of(sent_back) == ["lapsed"]
    assert Refund.objects.get().amount == 3300
    with clock.at(date(2026, 12, 6)):
        assert list(lifecycle.begin_paid()) == []  # paid, but not put back by that
    assert states_of(sent_back) == ["lapsed"]


# Withdrawn, asked --------------------------------------------------------------------------


@pytest.mark.parametrize("fixture", ["filed", "paid", "sent_back"])
def test_an_application_can_be_withdrawn_before_it_is_decided(request, fixture):
    application = request.getfixturevalue(fixture)
    lifecycle.withdraw(application, by=application.account)

    assert states_of(application) == ["withdrawn"]
    invoice = Invoice.objects.get()
    assert invoice.status == ("void" if fixture == "filed" else "settled")
    assert Refund.objects.count() == (0 if fixture == "filed" else 1)
    assert len(told("withdrawn")) == 1


def test_money_that_arrives_while_one_withdraws_goes_back_and_nothing_breaks(filed):
    stale = Application.objects.select_related("invoice").get(pk=filed.pk)
    stale.invoice.status  # noqa: B018 - read before the money comes
    account = filed.invoice.account
    deposits.hear(
        DepositNotice("sandbox", "n1", account.branch_code, account.number, 3300, cast.TODAY)
    )

    lifecycle.withdraw(stale, by=stale.account)

    assert states_of(filed) == ["withdrawn"]
    assert Refund.objects.get().amount == 3300


def test_a_decided_application_cannot_be_withdrawn(paid, examiner):
    lifecycle.decide(paid, "approve", by=examiner)

    with pytest.raises(states.NotAllowed, match="「決裁中」の申込は取下げできません"):
        lifecycle.withdraw(paid, by=paid.account)


def test_questions_go_by_mail_once_each_and_end_with_the_application(paid, examiner):
    lifecycle.ask(paid, "住所の読みは。", by=examiner)
    lifecycle.ask(paid, "住所の読みは。", by=examiner)
    deeds.decide(paid, "approve", by=examiner)

    assert len(told("question")) == 2
    with pytest.raises(states.NotAllowed, match="終了した申込み"):
        lifecycle.ask(paid, "もう一つ。", by=examiner)


# Who hears ---------------------------------------------------------------------------------


@pytest.mark.rule("F015")
def test_notices_go_to_the_registered_contact_never_to_a_typed_address(code, member):
    application = deeds.write_renewal(code)
    draft = drafts.Draft(application)
    filer = draft.steps[0]
    typed = draft.saved["filer"].data | {"filer-email": ["somebody@elsewhere.example.com"]}
    draft.save(filer, typed, seen=1, by=member)

    deeds.submit(application)

    assert [notice.to for notice in Notice.objects.all()] == ["taro.kowan@shinonome.example.jp"]


def test_telling_twice_posts_once(filed):
    lifecycle.tell(filed, "received")

    assert len(told("received")) == 1


def test_a_mail_to_nobody_is_shown_to_a_person_and_stops_nothing(filed):
    register.amend(filed.entry, {"contact": {"email": ""}}, reason="職権による訂正")

    deeds.pay(filed)

    assert [notice.status for notice in told("paid")] == ["failed"]
    assert states_of(filed) == ["under_examination"]


def test_the_filer_hears_where_a_procedure_says_so(filed):
    assert recipient(filed, "filer")["email"] == "taro.kowan@shinonome.example.jp"
    first = SimpleNamespace(entry=None, content={"filer": {"email": "a@example.jp"}}, before={})
    assert recipient(first, "contact")["email"] == "a@example.jp"
