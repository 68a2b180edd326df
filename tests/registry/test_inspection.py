"""Files as they come: known by content, checked in structure, drawn, and written anew."""

import io
import resource
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from registry import inspection
from registry.inspection import Refused, inspect
from registry.inspection.reasons import REASONS, UNSAFE_BECAUSE, visible
from tests.registry import hostile
from tests.registry.hostile import ANEW, CORPUS, MARK, PHP

PDF_ONLY = ("application/pdf",)


def image_of(found):
    with Image.open(found.path) as image:
        image.load()
        return image


def test_a_pdf_is_kept_as_it_is_and_every_page_is_drawn():
    content = hostile.many_pages(3)
    with inspect(io.BytesIO(content), "証明書.pdf") as found:
        assert (found.media_type, found.extension) == ("application/pdf", ".pdf")
        assert found.path.read_bytes() == content
        assert not found.rewritten
        assert found.size == len(content)
        assert [(page.width, page.height) for page in found.pages] == [(910, 1287)] * 3
        assert [page.path.exists() for page in found.pages] == [True] * 3
    assert not found.path.exists()


@pytest.mark.rule("F019")
@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", hostile.plain_pdf(), "application/pdf"),
        ("a.PDF", hostile.plain_pdf(), "application/pdf"),
        ("a.png", hostile.image("PNG"), "image/png"),
        ("a.jpg", hostile.image("JPEG"), "image/jpeg"),
        ("a.jpeg", hostile.image("JPEG"), "image/jpeg"),
        ("photo.png", hostile.image("JPEG"), "image/jpeg"),
        ("scan", hostile.plain_pdf(), "application/pdf"),
    ],
)
def test_the_kind_is_told_by_the_content(name, content, media_type):
    with inspect(io.BytesIO(content), name) as found:
        assert found.media_type == media_type


@pytest.mark.rule("F019", "F324")
def test_a_kind_that_the_document_does_not_ask_for_is_refused_with_those_it_does():
    with pytest.raises(Refused) as refusal:
        inspect(io.BytesIO(hostile.image("PNG")), "図面.png", PDF_ONLY)
    assert str(refusal.value) == "PDFのファイルを選択してください（選択されたファイル：図面.png）。"
    with pytest.raises(Refused) as refusal:
        inspect(io.BytesIO(hostile.zipped()), "見積.docx")
    assert str(refusal.value) == (
        "PDF、PNG、JPGのファイルを選択してください（選択されたファイル：見積.docx）。"
    )


@pytest.mark.rule("F019", "F324")
@pytest.mark.parametrize("each", CORPUS, ids=[each.title for each in CORPUS])
def test_a_hostile_file_is_refused_with_its_reason_or_written_anew(each):
    content = each.make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome, words = become_of(content, each.name)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert outcome == each.outcome
    assert words.endswith("。")
    assert "%(" not in words
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def become_of(content, name):
    """The code and the words of the refusal; what was written anew has been looked through."""
    try:
        with inspect(io.BytesIO(content), name) as found:
            assert found.rewritten
            kept = found.path.read_bytes()
            assert not any(mark in kept for mark in (MARK, PHP, b"PK\x03\x04", b"Exif", b"tEXt"))
            assert image_of(found).getexif() == {}
    except Refused as refusal:
        return refusal.code, str(refusal)
    return ANEW, "。"


def test_the_corpus_has_at_least_sixty_files_and_every_reason_words_of_its_own():
    assert len(CORPUS) >= 60
    assert len({each.make for each in CORPUS if each.name not in hostile.NAMES.values()}) >= 60
    assert len({str(why) for why, _remedy in UNSAFE_BECAUSE.values()}) == len(UNSAFE_BECAUSE)
    told = {each.outcome for each in CORPUS} - {ANEW}
    asked_elsewhere = {"total", "count", "busy", "infected"}
    assert told == (REASONS.keys() | UNSAFE_BECAUSE.keys()) - asked_elsewhere


