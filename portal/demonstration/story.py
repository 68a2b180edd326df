"""What has happened so far, told at past days; every constraint and derived date holds in it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

from django.utils.html import escape

from billing import webhook
from billing.deposit_notices import DepositNotice
from billing.sandbox import SandboxAgency
from core import calendar, clock, shown
from notifications import batches, outbox, pdf
from portal.demonstration import deeds
from portal.demonstration.holders import HAMAYA, NAMED, TAKAHASHI, Holder, others
from portal.models import Account
from registry import expiry, lifecycle, reminders
from registry.models import Application, Code

CORRECTION = (
    "住民票の写しの発行日が3か月を超えています。3か月以内に発行されたもの"
    "（マイナンバーの記載がないもの）を添付し直してください。"
)

HANDLES = {
    "examiner": ("佐藤 恵", "examiner"),
    "examiner2": ("高田 亮", "examiner"),
    "accountant": ("田中 学", "accountant"),
    "accountant2": ("森 綾", "accountant"),
    "admin": ("鈴木 誠", "administrator"),
}


def tell(password: str, *, say: Callable[[str], None] = print) -> None:
    """Fill an empty house. `say` hears a line for each chapter."""
    today = clock.today()
    people = staff(password)
    codes = {}
    for holder in (*NAMED, *others()):
        codes[holder.code] = deeds.enter(
            holder,
            valid_until=expires(holder, today),
            password=password,
            must_change_password=holder.code == "P00A1B2E0000",
        )
    say(f"{len(codes)} registrants")
    announce(today)
    for chapter in (_lapsed, _completed, _rejected, _sent_back, _waiting, _short, _unpaid, _ended):
        chapter(codes, people, today)
    _stray_deposit(today)
    announce(today, on_days=(0,))
    say(f"{Application.objects.count()} applications")


def staff(password: str) -> dict[str, Account]:
    """The people of the authority, let in without a second factor in the demonstration only."""
    return {
        handle: deeds.staff(handle, name, role, password=password)
        for handle, (name, role) in HANDLES.items()
    }


def expires(holder: Holder, today: date) -> date:
    """The last day of the month of expiry; one of the others has ended a while ago."""
    if holder.code == others()[7].code:
        return calendar.last_of_month(today, -1)
    return calendar.last_of_month(today, holder.ends_in)


def announce(today: date, on_days: tuple[int, ...] = (90, 60, 30)) -> None:
    """The renewal notices of the last months, mailed, printed and posted."""
    for back in on_days:
        with clock.at(today - timedelta(days=back)):
            list(reminders.remind_renewals())
            outbox.sweep()
            if batches.waiting().exists():
                batches.confirm(batches.make_batch(by=None), by=None)


def on(today: date, back: int):
    """Noon of a day so many days ago."""
    return clock.at(today - timedelta(days=back))


def _filed(code: Code, today: date, back: int, **changes) -> Application:
    with on(today, back):
        application = deeds.submit(deeds.write_renewal(code, changes or None))
        outbox.sweep()
    return application


def _paid(application: Application, today: date, back: int, amount: int | None = None) -> None:
    with on(today, back):
        deeds.pay(application, amount)
        outbox.sweep()
    application.refresh_from_db()


def _completed(codes: dict, people: dict, today: date) -> None:
    application = _filed(codes[others()[0].code], today, 20)
    _paid(application, today, 18)
    with on(today, 12):
        deeds.decide(application, "approve", by=people["examiner"])
        outbox.sweep()


def _lapsed(codes: dict, people: dict, today: date) -> None:
    _filed(codes[others()[4].code], today, 30)
    with on(today, 14):
        list(lifecycle.lapse_unpaid())
        outbox.sweep()


def _rejected(codes: dict, people: dict, today: date) -> None:
    application = _filed(codes[others()[5].code], today, 12)
    _paid(application, today, 11)
    with on(today, 5):
        deeds.decide(
            application,
            "reject",
            by=people["examiner2"],
            reason="corporate_number",
            note="合併により法人番号が変わっているため、抹消のうえ新規に申請してください。",
        )
        outbox.sweep()


def _short(codes: dict, people: dict, today: date) -> None:
    application = _filed(codes[others()[3].code], today, 2)
    _paid(application, today, 1, amount=3000)


def _waiting(codes: dict, people: dict, today: date) -> None:
    """The examiners' queue: a move with its certificate, two renewals without change."""
    moved = codes[others()[1].code]
    with on(today, 6):
        street = {"street": "1-5-12 八丁堀セントラルビル7階"}
        application = deeds.write_renewal(
            moved, {"legal_address": street, "registered_address": street}
        )
        deeds.attach(
            application,
            "full_history",
            certificate(
                "履歴事項全部証明書", moved.entry.name, "東京都中央区八丁堀" + street["street"]
            ),
            "履歴事項全部証明書 (写し).pdf",
        )
        application = deeds.submit(application)
        outbox.sweep()
    _paid(application, today, 5)
    _paid(_filed(codes[others()[2].code], today, 4), today, 2)
    _paid(_filed(codes[others()[6].code], today, 3), today, 1, amount=3500)


def _sent_back(codes: dict, people: dict, today: date) -> None:
    code = codes[HAMAYA.code]
    with on(today, 8):
        street = {"street": "31-4 ハーバービュー2階"}
        application = deeds.write_renewal(
            code, {"legal_address": street, "registered_address": street}
        )
        deeds.attach(
            application,
            "residence_record",
            certificate(
                "住民票の写し", HAMAYA.representative, "横浜市中区山下町" + street["street"]
            ),
            "住民票 スキャン.pdf",
        )
        application = deeds.submit(application)
        outbox.sweep()
    _paid(application, today, 7)
    with on(today, 3):
        deeds.decide(
            application,
            "send_back",
            by=people["examiner"],
            note=CORRECTION,
            fields={"documents": ["residence_record"]},
        )
        outbox.sweep()


def _unpaid(codes: dict, people: dict, today: date) -> None:
    _filed(codes[TAKAHASHI.code], today, 1)


def _ended(codes: dict, people: dict, today: date) -> None:
    with clock.at(calendar.first_of_month(today)):
        list(expiry.expire_codes())
        outbox.sweep()


def _stray_deposit(today: date) -> None:
    """Money for an account that was never lent: a person must look."""
    notice = DepositNotice(
        source="sandbox",
        notice_id=uuid4().hex,
        branch_code="101",
        account_number="9999999",
        amount=3300,
        value_date=today - timedelta(days=1),
        payer_kana="ｶ)ﾏﾎﾞﾛｼ",
    )
    with on(today, 1):
        webhook.receive(*SandboxAgency().message(notice))


def certificate(title: str, name: str, address: str) -> bytes:
    """A sample certificate, plainly marked as one."""
    rows = (("氏名・商号", name), ("住所・本店", address), ("発行日", shown.day(clock.today())))
    body = "".join(f"<tr><th>{k}</th><td>{escape(v)}</td></tr>" for k, v in rows)
    return pdf.render(
        f'<html lang="ja"><head><title>{title}</title></head><body><h1>{title}</h1>'
        f"<table>{body}</table><p>見本：実在の証明書ではありません。</p></body></html>",
        title=title,
    )
