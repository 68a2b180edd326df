"""The matrix of the staff's site. Who may do what stands in MODELS, one line a model.

What follows from that line for the model's six addresses is said once, in `model_rows`.
"""

from dataclasses import replace
from typing import Any

from tests.house.matrix import Args, Row
from tests.house.matrix_world import World

OUTSIDE = "anonymous=302 members=302"  # sent to sign in; a member who is signed in gets 403 there
EACH_OF_STAFF = f"staff=200 {OUTSIDE}"
SHUT = f"staff=403 {OUTSIDE}"

STAFF: dict[str, Row] = {
    "admin:index": Row(EACH_OF_STAFF, EACH_OF_STAFF),
    "admin:login": Row(
        "anonymous=302 members=403 staff=302", "anonymous=302 members=403 staff=302"
    ),
    "admin:logout": Row("everyone=302", "everyone=302"),
    "admin:password_change": Row("everyone=302", "everyone=302"),
    "admin:password_change_done": Row(EACH_OF_STAFF, f"staff=405 {OUTSIDE}"),
    "admin:autocomplete": Row(SHUT, f"staff=405 {OUTSIDE}"),
    "admin:jsi18n": Row(EACH_OF_STAFF, f"staff=405 {OUTSIDE}"),
    "admin:view_on_site": Row(
        f"staff=404 {OUTSIDE}", f"staff=404 {OUTSIDE}", lambda world: (999_999, 1)
    ),
    "admin:app_list": Row(
        f"staff=200 {OUTSIDE} accountant=404",
        f"staff=200 {OUTSIDE} accountant=404",
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
    "admin:notifications_letterbatch_make": Row(f"staff=302 {OUTSIDE}", f"staff=302 {OUTSIDE}"),
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
    "notifications_faq": f"view={MAIL_ROOM} add={MAIL_ROOM} change={MAIL_ROOM} delete={MAIL_ROOM}",
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
    "notifications_issueddocument",
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
    return {
        f"admin:{model}_changelist": Row(told(roles["view"]), told(roles["view"])),
        f"admin:{model}_add": Row(told(roles["add"]), told(roles["add"])),
        f"admin:{model}_change": Row(
            told(roles["view"], 200, *elsewhere), told(change, 200, *elsewhere), one
        ),
        f"admin:{model}_history": Row(
            told(roles["view"], 200, *elsewhere), told(roles["view"], 200, *elsewhere), one
        ),
        f"admin:{model}_delete": Row(
            told(delete, 200, *elsewhere),
            told(delete, 302, *elsewhere),
            one,
            data={"post": "yes"},
        ),
        f"admin/{model.replace('_', '/')}/<path:object_id>/": Row(
            "everyone=302", "everyone=302", path=f"/admin/{model.replace('_', '/')}/1/"
        ),
    }


def _object(model: str) -> Args:
    label = model.replace("_", ".")

    def args(world: World) -> tuple[Any, ...]:
        if label == "registry.application":
            return (world.unpaid.pk,)
        if label == "notifications.issueddocument":
            return (world.letter.pk,)
        if label == "portal.account":
            return (world.accounts["clerk"].pk,)
        if label.split(".")[1] in {"registrant", "entry"}:
            entry = world.codes["unpaid"].entry
            return (entry.pk if label.endswith("entry") else entry.registrant_id,)
        return (world.first(label).pk,)

    return args


for _model in MODELS:
    STAFF |= model_rows(_model)
# Nothing is ever posted to the review page, and it holds the history of everything.
STAFF["admin:registry_application_change"] = replace(
    STAFF["admin:registry_application_change"], post=SHUT
)
STAFF["admin:registry_application_history"] = Row(
    told(may("registry_application")["view"], 302, "examiner_gs1=404"),
    told(may("registry_application")["view"], 302, "examiner_gs1=404"),
    _object("registry_application"),
)
