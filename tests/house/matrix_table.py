"""The matrix itself: every address of the portal and of the staff's site, declared by hand.

Nothing here is read from the code under test. Roles of the staff's site stand in MODELS, one line
a model; what follows for its five pages is said once, in `model_rows`.
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


ROWS: dict[str, Row] = {
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
    "verify": Row(
        PUBLIC, ONLY_GET, lambda world: (world.letter.number, world.letter.check_word)
    ),
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
        f"everyone=404 {SIGN_IN} staff=403 holders=303",
        lambda world: ("jastpro-renewal",),
        data={"code": "P00A1B2C0000"},
    ),
    "apply-hub": Row(HOLDERS_SEE_OTHER, HOLDERS_ONLY.replace("200", "405"), _draft()),
    "apply-step": Row(HOLDERS_ONLY, HOLDERS_SEE_OTHER, _draft("registrant")),
    "apply-documents": Row(HOLDERS_SEE_OTHER, HOLDERS_SEE_OTHER, _draft()),
    "apply-check": Row(HOLDERS_ONLY, HOLDERS_SEE_OTHER, _draft()),
    "apply-payment": Row(HOLDERS_ONLY, HOLDERS_ONLY.replace("200", "405"), _filed),
    "apply-done": Row(HOLDERS_ONLY, HOLDERS_ONLY.replace("200", "405"), _filed),
    "apply-discard": Row(HOLDERS_ONLY, HOLDERS_SEE_OTHER, _draft()),
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
        ONLY_GET, HOLDERS_SENT_ON, _unpaid, data={"body": "ハマヤザッカテンと読みます。"}
    ),
    "my-withdraw": Row(HOLDERS_ONLY, HOLDERS_SENT_ON, _unpaid),
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

# The staff's site ------------------------------------------------------------------------------
OUTSIDE = "anonymous=302 members=302"  # sent to sign in; a member who is signed in gets 403 there
STAFF_PAGE = f"staff=200 {OUTSIDE}"
SHUT = f"staff=403 {OUTSIDE}"

ROWS |= {
    "admin:index": Row(STAFF_PAGE, STAFF_PAGE),
    "admin:login": Row(
        "anonymous=302 members=403 staff=302", "anonymous=302 members=403 staff=302"
    ),
    "admin:logout": Row("everyone=302", "everyone=302"),
    "admin:password_change": Row("everyone=302", "everyone=302"),
    "admin:password_change_done": Row(STAFF_PAGE, STAFF_PAGE),
    "admin:autocomplete": Row(SHUT, SHUT),
    "admin:jsi18n": Row(STAFF_PAGE, STAFF_PAGE),
    "admin:view_on_site": Row(
        f"staff=404 {OUTSIDE}", f"staff=404 {OUTSIDE}", lambda world: (999_999, 1)
    ),
    "admin:app_list": Row(
        f"staff=404 {OUTSIDE} examiner=200 examiner_gs1=200 clerk=200 administrator=200 auditor=200",
        f"staff=404 {OUTSIDE} examiner=200 examiner_gs1=200 clerk=200 administrator=200 auditor=200",
        lambda world: ("registry",),
    ),
    "admin/(?P<url>.*)$": Row(
        f"staff=404 {OUTSIDE}", f"staff=404 {OUTSIDE}", path="/admin/no/such/page/"
    ),
    "admin:portal_account_do": Row(
        f"{SHUT} administrator=200",
        f"{SHUT} administrator=302",
        lambda world: (world.accounts["clerk"].pk, "link"),
    ),
    "admin:registry_application_do": Row(
        f"{SHUT} examiner=302 examiner_gs1=404",
        f"{SHUT} examiner=302 examiner_gs1=404",
        lambda world: (world.unpaid.pk, "take"),
    ),
    "admin:notifications_notice_paper": Row(
        f"staff=404 {OUTSIDE} examiner=200 administrator=200 auditor=200",
        f"staff=404 {OUTSIDE} examiner=200 administrator=200 auditor=200",
        lambda world: (world.letter.notice.pk,),
        writes=("notifications_issueddocument", "notifications_paperbytes"),
    ),
    "admin:notifications_notice_undelivered": Row(
        f"staff=404 {OUTSIDE} examiner=200 administrator=200",
        f"staff=404 {OUTSIDE} examiner=200 administrator=200",
        lambda world: (world.letter.notice.pk,),
    ),
    "admin:notifications_letterbatch_make": Row(
        f"staff=302 {OUTSIDE}", f"staff=302 {OUTSIDE}"
    ),
    "admin:notifications_letterbatch_pdf": Row(
        f"staff=404 {OUTSIDE} examiner=200 examiner_gs1=200 administrator=200",
        f"staff=404 {OUTSIDE} examiner=200 examiner_gs1=200 administrator=200",
        lambda world: (world.batch.pk,),
        writes=("notifications_issueddocument", "notifications_paperbytes"),
    ),
    "admin:notifications_letterbatch_do": Row(
        f"staff=404 {OUTSIDE} examiner=302 examiner_gs1=302 administrator=302",
        f"staff=404 {OUTSIDE} examiner=302 examiner_gs1=302 administrator=302",
        lambda world: (world.batch.pk, "confirm"),
    ),
    "admin:notifications_issueddocument_paper": Row(
        f"staff=404 {OUTSIDE} examiner=200 administrator=200 auditor=200 accountant=200",
        f"staff=404 {OUTSIDE} examiner=200 administrator=200 auditor=200 accountant=200",
        lambda world: (world.letter.pk,),
    ),
}

# Each model: who may do what; a deed that is not named is done by nobody ------------------------
DESK = "view=examiner,examiner_gs1,clerk,auditor,administrator"
BOOKS = "view=accountant,auditor,administrator"
KEEPERS = (
    "view=examiner,examiner_gs1,auditor,administrator"
    " add=administrator change=administrator delete=administrator"
)
RATES = (
    f"{BOOKS} add=accountant,administrator change=accountant,administrator"
    " delete=accountant,administrator"
)
MAIL_ROOM = "examiner,examiner_gs1,administrator"
MODELS: dict[str, str] = {
    "portal_account": "view=administrator,auditor add=administrator",
    "registry_application": DESK,
    "registry_registrant": DESK,
    "registry_entry": DESK,
    "registry_code": DESK,
    "registry_documentrequirement": KEEPERS,
    "registry_reminderstage": KEEPERS,
    "registry_termsofuse": KEEPERS,
    "billing_invoice": BOOKS,
    "billing_deposit": BOOKS,
    "billing_refund": BOOKS,
    "billing_paymentreceipt": BOOKS,
    "billing_billingparty": BOOKS,
    "billing_feerate": RATES,
    "billing_taxrate": RATES,
    "notifications_notice": f"view={MAIL_ROOM},auditor",
    "notifications_letterbatch": f"view={MAIL_ROOM},auditor",
    "notifications_issueddocument": f"view={MAIL_ROOM},auditor,accountant",
    "notifications_news": "view=administrator add=administrator change=administrator"
    " delete=administrator",
    "notifications_faq": f"view={MAIL_ROOM} add={MAIL_ROOM} change={MAIL_ROOM}"
    f" delete={MAIL_ROOM}",
    "core_closedday": "view=administrator,auditor add=administrator change=administrator"
    " delete=administrator",
    "core_counter": "view=administrator,auditor",
    "core_trailentry": "view=administrator,auditor",
}
# Rows that are in force stay as they are, whoever asks.
IN_FORCE = {"registry_termsofuse", "billing_feerate", "billing_taxrate"}
# Where an examiner of another scheme finds nothing.
OF_A_SCHEME = {
    "registry_application",
    "registry_registrant",
    "registry_entry",
    "registry_code",
    "notifications_notice",
}


def may(model: str) -> dict[str, tuple[str, ...]]:
    """Who may do each deed on a model's pages."""
    found = {deed: () for deed in ("view", "add", "change", "delete")}
    for word in MODELS[model].split():
        deed, _equals, roles = word.partition("=")
        found[deed] = tuple(roles.split(","))
    return found


