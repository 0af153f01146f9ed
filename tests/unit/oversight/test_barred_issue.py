import pytest

from _local import member
from headwater import sign_batch
from tests.stage import CAP, NOTHING, astuple, refused
from tests.unit.oversight.conftest import OBLIGOR, SUPPLIER


@pytest.fixture
def issue_by(stage, issuance, supplier):
    """Issue terms of which an account is the obligor, signed by it."""

    def act(name):
        terms = stage.terms(obligor=stage.cast[name].address)
        return issuance.issue(astuple(terms), stage.accept(terms, name), b"", {"from": supplier})

    return act


@pytest.fixture
def elsewhere(accredit, issuance, currency, operator, tier3):
    """Tier 3, an obligor of a company of its own."""
    accredit(tier3, capacities=OBLIGOR | SUPPLIER)
    issuance.setCap(tier3, currency, CAP, {"from": operator})


class TestBarredIssue:
    """Rules O1, O4."""

    class TestGivenTheCompanyHasAHoldOnAnObligation:
        def test_it_should_refuse_the_obligor(self, root, hold, issue_by, anchor, company):
            hold()
            with refused("Issuance_ObligorBarred", anchor, company):
                issue_by("anchor")

        def test_it_should_refuse_another_account_of_its_company(self, root, hold, issue_by, sister, company):
            issue_by("stranger")
            hold()
            with refused("Issuance_ObligorBarred", sister, company):
                issue_by("stranger")

        def test_it_should_refuse_out_of_a_batch(self, stage, issuance, root, hold, supplier, anchor, company):
            batch = sign_batch(member("anchor"), stage.programme.suite.domain, [stage.terms(), stage.terms()])
            given = (astuple(batch.terms[0]), batch.proof(0), batch.signature, b"")
            hold()
            with refused("Issuance_ObligorBarred", anchor, company):
                issuance.issueFromBatch(*given, {"from": supplier})

        def test_it_should_refuse_what_was_accepted_before(self, stage, root, issue, hold, anchor, company):
            terms = stage.terms()
            accepted = stage.accept(terms)
            hold()
            with refused("Issuance_ObligorBarred", anchor, company):
                stage.issue_terms(terms, accepted)

        def test_it_should_let_another_company_issue(self, receivables, root, hold, issue_by, elsewhere, tier3):
            hold()
            issue_by("tier3")
            assert receivables.obligation(2)["obligor"] == tier3

    class TestGivenTheCompanyHasADefaultOnRecord:
        @pytest.fixture(autouse=True)
        def _recorded(self, root, default, record):
            default()
            record()

        def test_it_should_refuse_the_obligor(self, issue_by, anchor, company):
            with refused("Issuance_ObligorBarred", anchor, company):
                issue_by("anchor")

        def test_it_should_refuse_another_account_of_its_company(self, issue_by, sister, company):
            with refused("Issuance_ObligorBarred", sister, company):
                issue_by("stranger")

    class TestGivenNoCompany:
        def test_it_should_show_nobody_as_barred(self, issuance):
            assert not issuance.isBarred(NOTHING)
