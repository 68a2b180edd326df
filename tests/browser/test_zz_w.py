import pytest
from tests import cast
from tests.browser.states import in_state
from tests.conftest import signed_in
from registry.states import State
pytestmark=[pytest.mark.django_db]
@pytest.mark.parametrize("p",["/my/","/apply/jastpro-renewal/d/{}/","/apply/jastpro-renewal/d/{}/done/","/my/applications/","/apply/jastpro-renewal/d/{}/payment/","/apply/jastpro-renewal/d/{}/check/"])
def test_c(p):
    a=in_state(State.AWAITING_CONSENT,1,cast.examiner())
    c=signed_in(a.account)
    r=c.get(p.format(a.pk), follow=True)
    assert r.status_code==200
