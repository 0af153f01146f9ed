// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeadwaterErrors} from "../../contracts/libraries/HeadwaterErrors.sol";
import {OBLIGOR as OWES, Registration} from "../../contracts/types/ParticipantTypes.sol";
import {ObligationId} from "../../contracts/types/ReceivableId.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice Who may take part, and which invoices were financed.
contract ParticipantsTest is Stage {
    uint256 private constant KEY = 7;
    bytes32 private constant IDENTITY = "company";
    bytes32 private constant BINDING = keccak256("Binding(address account,bytes32 legalIdentity)");

    function setUp() external {
        _raise();
    }

    function test_an_account_is_bound_by_its_signature_and_once() external {
        address account = VM.addr(KEY);
        Registration[] memory entries = new Registration[](1);
        bytes[] memory signatures = new bytes[](1);
        entries[0] = Registration(account, IDENTITY, OWES, "DE", uint32(START));
        signatures[0] = _sign(KEY, address(participants), keccak256(abi.encode(BINDING, account, IDENTITY)));
        participants.registerMany(entries, signatures);
        assert(participants.legalIdentityOf(account) == IDENTITY && participants.isAccredited(account));

        entries[0].legalIdentity = "another";
        _expect(HeadwaterErrors.Participants_AlreadyBound.selector);
        participants.registerMany(entries, signatures);
        _expect(HeadwaterErrors.Participants_AlreadyBound.selector);
        VM.prank(account);
        participants.bind(IDENTITY);
    }

    function test_a_registration_that_is_wrong_is_refused() external {
        _expect(HeadwaterErrors.Participants_BatchMismatch.selector);
        participants.registerMany(new Registration[](1), new bytes[](0));
        _refused(address(0), OWES, "DE", START, HeadwaterErrors.Participants_ZeroAccount.selector);
        _refused(STRANGER, 1 << 7, "DE", START, HeadwaterErrors.Participants_UnknownCapacities.selector);
        _refused(STRANGER, OWES, "dE", START, HeadwaterErrors.Participants_UnknownCountry.selector);
        _refused(STRANGER, OWES, "D[", START, HeadwaterErrors.Participants_UnknownCountry.selector);
        _refused(STRANGER, OWES, "DE", START - 1, HeadwaterErrors.Participants_ValidityPast.selector);
        _refused(STRANGER, OWES, "DE", START, HeadwaterErrors.Participants_NotBound.selector);
        _refused(ANCHOR, 1 << 3, "DE", START, HeadwaterErrors.Participants_CustodyFixed.selector);
        _expect(HeadwaterErrors.Participants_ZeroIdentity.selector);
        participants.bind(0);
    }

    function test_what_is_revoked_is_accredited_no_more() external {
        participants.revoke(TIER2);
        assert(!participants.isAccredited(TIER2) && participants.standingOf(TIER2).standingAcceptance);
        _expect(HeadwaterErrors.Participants_NotAccredited.selector);
        participants.requireAccredited(TIER2);
        _expect(HeadwaterErrors.Participants_NotAccredited.selector);
        participants.revoke(TIER2);
    }

    function test_a_key_is_published_and_withdrawn() external {
        VM.prank(STRANGER);
        participants.publishEncryptionKey("key");
        assert(participants.encryptionKeyOf(STRANGER) == "key" && participants.encryptionKeyOf(TIER2) == 0);
        VM.prank(STRANGER);
        participants.publishEncryptionKey(0);
        assert(participants.encryptionKeyOf(STRANGER) == 0);
    }

    function test_standing_readers_are_at_most_sixteen() external {
        for (uint160 i = 1; i <= 16; ++i) {
            participants.setStandingReader(address(i), true);
        }
        participants.setStandingReader(address(1), true);
        assert(participants.standingReaders().length == 16);
        _expect(HeadwaterErrors.Participants_TooManyReaders.selector);
        participants.setStandingReader(STRANGER, true);
        participants.setStandingReader(address(1), false);
        participants.setStandingReader(STRANGER, true);
        assert(participants.standingReaders().length == 16);
        _expect(HeadwaterErrors.Participants_ZeroAccount.selector);
        participants.setStandingReader(address(0), true);
    }

    function test_a_capacity_and_a_standing_acceptance_are_asked_for() external {
        participants.requireCapacity(ANCHOR, OWES);
        _expect(HeadwaterErrors.Participants_LacksCapacity.selector);
        participants.requireCapacity(TIER2, OWES);
        participants.requireAccreditedTransfer(TIER2, TIER2);
        VM.prank(TIER3);
        participants.setStandingAcceptance(false);
        _expect(HeadwaterErrors.Participants_NoStandingAcceptance.selector);
        participants.requireAccreditedTransfer(TIER2, TIER3);
    }

    function test_a_fingerprint_is_recorded_once_by_a_ledger() external {
        registry.setLedger(address(this), true);
        registry.record(IDENTITY, DOCUMENT, ObligationId.wrap(5));
        (address financed, ObligationId obligation) = registry.financingOf(IDENTITY, DOCUMENT);
        assert(financed == address(this) && ObligationId.unwrap(obligation) == 5);

        _expect(HeadwaterErrors.InvoiceRegistry_AlreadyFinanced.selector);
        registry.record(IDENTITY, DOCUMENT, ObligationId.wrap(6));
        _expect(HeadwaterErrors.InvoiceRegistry_ZeroFingerprint.selector);
        registry.record(IDENTITY, 0, ObligationId.wrap(6));
        registry.setLedger(address(this), false);
        _expect(HeadwaterErrors.InvoiceRegistry_NotLedger.selector);
        registry.record(IDENTITY, "other", ObligationId.wrap(6));
    }

    function _refused(address account, uint16 capacities, bytes2 country, uint256 until, bytes4 refusal)
        private
    {
        _expect(refusal);
        participants.register(
            Registration(account, _identity(account), capacities, country, uint32(until)), ""
        );
    }
}
