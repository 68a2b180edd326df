"""Which papers a renewal with changes asks for (domain 1.3; F022, F023, F024)."""

from collections.abc import Iterator
from typing import Any

MONTHS = 3
# kind of paper: (title, what it must show, months of age)
PAPERS: dict[str, tuple[str, str, int | None]] = {
    "seal_certificate": (
        "印鑑証明書",
        "法務局が発行したもの。新しい会社名・所在地が分かるページを添付してください。",
        MONTHS,
    ),
    "full_history": (
        "履歴事項全部証明書",
        "法務局が発行したもの。変更前と変更後の両方が分かるように、すべてのページを添付してください。",
        MONTHS,
    ),
    "residence_record": (
        "住民票",
        "個人番号（マイナンバー）の記載がないもの。記載がある場合は、黒く塗ってから添付してください。",
        MONTHS,
    ),
    "business_opening": (
        "開業届の写し",
        "税務署の受付が分かり、新しい屋号が書かれているもの。屋号の変更届の写しでもかまいません。",
        None,
    ),
}
ADDRESS = "address"  # papers of one group stand for each other
# registrant's kind: {what changed: [(paper, group)]}
MATRIX: dict[str, dict[str, list[tuple[str, str]]]] = {
    "corporation": {
        "legal_address": [("seal_certificate", ADDRESS), ("full_history", ADDRESS)],
        "basics.name": [("seal_certificate", ""), ("full_history", "")],
    },
    "sole_proprietor": {
        "legal_address": [("residence_record", "")],
        "basics.name": [("residence_record", ""), ("business_opening", "")],
    },
    "individual": {
        "legal_address": [("residence_record", "")],
        "basics.name": [("residence_record", "")],
    },
}


def requirements(procedure: str = "jastpro-renewal") -> Iterator[dict[str, Any]]:
    """The rows of the matrix, as columns of DocumentRequirement."""
    for kind, changes in MATRIX.items():
        for changed, papers in changes.items():
            for paper, group in papers:
                title, words, months = PAPERS[paper]
                yield {
                    "procedure": procedure,
                    "registrant_kind": kind,
                    "changed": changed,
                    "document": paper,
                    "title": title,
                    "help": words,
                    "max_age_months": months,
                    "alternative": group,
                }
