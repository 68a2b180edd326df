import re
from html.parser import HTMLParser

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from core import clock
from portal.layout import Button, ButtonedField, Pair
from portal.templatetags import portal as filters
from registry import fields


class Address(forms.Form):
    use_required_attribute = False
    family_name = fields.NameField(label="姓", help_text="例：通関")
    given_name = fields.NameField(label="名")
    postal_code = fields.PostalCodeField(label="郵便番号", help_text="例：104-0032")
    street = fields.AddressLineField(label="番地・建物名")
    fax = fields.PhoneField(label="FAX番号", required=False)
    plan = fields.ChoiceRadio(
        label="適用料金", choices=[("a", "基本＋従量"), ("b", "従量のみ")], help_text="一般NACCS"
    )
    trades = fields.ChoiceChecks(
        label="業種", choices=[("通関", [("c", "通関業")]), ("運送", [("d", "海貨業")])]
    )
    reason = fields.TextField(label="申込理由")
    agreed = fields.AgreeField(label="上記を確認しました。")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.default_button = "_next"
        self.helper.layout = Layout(
            Fieldset(
                "事業所に関する項目",
                Pair("family_name", "given_name"),
                ButtonedField("postal_code", Button("_lookup", "反映", "sm fit")),
                "street",
                "fax",
            ),
            "plan",
            "trades",
            "reason",
            "agreed",
            "seen",
        )
        self.helper.add_input(Button("_next", "次へ進む", "primary"))
        self.helper.add_input(Button("_save", "申込内容を一時保存する"))