@pytest.mark.parametrize(("kind", "at_least"), [(".pdf", 45), (".png", 10), (".jpg", 8)])
def test_control_a_naive_check_lets_most_of_them_through(kind, at_least):
    passed = [
        each.title
        for each in CORPUS
        if each.name.endswith(kind) and hostile.passes_naively(each.make())
    ]
    assert len(passed) >= at_least


def test_control_a_name_and_a_word_of_the_browser_let_the_other_kinds_through():
    by_name = [name for name, _make in hostile.OTHERS.values() if name.endswith((".pdf", ".png"))]
    assert len(by_name) >= 12


def test_control_the_harm_is_in_the_file_that_a_naive_check_passes():
    with pikepdf.open(io.BytesIO(hostile.link(**hostile.SCRIPT))) as document:
        assert document.pages[0].Annots[0].A.S == "/JavaScript"
    assert MARK in hostile.image("JPEG") + MARK
    with Image.open(io.BytesIO(hostile.image("PNG", exif=hostile.place_and_name()))) as image:
        assert image.getexif()[0x010E] == MARK.decode()


@pytest.mark.parametrize(
    ("turn", "corner"), [(1, (0, 0)), (3, (119, 79)), (6, (79, 0)), (8, (0, 119))]
)
def test_a_photograph_is_turned_as_the_camera_says_and_loses_its_notes(turn, corner):
    photo = Image.new("RGB", (120, 80), "white")
    photo.paste("black", (0, 0, 16, 16))
    exif = Image.Exif()
    exif[0x0112] = turn
    content = hostile.image("JPEG", photo, exif=exif, quality=95)
    with inspect(io.BytesIO(content), "photo.jpg") as found:
        image = image_of(found)
        assert image.size == ((120, 80) if turn in {1, 3} else (80, 120))
        assert image.getpixel(corner)[0] < 40
        assert image.getexif() == {}


def test_what_is_hidden_in_transparency_is_laid_on_white_paper():
    ghost = Image.new("RGBA", (40, 40), (200, 0, 0, 0))
    with inspect(io.BytesIO(hostile.image("PNG", ghost)), "a.png") as found:
        assert image_of(found).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_png_can_be_attached(mode):
    made = Image.new("L", (30, 20), 255).convert("L" if mode == "I;16" else mode)
    made = Image.new("I;16", (30, 20), 65535) if mode == "I;16" else made
    with inspect(io.BytesIO(hostile.image("PNG", made)), "a.png") as found:
        assert image_of(found).convert("L").getpixel((9, 9)) == 255


def test_a_scan_of_forty_million_dots_is_taken_and_one_more_row_is_not():
    whole = hostile.image("PNG", Image.new("1", (8000, 5000)))
    with inspect(io.BytesIO(whole), "a.png") as found:
        assert image_of(found).size == (8000, 5000)
    with pytest.raises(Refused) as refusal:
        inspect(io.BytesIO(hostile.image("PNG", Image.new("1", (8000, 5001)))), "a.png")
    assert refusal.value.code == "pixels"


def test_forty_million_dots_in_colour_fit_into_the_memory_at_half_the_resolution():
    large = Image.new("RGBA", (8000, 5000), (0, 0, 255, 128))
    with inspect(io.BytesIO(hostile.image("PNG", large, compress_level=1)), "a.png") as found:
        assert image_of(found).size == (4000, 2500)
        assert image_of(found).getpixel((0, 0)) == (127, 127, 255)


def test_links_to_web_pages_bookmarks_and_forms_filled_in_may_stay():
    pdf = hostile.one_page()
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    links = ["https://www.houjin-bangou.nta.go.jp/", "mailto:desk@example.jp", "page2.html"]
    pdf.pages[0].Annots = pikepdf.Array(
        pikepdf.Dictionary(
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 9, 9],
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=link),
        )
        for link in links
    )
    # Free names of fonts and the like that only look like what does harm.
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    font.BaseFont = pikepdf.Name.Helvetica
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(AA=font, EF=font))
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=[]))
    pdf.Root.Count = pdf.make_indirect(pikepdf.Object.parse(b"7"))
    with inspect(io.BytesIO(hostile.saved(pdf)), "a.pdf") as found:
        assert len(found.pages) == 1


