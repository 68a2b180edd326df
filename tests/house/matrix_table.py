"""The matrix itself: every address of the portal; the staff's site is matrix_staff.py.

Declared by hand: nothing here is read from the code under test.
"""

from typing import Any

from tests.house.matrix import Args, Row
from tests.house.matrix_world import World

# Who is sent to sign in, and what the others get ------------------------------------------
PUBLIC = "everyone=200"
ONLY_GET = "everyone=405"
SIGN_IN = "anonymous=302"
ANYBODY_SIGNED_IN = f"everyone=200 {SIGN_IN}"
MEMBERS_ONLY = f"everyone=403 {SIGN_IN} members=200"
# Another's: not found. Staff see numbered applications of their schemes through their own pages.
HOLDERS_ONLY = f"everyone=404 {SIGN_IN} staff=403 holders=200"
HOLDERS_SENT_ON = HOLDERS_ONLY.replace("holders=200", "holders=302")
READS = " reader=403"  # 閲覧 alone writes nothing
HOLDERS_SEE_OTHER = HOLDERS_ONLY.replace("holders=200", "holders=303")
SCHEME_STAFF = "examiner=200 clerk=200 administrator=200 auditor=200"


def _draft(*more: str) -> Args:
    return lambda world: ("jastpro-renewal", world.draft.pk, *more)


def _filed(world: World) -> tuple[Any, ...]:
    return ("jastpro-renewal", world.unpaid.pk)


def _unpaid(world: World) -> tuple[Any, ...]:
    return (world.unpaid.receipt_number,)


def _completed(world: World) -> tuple[Any, ...]:
    return (world.completed.receipt_number,)


def _paper(world: World) -> tuple[Any, ...]:
    return (world.paper.pk,)


def _lent(world: World) -> tuple[Any, ...]:
    return (world.account_key,)