class Page(HTMLParser):
    """The tags of a page with their attributes, in order."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag in names]

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.tags if "id" in attrs]


TYPED = {"family_name": "", "postal_code": "104-003", "street": "２−２９　Ａ棟", "plan": "z"}


@pytest.fixture(params=["empty", "wrong", "prefilled"])
def page(request):
    form = {
        "empty": lambda: Address(),
        "wrong": lambda: Address(TYPED),
        "prefilled": lambda: Address(initial={"postal_code": "1040032", "plan": "b"}),
    }[request.param]()
    return Page(render_crispy_form(form))


def test_every_id_is_given_once(page):
    assert len(page.ids) == len(set(page.ids))


def test_every_description_and_title_that_is_named_exists(page):
    for _tag, attrs in page.tags:
        for name in ("aria-describedby", "aria-labelledby"):
            for wanted in (attrs.get(name) or "").split():
                assert wanted in page.ids


def test_every_control_has_exactly_one_label(page):
    labels = [attrs["for"] for attrs in page.all("label")]
    shown = [a for a in page.all("input", "select", "textarea") if a.get("type") != "hidden"]
    assert len(shown) == 11
    for control in shown:
        assert labels.count(control["id"]) == 1


def test_the_browser_neither_demands_nor_cuts_nor_is_styled_inline(page):
    for _tag, attrs in page.tags:
        assert not {"required", "maxlength", "style", "onclick"} & set(attrs)
    assert "novalidate" in page.all("form")[0]


def test_the_first_submit_button_is_the_unseen_next_one(page):
    first = page.all("button")[0]
    assert (first["class"], first["name"]) == ("vh", "_next")
    assert (first["tabindex"], first["aria-hidden"]) == ("-1", "true")


def test_a_field_reads_label_then_hint_then_error_then_box():
    html = render_crispy_form(Address(TYPED))
    part = html[html.index('id="div_id_postal_code"') :]
    places = [
        part.index(mark)
        for mark in (
            '<label for="id_postal_code">',
            'id="id_postal_code_helptext"',
            'id="id_postal_code_error"',
            'name="postal_code"',
            'name="_lookup"',
        )
    ]
    assert places == sorted(places)
    assert 'aria-invalid="true"' in part[: part.index("反映")]
    assert 'aria-describedby="id_postal_code_helptext id_postal_code_error"' in part


def test_a_group_of_choices_has_a_legend_and_tells_its_description_once():
    page = Page(render_crispy_form(Address(TYPED)))
    group = next(attrs for attrs in page.all("fieldset") if attrs.get("id") == "div_id_plan")
    assert group["aria-describedby"] == "id_plan_helptext id_plan_error"
    radios = [attrs for attrs in page.all("input") if attrs.get("name") == "plan"]
    assert not any("aria-describedby" in attrs for attrs in radios)
    groups = [attrs for attrs in page.all("div") if attrs.get("role") == "group"]
    assert [attrs["aria-labelledby"] for attrs in groups] == [
        "id_trades_group1",
        "id_trades_group2",
    ]


def test_needed_and_optional_fields_say_so():
    html = render_crispy_form(Address())
    assert html.count("※必須") == 8
    assert html.count("※任意") == 1


def test_the_summary_counts_the_messages_and_leads_to_their_boxes():
    form = Address(TYPED)
    html = render_crispy_form(form)
    assert "入力内容に7件の問題があります" in html
    summary = html[html.index('id="error-summary"') : html.index("</ul>")]
    page = Page(html)
    leads = re.findall(r'href="#([^"]+)"', summary)
    assert leads == [
        "id_family_name",
        "id_given_name",
        "id_postal_code",
        "id_plan_0",
        "id_trades_0_0",
        "id_reason",
        "id_agreed",
    ]
    assert set(leads) <= set(page.ids)
    assert "郵便番号は7桁の数字で入力してください（入力された桁数：6桁）。" in summary


def test_what_is_stored_otherwise_than_typed_is_told_under_the_box():
    html = render_crispy_form(Address(TYPED))
    assert '<p class="auto">「2-29 A棟」として保存します。</p>' in html
    assert 'value="２−２９　Ａ棟"' in html
    assert 'class="auto"' not in render_crispy_form(Address())


def test_what_people_typed_is_escaped_in_boxes_messages_and_notes():
    html = render_crispy_form(Address({"street": "＜script＞alert", "family_name": "<b>"}))
    assert "<script>alert" not in html
    assert "<b>" not in html


def test_a_list_of_forms_has_its_management_form_and_one_summary():
    formset = forms.formset_factory(Address, extra=0)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            "form-0-street": "1",
            "form-1-street": "",
            "form-1-seen": "x",
        }
    )
    helper = Address().helper
    page = Page(render_crispy_form(formset, helper=helper))
    assert len(page.ids) == len(set(page.ids))
    assert page.ids.count("error-summary") == 1
    assert {"form-TOTAL_FORMS", "form-0-seen", "form-1-street"} <= {
        attrs.get("name") for attrs in page.all("input")
    }
    assert filters.error_total(formset) == filters.error_total(list(formset)) == 16


def test_a_form_of_plain_fields_without_a_layout_is_drawn_too():
    class Plain(forms.Form):
        use_required_attribute = False
        word = forms.CharField(label="検索")
        both = forms.SplitDateTimeField(label="日時", required=False)

    html = render_crispy_form(Plain({}))
    assert '<label for="id_word">' in html
    assert "<legend>" in html


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 'P00A1B2C0000'|code_groups }}", "<span>P00A</span><span>1B2C</span><span>0000</span>"),
        ("{{ '<b>'|code_groups }}", "<span>&lt;b&gt;</span>"),
        ("{{ 3300|yen }}", "3,300円"),
        ("{{ ''|yen }}", ""),
        ("{{ '2026-12-04'|jdate }}", "2026年12月4日（金）"),
        ("{{ day|sdate }}", "2026/12/04"),
        ("{{ day|wareki }}", "令和8年12月4日"),
        ("{{ moment|jdatetime }}", "2026年12月4日（金）10:42"),
        ("{{ moment|sdatetime }}", "2026/12/04 10:42"),
        ("{{ day|jdatetime }}", "2026年12月4日（金）"),
        ("{{ None|jdatetime }}", ""),
        ("{{ 3565158|filesize }}", "3.4MB"),
        ("{{ '0312345678'|phone }}", "03-1234-5678"),
        ("{{ '1040032'|postal_code }}", "〒104-0032"),
    ],
)
def test_values_are_shown_as_the_house_shows_them(source, shown):
    day = filters._dated("2026-12-04")
    context = {"day": day, "moment": clock.moment(day, clock.time(10, 42)), "None": None}
    html = Template("{% load portal %}" + source).render(Context(context))
    assert re.sub(r'^<span class="code">(.*)</span>$', r"\1", html) == shown