def test_what_was_filled_into_a_form_is_seen_on_the_page():
    pdf = hostile.one_page()
    ink = pdf.make_stream(b"0 0 0 rg 0 0 200 200 re f", Subtype=pikepdf.Name.Form)
    ink.BBox = pikepdf.Array([0, 0, 200, 200])
    field = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="name",
            F=4,
            Rect=[0, 642, 200, 842],
            AP=pikepdf.Dictionary(N=ink),
        )
    )
    pdf.pages[0].Annots = pikepdf.Array([field])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
    with (
        inspect(io.BytesIO(hostile.saved(pdf)), "a.pdf") as found,
        Image.open(found.pages[0].path) as page,
    ):
        assert page.convert("L").getpixel((100, 100)) == 0
        assert page.convert("L").getpixel((800, 1200)) == 255


def test_a_page_of_any_size_is_drawn_within_bounds():
    pdf = pikepdf.new()
    for size in ((14_400, 14_400), (1_000_000, 9), (1, 1), (0, 0), (-9, 9)):
        pdf.add_blank_page()
        pdf.pages[-1].MediaBox = pikepdf.Array([0, 0, *size])
    with inspect(io.BytesIO(hostile.saved(pdf)), "図面.pdf") as found:
        assert max(page.width for page in found.pages) <= 1800
        assert min(page.height for page in found.pages) >= 1


def test_nothing_is_left_behind_by_a_refusal(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for content in (b"", hostile.link(**hostile.SCRIPT), hostile.laughing()):
        with pytest.raises(Refused):
            inspect(io.BytesIO(content), "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_machine_too_busy_to_look_blames_no_file(monkeypatch):
    monkeypatch.setattr(inspection, "SECONDS", 0.01)
    with pytest.raises(Refused) as refusal:
        inspect(io.BytesIO(hostile.plain_pdf()), "a.pdf")
    assert refusal.value.code == "busy"
    assert "しばらく待ってから" in str(refusal.value)


def test_a_page_that_the_worker_should_never_name_is_not_followed():
    with pytest.raises(ValueError):
        inspection.page_of(Path("/tmp"), {"file": "../../etc/passwd", "width": 1, "height": 1})


@pytest.mark.parametrize(
    ("work", "ends"),
    [
        ("bytearray(400_000_000)", True),
        (
            "__import__('tempfile').TemporaryFile().write(bytes(70_000_000))",
            True,
        ),
        ("any(False for _ in iter(int, 1))", True),
        ("bytearray(40_000_000)", False),
    ],
)
def test_the_worker_cannot_take_more_than_its_share(work, ends):
    confined = f"from registry.inspection.limits import *; confine(); allow(0.3); {work}"
    ended = subprocess.run(
        [sys.executable, "-c", confined], cwd=inspection.ROOT, capture_output=True, check=False
    )
    assert (ended.returncode != 0) == ends


def test_control_without_limits_the_same_work_is_done():
    done = subprocess.run([sys.executable, "-c", "bytearray(400_000_000)"], check=False)
    assert done.returncode == 0


def test_a_page_of_pdf_is_ready_within_a_second():
    started = time.perf_counter()
    with inspect(io.BytesIO(hostile.plain_pdf()), "a.pdf"):
        pass
    best = time.perf_counter() - started
    for _ in range(4):
        started = time.perf_counter()
        with inspect(io.BytesIO(hostile.plain_pdf()), "a.pdf"):
            best = min(best, time.perf_counter() - started)
    assert best < 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("見積 書 (1).pdf", "見積 書 (1).pdf"),
        ("a\r\nSet-Cookie: b.pdf", "a\ufffdSet-Cookie: b.pdf"),
        ("a\u202efdp.exe", "a\ufffdfdp.exe"),
        ("住民票\u3000写し\u00a0.pdf", "住民票\u3000写し\u00a0.pdf"),
        ("😀.pdf", "😀.pdf"),
        ("x" * 200 + ".pdf", "x" * 63 + "…" + "x" * 12 + ".pdf"),
    ],
)
def test_a_name_is_shown_with_nothing_unseen_in_it(name, shown):
    assert visible(name, 80) == shown
