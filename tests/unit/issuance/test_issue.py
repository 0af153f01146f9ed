import pytest

from _local import identity
from tests.stage import FACE, ZERO, astuple, logged, plain, receivable_id, refused

ROOT = receivable_id(1, 0, 0, 1)
LARGEST = 2**88 - 1
SUPPLIER, GUARANTOR = 2, 16


class TestIssue:
    class TestGivenTheTermsAreAccepted:
        """Rule I10."""

        def test_it_should_show_the_obligation_as_signed(self, stage, receivables, issue, anchor, currency):
            terms = stage.terms()
            issue(terms)
            shown = plain(receivables.obligation(1))
            assert shown[:7] == (anchor, currency, FACE, 0, 0, 0, terms.due_day)
            assert shown[7:12] == (5, 80_000, 360, 90, 1)
            assert shown[12:] == (ZERO, "0x" + terms.document_root.hex(), 0)

        def test_it_should_mint_the_root_to_the_seller(self, stage, receivables, issue, supplier):
            issue(stage.terms())
            assert receivables.ownerOf(ROOT) == supplier
            assert plain(receivables.receivable(ROOT))[:5] == (ROOT, supplier, FACE, 0, 0)
            assert receivables.balanceOf["address"](supplier) == 1

        def test_it_should_give_the_id_of_the_root(self, stage, issuance, supplier):
            terms = stage.terms()
            given = issuance.issue.call(astuple(terms), stage.accept(terms), b"", {"from": supplier})
            assert given == ROOT

        def test_it_should_log_the_obligation_with_its_terms(self, stage, issue, anchor, supplier):
            terms = stage.terms()
            (log,) = logged(issue(terms), "ObligationIssued")
            assert (log["obligation"], log["obligor"], log["seller"]) == (1, anchor, supplier)
            shown = [bytes.fromhex(v[2:]) if len(str(v)) == 66 else v for v in log["terms"]]
            assert shown == list(astuple(terms))

        def test_it_should_log_the_token_its_slot_and_its_value(self, stage, issue, supplier):
            tx = issue(stage.terms())
            assert logged(tx, "Transfer") == [{"from": ZERO, "to": supplier, "tokenId": ROOT}]
            assert logged(tx, "SlotChanged") == [{"tokenId": ROOT, "oldSlot": 0, "newSlot": 1}]
            assert logged(tx, "TransferValue") == [{"fromTokenId": 0, "toTokenId": ROOT, "value": FACE}]

        def test_it_should_record_the_financing(
            self, stage, receivables, participants, invoice_registry, issue, anchor
        ):
            terms = stage.terms()
            issue(terms)
            identity = participants.legalIdentityOf(anchor)
            known = invoice_registry.financingOf(identity, terms.fingerprint)
            assert plain(known) == (receivables, 1)

        def test_it_should_count_what_the_obligor_owes(self, stage, issue, owed):
            assert owed() == 0
            issue(stage.terms(face=FACE))
            issue(stage.terms(face=7))
            assert owed() == FACE + 7

        def test_it_should_number_obligations_from_one(self, stage, receivables, issuance, issue, supplier):
            for _ in range(2):
                issue(stage.terms())
            assert issuance.programme()["obligations"] == 2
            assert receivables.ownerOf(receivable_id(2, 0, 0, 1)) == supplier

        def test_it_should_keep_the_calendar_year_and_the_default_days(self, stage, receivables, issue, limits):
            limits(1, 1_096, 32, 17)
            issue(stage.terms(late_basis=365))
            shown = receivables.obligation(1)
            assert (shown["lateBasis"], shown["defaultDays"]) == (365, 17)

        def test_it_should_keep_the_guarantor(self, stage, receivables, issue, stranger):
            stage.register(stranger, GUARANTOR, b"\x1d" * 32)
            issue(stage.terms(guarantor=stranger.address))
            assert receivables.obligation(1)["guarantor"] == stranger

    class TestGivenTheObligorsAcceptance:
        """Rule I1."""

        class TestWhenTheObligorCalls:
            def test_it_should_need_no_signature_of_the_obligor(self, stage, receivables, issuance, anchor, supplier):
                terms = stage.terms()
                issuance.issue(astuple(terms), b"", stage.consent(terms), {"from": anchor})
                assert receivables.ownerOf(ROOT) == supplier

        class TestWhenTheSignatureIsOfOtherTerms:
            @pytest.mark.parametrize(
                "change",
                [
                    {"face": FACE + 1},
                    {"grace_days": 6},
                    {"late_rate_ppm": 0},
                    {"late_basis": 365},
                    {"fingerprint": b"\xfe" * 32},
                    {"document_root": bytes(32)},
                    {"undertaking": bytes(32)},
                ],
                ids=lambda change: next(iter(change)),
            )
            def test_it_should_refuse(self, stage, issuance, anchor, supplier, change):
                signed = stage.accept(stage.terms(fingerprint=b"\xff" * 32))
                given = astuple(stage.terms(**{"fingerprint": b"\xff" * 32, **change}))
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issuance.issue(given, signed, b"", {"from": supplier})

        class TestWhenSomebodyElseHasSigned:
            def test_it_should_refuse(self, stage, issuance, anchor, supplier):
                terms = stage.terms()
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issuance.issue(astuple(terms), stage.accept(terms, "supplier"), b"", {"from": supplier})

        class TestWhenNobodyHasSigned:
            def test_it_should_refuse(self, stage, issuance, anchor, supplier):
                with refused("Issuance_InvalidObligorSignature", anchor):
                    issuance.issue(astuple(stage.terms()), b"", b"", {"from": supplier})

        class TestWhenTheZeroAddressIsNamedAsObligor:
            def test_it_should_refuse(self, stage, issuance, supplier):
                with refused("Issuance_InvalidObligorSignature", ZERO):
                    issuance.issue(astuple(stage.terms(obligor=ZERO)), b"\1" * 65, b"", {"from": supplier})

        class TestWhenTheSignatureIsForAnotherLedger:
            def test_it_should_refuse(self, stage, place, operator, anchor):
                other = place(0, 1, 99, 9, 9)
                terms = stage.terms()
                with refused("Issuance_InvalidObligorSignature", anchor):
                    other.issue(astuple(terms), stage.accept(terms), b"", {"from": operator})

        class TestWhenTheObligorHasRevokedIt:
            """Rule I3."""

            def test_it_should_refuse(self, stage, issuance, issue, anchor):
                terms = stage.terms()
                acceptance = issuance.hashAcceptance(astuple(terms))
                issuance.revokeAcceptance(acceptance, {"from": anchor})
                with refused("Issuance_AcceptanceRevoked", anchor, acceptance):
                    issue(terms)

        class TestWhenSomebodyElseHasRevokedIt:
            def test_it_should_issue(self, stage, receivables, issuance, issue, stranger, supplier):
                terms = stage.terms()
                acceptance = issuance.hashAcceptance(astuple(terms))
                issuance.revokeAcceptance(acceptance, {"from": stranger})
                issue(terms)
                assert receivables.ownerOf(ROOT) == supplier

        class TestWhenItIsTheLastDayOfTheAcceptance:
            """Rule I3."""

            def test_it_should_issue(self, stage, receivables, issue, supplier, today):
                terms = stage.terms(valid_until=today + 3)
                stage.move_to(today + 3)
                issue(terms)
                assert receivables.ownerOf(ROOT) == supplier

        class TestWhenTheAcceptanceHasLapsed:
            """Rule I3."""

            def test_it_should_refuse(self, stage, issue, today):
                terms = stage.terms(valid_until=today + 3)
                stage.move_to(today + 4)
                with refused("Issuance_AcceptanceLapsed", today + 3, today + 4):
                    issue(terms)

    class TestGivenTheSellersConsent:
        """Rule I2."""

        class TestWhenTheSellerHasAStandingAcceptance:
            def test_it_should_let_anybody_issue(self, stage, receivables, issuance, participants, supplier, stranger):
                participants.setStandingAcceptance(True, {"from": supplier})
                terms = stage.terms()
                issuance.issue(astuple(terms), stage.accept(terms), b"", {"from": stranger})
                assert receivables.ownerOf(ROOT) == supplier

        class TestWhenTheSellerHasSigned:
            def test_it_should_let_anybody_issue(self, stage, receivables, issuance, supplier, stranger):
                terms = stage.terms()
                signatures = stage.accept(terms), stage.consent(terms)
                issuance.issue(astuple(terms), *signatures, {"from": stranger})
                assert receivables.ownerOf(ROOT) == supplier

        class TestWhenTheSellerHasNeitherCalledNorSigned:
            def test_it_should_refuse(self, stage, issuance, supplier, stranger):
                terms = stage.terms()
                with refused("Issuance_NoSellerConsent", supplier):
                    issuance.issue(astuple(terms), stage.accept(terms), b"", {"from": stranger})

        class TestWhenTheSellerHasConsentedToOtherTerms:
            def test_it_should_refuse(self, stage, issuance, supplier, stranger):
                terms, other = stage.terms(), stage.terms()
                signatures = stage.accept(terms), stage.consent(other)
                with refused("Issuance_NoSellerConsent", supplier):
                    issuance.issue(astuple(terms), *signatures, {"from": stranger})

        class TestWhenTheSellerHasSignedTheAcceptanceInstead:
            def test_it_should_refuse(self, stage, issuance, supplier, stranger):
                terms = stage.terms()
                signatures = stage.accept(terms), stage.accept(terms, "supplier")
                with refused("Issuance_NoSellerConsent", supplier):
                    issuance.issue(astuple(terms), *signatures, {"from": stranger})

    class TestGivenTheParties:
        """Rules I4, I5."""

        def test_it_should_refuse_an_obligor_as_its_own_seller(self, stage, issuance, anchor):
            terms = stage.terms(seller=anchor.address)
            with refused("Issuance_SellerIsObligor", anchor):
                issuance.issue(astuple(terms), b"", b"", {"from": anchor})

        def test_it_should_refuse_a_seller_of_the_obligors_company(self, stage, issue, anchor):
            """Hostile R9: nobody sells an invoice that its own company has accepted."""
            stage.register(stage.cast["stranger"], SUPPLIER, identity("anchor"))
            terms = stage.terms(seller=stage.cast["stranger"].address)
            with refused("Participants_OneCompany", anchor, terms.seller):
                issue(terms)

        def test_it_should_refuse_an_obligor_who_is_not_accredited(self, stage, participants, operator, issue, anchor):
            participants.revoke(anchor, {"from": operator})
            with refused("Participants_NotAccredited", anchor):
                issue(stage.terms())

        def test_it_should_refuse_a_seller_who_is_not_accredited(self, stage, participants, operator, issue, supplier):
            participants.revoke(supplier, {"from": operator})
            with refused("Participants_NotAccredited", supplier):
                issue(stage.terms())

        def test_it_should_refuse_an_obligor_without_the_capacity(self, stage, issuance, supplier, tier2):
            terms = stage.terms(obligor=tier2.address)
            with refused("Participants_LacksCapacity", tier2, 1):
                issuance.issue(astuple(terms), stage.accept(terms, "tier2"), b"", {"from": supplier})

        def test_it_should_refuse_a_seller_without_the_capacity(self, stage, issuance, financier):
            terms = stage.terms(seller=financier.address)
            with refused("Participants_LacksCapacity", financier, 2):
                issuance.issue(astuple(terms), stage.accept(terms), b"", {"from": financier})

        @pytest.mark.parametrize("party", ["anchor", "supplier"])
        def test_it_should_refuse_a_party_as_guarantor(self, stage, participants, issue, party):
            account = stage.cast[party]
            stage.register(account, 1 | 2 | GUARANTOR, identity(party))
            with refused("Issuance_GuarantorIsParty", account):
                issue(stage.terms(guarantor=account.address))

        def test_it_should_refuse_a_guarantor_without_the_capacity(self, stage, issue, financier):
            with refused("Participants_LacksCapacity", financier, GUARANTOR):
                issue(stage.terms(guarantor=financier.address))

        def test_it_should_refuse_a_guarantor_who_is_not_accredited(self, stage, issue, stranger):
            with refused("Participants_NotAccredited", stranger):
                issue(stage.terms(guarantor=stranger.address))
