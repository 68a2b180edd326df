"""Papers in the wizard: limits, hostile files, what else is in the form, several at once."""

import pytest
from django.apps import apps
from django.conf import settings as house

import registry.seed
from core import clock
from portal.demonstration import deeds
from registry import evidence
from registry.evidence import giving
from registry.models import Answers, Attachment
from tests import cast
from tests.conftest import signed_in
from tests.journeys.test_jastpro_renewal import begin, filer, the_application
from tests.journeys.walk import body, fields, here
from tests.portal.as_a_browser import send
from tests.registry import hostile
from tests.together import together

pytestmark = pytest.mark.django_db
PDF = hostile.plain_pdf()
PNG = hostile.image("PNG")
KIND = "full_history"
HEAVY = 20_971_520


@pytest.fixture(autouse=True)
def drawer(settings, tmp_path):
    """A place of its own for the files of each test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def step(applicant, code) -> str:
    """The address of the step that takes papers."""
    draft = begin(applicant, code)
    filer(applicant, draft)
    return f"{draft}registrant/"


def of_size(size: int) -> bytes:
    """A picture that was sent with so many bytes; what follows its end is dropped."""
    return PNG + bytes(size - len(PNG))


def press(browser, step: str, button: str, *files: tuple[str, bytes], **more: str):
    """Press a button with files chosen; what stands in the other fields is sent along."""
    sent = fields(browser.get(step)) | {"_kind": KIND, button: "1"}
    changes = {name.replace("__", "-", 1): value for name, value in more.items()}
    return send(browser, step, sent | changes, *files, follow=True)


def upload(browser, step: str, *files: tuple[str, bytes], **more: str):
    """What upload.js sends as soon as a file is chosen."""
    return send(browser, step, {"_kind": KIND, "_upload": "1", **more}, *files)


def names() -> list[str]:
    return [each.name for each in Attachment.objects.filter(removed_at=None).order_by("position")]


def at_the_input(page) -> str:
    """The messages that stand at the file input."""
    html = body(page)
    assert page.status_code == 200
    assert 'aria-describedby="id_file_hint id_file_error" aria-invalid="true"' in html
    return html[html.index('id="id_file_error"') : html.index('id="id_file" name="_file"')]


# Limits ------------------------------------------------------------------------------------


@pytest.mark.rule("F020", "F041")
def test_twenty_megabytes_in_sum_pass_and_one_byte_more_is_refused_with_the_rest_kept(
    applicant, step
):
    press(applicant, step, "_attach", ("図面.png", of_size(HEAVY - 1_000)))
    page = press(applicant, step, "_attach", ("ちょうど.png", of_size(1_000)))
    assert "合計 20MB / 20MB" in body(page)
    evidence.remove(Attachment.objects.get(name="ちょうど.png"), account=the_application().account)

    page = press(applicant, step, "_attach", ("多い.png", of_size(1_001)))

    assert "ファイルの合計を20MB以内にしてください（添付すると：20.1MB）。" in at_the_input(page)
    assert "「多い.png」（0.1MB）を小さくするか、ほかのファイルを削除してください。" in body(page)
    assert names() == ["図面.png"]
    assert "図面.png" in body(page)


@pytest.mark.rule("F020")
def test_one_file_of_twenty_megabytes_passes_and_one_of_a_byte_more_does_not(applicant, step):
    page = press(applicant, step, "_attach", ("大.png", of_size(HEAVY + 1)))
    assert "ファイルの合計を20MB以内にしてください" in at_the_input(page)

    press(applicant, step, "_attach", ("大.png", of_size(HEAVY)))

    assert evidence.used(the_application()) == HEAVY


@pytest.mark.rule("F020")
def test_of_several_files_those_that_fit_are_kept(applicant, step):
    page = press(
        applicant,
        step,
        "_attach",
        ("一.png", of_size(10_000_000)),
        ("二.png", of_size(11_000_000)),
        ("三.png", PNG),
    )

    assert names() == ["一.png", "三.png"]
    assert at_the_input(page).count('class="msg"') == 1
    assert "「二.png」" in at_the_input(page)


@pytest.mark.rule("F020")
def test_the_fifty_first_file_is_refused_and_the_fifty_stay(applicant, step):
    one = press(applicant, step, "_attach", ("1.png", PNG)) and Attachment.objects.get()
    for number in range(2, 51):
        one.pk, one.name, one.position = None, f"{number}.png", number
        one.save(force_insert=True)

    page = press(applicant, step, "_attach", ("51.png", PNG))

    assert (
        "「51.png」は添付できません。ファイルは50件までです。"
        "不要なファイルを削除してから添付してください。"
    ) in at_the_input(page)
    assert len(names()) == 50


# Hostile files -----------------------------------------------------------------------------


def groups() -> dict[str, list[hostile.Hostile]]:
    """The corpus by what becomes of it."""
    found: dict[str, list[hostile.Hostile]] = {}
    for each in hostile.CORPUS:
        found.setdefault(each.outcome, []).append(each)
    return found


@pytest.mark.slow
@pytest.mark.rule("F019", "F324")
@pytest.mark.parametrize("outcome", sorted(groups()))
def test_a_hostile_file_gets_its_words_at_the_input_or_is_written_anew(applicant, step, outcome):
    for each in groups()[outcome]:
        before = set(names())

        page = press(
            applicant, step, "_attach", (each.name, each.make()), basics__representative="東雲 二郎"
        )

        assert page.status_code == 200, each.title
        assert here(page) == step, each.title
        if outcome == hostile.ANEW:
            (kept,) = Attachment.objects.filter(removed_at=None)
            content = kept.file.open().read()
            assert not any(mark in content for mark in (hostile.MARK, hostile.PHP, b"Exif", b"PK"))
            kept.file.close()
            evidence.remove(kept, account=the_application().account)
        else:
            said = at_the_input(page)
            assert said.count('class="msg"') == 1, each.title
            assert "。</span>" in said, each.title
            assert set(names()) == before == set(), each.title
        assert fields(page)["basics-representative"] == ["東雲 二郎"]


@pytest.mark.rule("F019")
def test_control_every_hostile_file_was_one_that_the_wizard_could_have_taken(applicant, step):
    press(applicant, step, "_attach", ("証明書.pdf", PDF), ("図.png", PNG))

    assert names() == ["証明書.pdf", "図.png"]


# What else is in the form ------------------------------------------------------------------


@pytest.mark.rule("F019")
@pytest.mark.parametrize("button", ["_attach", "_save", "_next", "_lookup:legal_address"])
def test_what_was_typed_beside_a_refused_file_is_kept(applicant, step, button):
    page = press(
        applicant,
        step,
        button,
        ("見積.docx", b"PK\x03\x04 no"),
        ("証明書.pdf", PDF),
        basics__representative="東雲 二郎",
    )

    assert "（選択されたファイル：見積.docx）" in body(page)
    assert names() == ["証明書.pdf"]
    assert fields(page)["basics-representative"] == ["東雲 二郎"]
    assert Answers.objects.get(step="registrant").data["basics-representative"] == ["東雲 二郎"]


@pytest.mark.rule("F041")
def test_going_on_attaches_what_was_chosen(applicant, step):
    page = press(applicant, step, "_next", ("証明書.pdf", PDF), registered_address__street="1-2-3")

    assert names() == ["証明書.pdf"]
    assert page.status_code == 200


@pytest.mark.parametrize("kind", ["", "nothing", "<script>", "full_history\x00"])
def test_a_file_for_no_paper_that_is_asked_for_is_refused(applicant, step, kind):
    page = press(applicant, step, "_attach", ("証明書.pdf", PDF), _kind=kind)

    assert "添付するファイルの書類の種類を選択してください。" in at_the_input(page)
    assert names() == []


# One file at once, as upload.js sends it ---------------------------------------------------


@pytest.mark.rule("F041", "F094")
def test_a_file_that_is_sent_alone_touches_no_answer(applicant, step):
    press(applicant, step, "_save", basics__representative="東雲 二郎")
    before = Answers.objects.get(step="registrant")

    answer = upload(applicant, step, ("見積 書 (1).pdf", PDF), **{"basics-representative": "三郎"})

    assert answer.json() == {"errors": []}
    after = Answers.objects.get(step="registrant")
    assert (after.data, after.revision) == (before.data, before.revision)
    assert names() == ["見積 書 (1).pdf"]


def test_a_file_that_is_sent_alone_and_refused_is_answered_in_the_same_words(applicant, step):
    answer = upload(applicant, step, ("見積.docx", b"PK\x03\x04 no"))

    assert answer.json() == {
        "errors": ["PDF、PNG、JPGのファイルを選択してください（選択されたファイル：見積.docx）。"]
    }
    assert "見積.docx" not in body(applicant.get(step))


def test_nothing_sent_alone_is_an_error_too(applicant, step):
    assert upload(applicant, step).json() == {
        "errors": ["履歴事項全部証明書のファイルを選択してください。"]
    }


def test_a_file_sent_alone_to_an_application_that_was_handed_in_leads_there(applicant, code):
    application = deeds.submit(deeds.write_renewal(code))
    draft = f"/apply/jastpro-renewal/d/{application.pk}/"

    answer = upload(applicant, f"{draft}registrant/", ("証明書.pdf", PDF))

    assert (answer.status_code, answer["Location"]) == (303, draft)
    assert names() == []


def test_a_file_sent_alone_by_a_stranger_finds_nothing(step, db):
    stranger = signed_in(deeds.member(cast.minato()))

    assert upload(stranger, step, ("証明書.pdf", PDF)).status_code == 404
    assert names() == []


def test_a_file_given_twice_is_one(applicant, step):
    for _ in range(2):
        upload(applicant, step, ("証明書.pdf", PDF))
    upload(applicant, step, ("証明書.pdf", hostile.many_pages(2)))

    assert names() == ["証明書.pdf", "証明書.pdf"]


def test_a_draft_lives_on_from_a_file_that_was_given(applicant, step):
    before = the_application().saved_at

    with clock.at(clock.now().replace(day=25)):
        send(
            signed_in(the_application().account),
            step,
            {"_kind": KIND, "_upload": "1"},
            ("証明書.pdf", PDF),
        )

    assert the_application().saved_at > before


# Several at once ---------------------------------------------------------------------------


@pytest.fixture
def seeds(transactional_db):
    """What the migrations wrote; another test of this kind may have emptied its tables."""
    registry.seed.load(apps)


@pytest.mark.race
@pytest.mark.rule("F020")
@pytest.mark.django_db(transaction=True)
def test_files_sent_at_the_same_moment_do_not_exceed_the_limit(
    seeds, applicant, step, member, settings, drawer
):
    settings.ATTACHMENT_BYTES = 3 * len(PNG)
    browsers = [signed_in(member) for _ in range(6)]

    answers = together(
        *(
            lambda n=n, browser=browser: upload(browser, step, (f"{n}.png", PNG)).json()["errors"]
            for n, browser in enumerate(browsers)
        )
    )

    assert sorted(len(each) for each in answers) == [0, 0, 0, 1, 1, 1]
    assert len(names()) == 3
    assert evidence.used(the_application()) == settings.ATTACHMENT_BYTES
    assert len([path for path in drawer.rglob("*") if path.is_file()]) == 6  # each with its page


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_control_a_look_without_a_lock_lets_too_many_in(
    seeds, applicant, step, member, settings, monkeypatch
):
    settings.ATTACHMENT_BYTES = 3 * len(PNG)
    looked = giving.check_room
    calls: set[str] = set()

    def first_look_only(application, name, size):
        if name not in calls:
            calls.add(name)
            looked(application, name, size)

    monkeypatch.setattr(giving, "check_room", first_look_only)
    browsers = [signed_in(member) for _ in range(6)]

    together(
        *(
            lambda n=n, browser=browser: upload(browser, step, (f"{n}.png", PNG))
            for n, browser in enumerate(browsers)
        )
    )

    assert len(names()) > 3


def test_the_limits_are_those_of_the_rule():
    assert (house.ATTACHMENT_BYTES, house.ATTACHMENT_COUNT) == (20_971_520, 50)