def told(roles: tuple[str, ...], status: int = 200, *more: str) -> str:
    return " ".join([SHUT, *(f"{role}={status}" for role in roles), *more])


def model_rows(model: str) -> dict[str, Row]:
    """The rows of a model's pages, by the rule that every admin page of the house follows."""
    roles = may(model)
    fixed = model in IN_FORCE
    elsewhere = ["examiner_gs1=404"] if model in OF_A_SCHEME else []
    change = () if fixed else roles["change"]
    delete = () if fixed else roles["delete"]
    one = _object(model)
    edited = elsewhere if "examiner_gs1" in change else []
    return {
        f"admin:{model}_changelist": Row(told(roles["view"]), told(roles["view"])),
        f"admin:{model}_add": Row(told(roles["add"]), told(roles["add"])),
        f"admin:{model}_change": Row(
            told(roles["view"], 200, *elsewhere), told(change, 200, *edited), one
        ),
        f"admin:{model}_history": Row(
            told(roles["view"], 200, *elsewhere), told(roles["view"], 200, *elsewhere), one
        ),
        f"admin:{model}_delete": Row(told(delete), told(delete, 302), one, data={"post": "yes"}),
        f"admin/{model.replace('_', '/')}/<path:object_id>/": Row(
            "everyone=302", "everyone=302", path=f"/admin/{model.replace('_', '/')}/1/"
        ),
    }


def _object(model: str) -> Args:
    label = model.replace("_", ".")

    def args(world: World) -> tuple[Any, ...]:
        if label == "registry.application":
            return (world.unpaid.pk,)
        if label == "portal.account":
            return (world.accounts["clerk"].pk,)
        if label.split(".")[1] in {"registrant", "entry"}:
            entry = world.codes["unpaid"].entry
            return (entry.pk if label.endswith("entry") else entry.registrant_id,)
        return (world.first(label).pk,)

    return args


for _model in MODELS:
    ROWS |= model_rows(_model)