PORTAL: dict[str, Row] = {
    # Pages that anybody may read ----------------------------------------------------------
    "home": Row(PUBLIC, ONLY_GET),
    "guide": Row(PUBLIC, ONLY_GET),
    "guide-renewal": Row(PUBLIC, ONLY_GET),
    "guide-paper": Row(PUBLIC, ONLY_GET),
    "fees": Row(PUBLIC, ONLY_GET),
    "terms": Row(PUBLIC, ONLY_GET, lambda world: ("jastpro",)),
    "terms-pdf": Row(PUBLIC, ONLY_GET, lambda world: ("jastpro",)),
    "privacy": Row(PUBLIC, ONLY_GET),
    "accessibility": Row(PUBLIC, ONLY_GET),
    "contact": Row(PUBLIC, ONLY_GET),
    "verify": Row(PUBLIC, ONLY_GET, lambda world: (world.letter.number, world.letter.check_word)),
    "outbox": Row(PUBLIC, ONLY_GET),  # demonstration only; see test_the_outbox_is_shut
    "outbox-notice": Row(PUBLIC, ONLY_GET, lambda world: (world.letter.notice.pk,)),
    "outbox-letter": Row(
        PUBLIC,
        ONLY_GET,
        lambda world: (world.letter.notice.pk,),
        # Drawn when it is first asked for; every later reading gives the same bytes.
        writes=("notifications_issueddocument", "notifications_paperbytes"),
    ),
    # Signing in ---------------------------------------------------------------------------
    "login": Row("everyone=302 anonymous=200", "everyone=302 anonymous=200"),
    "login_code": Row("everyone=302", "everyone=302"),
    "logout": Row(PUBLIC, "everyone=302"),
    "logged_out": Row(PUBLIC, PUBLIC),
    "session_ping": Row(ONLY_GET, "everyone=200 anonymous=401"),
    "password_reset": Row(PUBLIC, PUBLIC),
    "password_reset_sent": Row(PUBLIC, PUBLIC),
    "password_set": Row("everyone=410", "everyone=410"),
    "password_set_link": Row("everyone=302", "everyone=302", lambda world: ("not-a-secret",)),
    "password_change": Row(ANYBODY_SIGNED_IN, ANYBODY_SIGNED_IN),
    "security": Row(ANYBODY_SIGNED_IN, ANYBODY_SIGNED_IN),
    "prove": Row(ANYBODY_SIGNED_IN, ANYBODY_SIGNED_IN),
    "sessions_end": Row(ONLY_GET, "everyone=302"),
    "session_end": Row(ONLY_GET, f"everyone=404 {SIGN_IN}", lambda world: (999_999,)),
    "first_factor": Row(ANYBODY_SIGNED_IN, ANYBODY_SIGNED_IN),
    # Below: only with a password that was shown within the last ten minutes.
    "totp_add": Row("everyone=302", "everyone=302"),
    "key_add": Row("everyone=302", "everyone=302"),
    "factor_remove": Row(ONLY_GET, "everyone=302", lambda world: (999_999,)),
    "recovery_codes": Row("everyone=302", "everyone=302"),
    # Applying -----------------------------------------------------------------------------
    "apply-guide": Row(PUBLIC, ONLY_GET, lambda world: ("jastpro-renewal",)),
    "apply-start": Row(
        f"everyone=303 {SIGN_IN} staff=403",
        f"everyone=404 {SIGN_IN} staff=403 holders=303{READS}",
        lambda world: ("jastpro-renewal",),
        data={"code": "P00A1B2C0000"},
    ),
    "apply-hub": Row(HOLDERS_SEE_OTHER, HOLDERS_ONLY.replace("200", "405") + READS, _draft()),
    "apply-step": Row(HOLDERS_ONLY, HOLDERS_SEE_OTHER + READS, _draft("registrant")),
    "apply-documents": Row(HOLDERS_SEE_OTHER, HOLDERS_SEE_OTHER + READS, _draft()),
    "apply-check": Row(HOLDERS_ONLY, HOLDERS_SEE_OTHER + READS, _draft()),
    "apply-payment": Row(HOLDERS_ONLY, HOLDERS_ONLY.replace("200", "405") + READS, _filed),
    "apply-done": Row(HOLDERS_ONLY, HOLDERS_ONLY.replace("200", "405") + READS, _filed),
    "apply-discard": Row(HOLDERS_ONLY, HOLDERS_SEE_OTHER + READS, _draft()),
    # Evidence: of a draft nobody but its own; staff see what was handed in --------------------
    "file-pages": Row(f"everyone=404 {SIGN_IN} holders=200", ONLY_GET, _paper),
    "file-page": Row(
        f"everyone=404 {SIGN_IN} holders=200", ONLY_GET, lambda world: (world.paper.pk, 1)
    ),
    "file-download": Row(f"everyone=404 {SIGN_IN} holders=200", ONLY_GET, _paper),
    "files-zip": Row(
        f"everyone=404 {SIGN_IN} holders=200", ONLY_GET, lambda world: (world.draft.pk,)
    ),
    # My page ------------------------------------------------------------------------------
    "my": Row(MEMBERS_ONLY, ONLY_GET),
    "my-contact": Row(
        f"everyone=403 {SIGN_IN} members=303",
        MEMBERS_ONLY.replace("200", "405"),
        # Opens the asker's own draft, as empty as the register: nothing is said or changed by it.
        writes=("registry_application",),
    ),
    "my-contact-confirm": Row(ONLY_GET, f"everyone=404 {SIGN_IN} staff=403"),
    "my-notices": Row(MEMBERS_ONLY, ONLY_GET),
    "my-applications": Row(MEMBERS_ONLY, ONLY_GET),
    "my-application": Row(HOLDERS_ONLY, ONLY_GET, _unpaid),
    "my-answer": Row(
        ONLY_GET, HOLDERS_SENT_ON + READS, _unpaid, data={"body": "ハマヤザッカテンと読みます。"}
    ),
    "my-withdraw": Row(HOLDERS_ONLY, HOLDERS_SENT_ON + READS, _unpaid),
    "my-invoice": Row(
        HOLDERS_ONLY,
        ONLY_GET,
        _unpaid,
        writes=("notifications_issueddocument", "notifications_paperbytes", "billing_invoice"),
    ),
    "my-receipt": Row(
        HOLDERS_ONLY,
        ONLY_GET,
        _completed,
        # The first print is kept; later ones say 「再発行」.
        writes=(
            "notifications_issueddocument",
            "notifications_paperbytes",
            "billing_paymentreceipt",
        ),
    ),
    "my-code": Row(HOLDERS_ONLY, ONLY_GET, lambda world: (world.codes["draft"].number,)),
    "my-ics": Row(HOLDERS_ONLY, ONLY_GET, lambda world: (world.codes["draft"].number,)),
    "my-documents": Row(MEMBERS_ONLY, ONLY_GET),
    "my-document": Row(
        HOLDERS_ONLY,
        ONLY_GET,
        lambda world: (world.letter.number,),
        writes=("notifications_issueddocument", "notifications_paperbytes"),
    ),
    # The agency: whoever holds the unguessable key; the webhook asks for a signature -----------
    "agency:account": Row(PUBLIC, ONLY_GET, _lent),
    "agency:deposit": Row(ONLY_GET, "everyone=303", _lent, data={"kind": "exact"}),
    "agency:webhook": Row(ONLY_GET, "everyone=415"),
}
