from tests.stage import logged, plain


class TestSetStandingAcceptance:
    """Rule P5."""

    class TestWhenItIsSwitchedOn:
        def test_it_should_stand(self, participants, supplier):
            assert not participants.standingOf(supplier)["standingAcceptance"]
            participants.setStandingAcceptance(True, {"from": supplier})
            assert participants.standingOf(supplier)["standingAcceptance"]

        def test_it_should_log_the_choice(self, participants, supplier):
            tx = participants.setStandingAcceptance(True, {"from": supplier})
            assert logged(tx, "StandingAcceptanceSet") == [{"account": supplier, "standing": True}]

        def test_it_should_leave_the_rest_of_the_standing_as_it_was(self, participants, supplier):
            before = plain(participants.standingOf(supplier))
            participants.setStandingAcceptance(True, {"from": supplier})
            assert plain(participants.standingOf(supplier))[:3] == before[:3]

    class TestWhenItIsSwitchedOff:
        def test_it_should_stand_no_more(self, participants, tier2):
            assert participants.standingOf(tier2)["standingAcceptance"]
            tx = participants.setStandingAcceptance(False, {"from": tier2})
            assert not participants.standingOf(tier2)["standingAcceptance"]
            assert logged(tx, "StandingAcceptanceSet") == [{"account": tier2, "standing": False}]

    class TestWhenAStrangerSetsIt:
        def test_it_should_not_accredit_it(self, participants, stranger):
            participants.setStandingAcceptance(True, {"from": stranger})
            assert not participants.isAccredited(stranger)
