"""An invoice's PDF against bare WeasyPrint of the same HTML."""

import pytest
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from billing import documents
from notifications import pdf
from portal.demonstration import deeds
from tests.bench.measuring import report, side_by_side

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
