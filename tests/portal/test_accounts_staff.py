"""Staff: the first administrator, invitations, roles, disabling; and the doors of the admin."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core.models import TrailEntry
from portal.accounts import staff
from portal.models import Account
from registry.models import StaffRole
from tests.portal.people_at_the_door import NEW_PASSWORD, hanako, sign_in, taro
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.probe_urls")]

ROOT = "http://127.0.0.1:8000"


@pytest.mark.rule("X15")
def test_the_first_administrator_is_made_by_command_and_comes_in_through_a_link(client):
    said = StringIO()

    call_command("create_admin", name="管理 花子", mail="kanri@example.jp", stdout=said)

    link = re.search(r"http://127\.0\.0\.1:8000(/password/set/\S+)", said.getvalue())[1]
    client.get(link)
    done = client.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert done["location"] == "/admin/"
    assert client.get("/admin/portal/account/").status_code == 200
    again = Client()
    assert sign_in(again, "kanri@example.jp", NEW_PASSWORD)["location"] == "/admin/"


def test_the_command_refuses_an_address_that_is_taken_or_none():
    call_command("create_admin", name="管理", mail="kanri@example.jp", stdout=StringIO())

    with pytest.raises(CommandError, match="すでに使われています。"):
        call_command("create_admin", name="別人", mail="Kanri@example.jp")
    with pytest.raises(CommandError, match="name@example.jp の形で"):
        call_command("create_admin", name="別人", mail="kanri")
    assert Account.objects.count() == 1


@pytest.mark.rule("X15")
def test_an_administrator_invites_staff_by_mail_with_roles_and_schemes(client, mailoutbox):
    boss = hanako()
    sign_in(client, "admin")

    sent = client.post(
        "/admin/portal/account/add/",
        {
            "name": "審査 一郎",
            "mail": "ichiro@example.jp",
            "roles": ["examiner:jastpro", "accountant:"],
        },
        follow=True,
    )

    account = Account.objects.get(name="審査 一郎")
    assert "招待メールを送りました。" in sent.content.decode()
    assert set(account.staff_roles.values_list("role", "scheme")) == {
        ("examiner", "jastpro"),
        ("accountant", ""),
    }
    assert TrailEntry.objects.get(deed="staff_invited").account == boss
    assert mailoutbox[0].to == ["ichiro@example.jp"]
    assert sign_in(Client(), "ichiro@example.jp", "").status_code == 200
    link = re.search(rf"{ROOT}(/password/set/\S+)", mailoutbox[0].body)[1]
    guest = Client()
    guest.get(link)
    done = guest.post("/password/set/", {"new": NEW_PASSWORD, "again": NEW_PASSWORD})
    assert done["location"] == "/admin/"
    assert sign_in(Client(), "ichiro@example.jp", NEW_PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "氏名を入力してください。"),
        ({"mail": "x"}, "E-mailアドレスは name@example.jp の形で入力してください。"),
        ({"roles": []}, "役割を1つ以上選択してください。"),
        ({"roles": ["owner:"]}, "選択"),
        ({"mail": "admin@example.jp", "name": "x\r\nBcc: evil@example.jp"}, None),
        ({"name": "あ" * 100_000}, "氏名は80文字以内で入力してください。"),
    ],
)
def test_an_invitation_that_cannot_be_says_why(client, mailoutbox, typed, said):
    hanako()
    sign_in(client, "admin")
    right = {"name": "審査", "mail": "ichiro@example.jp", "roles": ["examiner:jastpro"]}

    answer = client.post("/admin/portal/account/add/", right | typed if typed else {})

    if said:
        assert said in answer.content.decode()
        assert not mailoutbox
    else:
        assert answer.status_code in (200, 302)
        assert all("evil@example.jp" not in mail.recipients() for mail in mailoutbox)


def test_an_invitation_whose_mail_fails_says_so_and_can_be_sent_again(client, settings):
    hanako()
    sign_in(client, "admin")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    page = client.post(
        "/admin/portal/account/add/",
        {"name": "審査 一郎", "mail": "ichiro@example.jp", "roles": ["examiner:"]},
        follow=True,
    ).content.decode()

    account = Account.objects.get(name="審査 一郎")
    assert "メールを送れませんでした。" in page
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    again = client.post(f"/admin/portal/account/{account.pk}/do/link/", follow=True)
    assert "リンクを送りました。" in again.content.decode()


@pytest.mark.rule("X15")
def test_only_administrators_reach_the_deeds_on_accounts(client):
    worker = hanako(("examiner", "jastpro"), handle="examiner")
    hanako(("auditor", ""), handle="auditor")
    reader = Client()
    sign_in(client, "examiner")
    sign_in(reader, "auditor")

    for browser in (client, reader):
        assert browser.get("/admin/portal/account/add/").status_code == 403
        for deed in ("roles", "disable", "link", "reset-factor"):
            page = f"/admin/portal/account/{worker.pk}/do/{deed}/"
            assert browser.post(page, {"reason": "x"}).status_code == 403
    assert client.get("/admin/portal/account/").status_code == 403
    assert reader.get("/admin/portal/account/").status_code == 200
    assert reader.get(f"/admin/portal/account/{worker.pk}/change/").status_code == 200


def test_a_forged_post_to_the_admins_own_form_changes_nothing(client):
    hanako()
    member = taro()
    sign_in(client, "admin")

    forged = {"name": "別人", "is_superuser": "on", "is_active": "", "password": "x"}
    answer = client.post(f"/admin/portal/account/{member.pk}/change/", forged)

    assert answer.status_code == 403
    member.refresh_from_db()
    assert (member.name, member.is_superuser, member.is_active) == ("港湾 太郎", False, True)
    assert client.post(f"/admin/portal/account/{member.pk}/delete/").status_code == 403


def test_roles_are_replaced_and_the_trail_says_by_whom(client):
    boss, worker = hanako(), hanako(("examiner", "jastpro"), handle="examiner")
    sign_in(client, "admin")

    client.post(f"/admin/portal/account/{worker.pk}/do/roles/", {"roles": ["clerk:gs1"]})

    assert list(worker.staff_roles.values_list("role", "scheme")) == [("clerk", "gs1")]
    assert TrailEntry.objects.get(deed="staff_roles_set").account == boss


def test_disabling_needs_a_reason_and_can_be_undone(client):
    hanako()
    worker = hanako(("examiner", ""), handle="examiner")
    sign_in(client, "admin")
    page = f"/admin/portal/account/{worker.pk}/do"

    assert "理由を入力してください。" in client.post(f"{page}/disable/", {}).content.decode()
    client.post(f"{page}/disable/", {"reason": "異動"})
    assert sign_in(Client(), "examiner").status_code == 200
    client.post(f"{page}/enable/", {"reason": "復帰"})
    assert sign_in(Client(), "examiner").status_code == 302


def test_the_last_administrator_can_neither_be_disabled_nor_lose_the_role():
    boss = hanako()
    other = hanako(("examiner", ""), handle="examiner")

    with pytest.raises(staff.NotPossible, match="最後の管理者です。"):
        staff.disable(boss, by=other, address="", reason="x")
    with pytest.raises(staff.NotPossible, match="最後の管理者です。"):
        staff.set_roles(boss, [("examiner", "")], by=boss, address="")
    with pytest.raises(staff.NotPossible, match="ご自身は停止できません。"):
        staff.disable(boss, by=boss, address="", reason="x")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_disable_each_other_at_once_leave_one():
    one, two = hanako(), hanako(handle="admin2")

    together(
        lambda: staff.disable(one, by=two, address="", reason="x"),
        lambda: staff.disable(two, by=one, address="", reason="x"),
    )

    left = StaffRole.objects.of("administrator").filter(account__is_active=True)
    assert left.count() == 1


@pytest.mark.rule("X15")
def test_doors_of_the_portal_ask_for_the_role(client):
    hanako(("accountant", ""), handle="accountant")
    hanako(("examiner", "jastpro"), handle="examiner")
    accountant, examiner, member = Client(), Client(), Client()
    taro()
    sign_in(accountant, "accountant")
    sign_in(examiner, "examiner")
    sign_in(member)

    assert client.get("/desk/").status_code == 302
    assert accountant.get("/desk/").status_code == 200
    assert examiner.get("/desk/").status_code == 403
    assert member.get("/desk/").status_code == 403
    assert examiner.get("/my/").status_code == 403


def test_the_admins_sign_in_is_the_houses_own(client):
    away = client.get("/admin/portal/account/?q=x", follow=True)

    assert away.redirect_chain[-1][0].startswith("/login/?next=")
    assert "%2Fadmin%2Fportal%2Faccount%2F" in away.redirect_chain[-1][0]
