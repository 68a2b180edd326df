import pathlib, pytest
from datetime import date
from django.test import Client
from tests import cast
from tests.conftest import signed_in
from portal.demonstration import deeds
from registry import lifecycle, register
from core import clock
pytestmark=pytest.mark.django_db
OUT=pathlib.Path("/tmp/g/shots"); OUT.mkdir(exist_ok=True)
def save(name, browser, path):
    r=browser.get(path); h=r.content.decode().replace("/static/","file:///work/main/static/").replace(" hidden>コピー",">コピー")
    (OUT/f"{name}.html").write_text(h)
def test_shots(examiner):
    code=cast.shinonome(); b=signed_in(deeds.member(code))
    save("home_window", b, "/my/")
    other=deeds.write_renewal(code)
    a=deeds.submit(deeds.write_renewal(code, {"basics":{"phone":"0312345678"}}))
    save("home_unpaid", b, "/my/")
    deeds.pay(a); a.refresh_from_db()
    lifecycle.ask(a,"建物名は「八重洲ビル」でよろしいですか。",by=examiner)
    lifecycle.answer(a,"はい、変更ありません。",by=a.account)
    save("application", b, f"/my/applications/{a.receipt_number}/")
    save("withdraw", b, f"/my/applications/{a.receipt_number}/withdraw/")
    deeds.decide(a,"send_back",by=examiner,note="電話番号をご確認ください。",fields={"basics":["phone"]})
    save("home_sentback", b, "/my/")
    save("applications", b, "/my/applications/?received_from=x")
    code2=cast.minato(); b2=signed_in(deeds.member(code2)); save("home_notyet", b2, "/my/")
    code3=cast.hamaya(); b3=signed_in(deeds.member(code3))
    a3=deeds.submit(deeds.write_renewal(code3, {"basics":{"phone":"0312345678"}})); deeds.pay(a3); deeds.decide(a3,"approve",by=examiner)
    save("home_done", b3, "/my/"); save("code", b3, f"/my/codes/{code3.number}/"); save("documents", b3, "/my/documents/"); save("notices", b3, "/my/notices/")
    code4=cast.takahashi(); b4=signed_in(deeds.member(code4)); register.strike_off(code4, note="満了"); save("home_ended", b4, "/my/"); save("code_ended", b4, f"/my/codes/{code4.number}/")
    save("home_paper", signed_in(deeds.member(cast.pacific())), "/my/")
    for each in range(25):
        entry = register.enter(kind="jastpro", scheme="jastpro", registrant=code2.entry.registrant, particulars=register.image(code2.entry), reason="支店")
        more = register.allot(entry, f"P77{each:05d}0000", exclusive=False)
        register.grant_term(more, date(2024, 1, 1), date(2026, 12, 31) if each<3 else date(2028,1,31))
    save("home_many", b2, "/my/")
    for n,p in {"top":"/","guide":"/guide/","renewal":"/guide/jastpro/renewal/","paper":"/guide/jastpro/paper/","fees":"/fees/","terms":"/terms/jastpro/","privacy":"/privacy/","accessibility":"/accessibility/","contact":"/contact/","outbox":"/outbox/","outbox1":"/outbox/1/","verify404":"/verify/x/y/"}.items(): save(n, Client(), p)
