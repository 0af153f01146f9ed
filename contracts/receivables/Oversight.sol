// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IOversight} from "../interfaces/IOversight.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {ObligationId} from "../types/ReceivableId.sol";
import {Hold, Obligation, Status} from "../types/ReceivableTypes.sol";
import {ProgrammeSettings} from "./ProgrammeSettings.sol";

/// @notice See IOversight. The orders stand here, with their reasons; the ledger is told what they stop.
abstract contract Oversight is ProgrammeSettings {
    /// @dev What bars a company, in one slot.
    struct Bar {
        uint248 holds;
        bool defaulted;
    }

    mapping(bytes32 legalIdentity => Bar) private _bars;
    mapping(ObligationId obligation => Hold) private _holds;

    /// @inheritdoc IOversight
    mapping(ObligationId obligation => bool) public isFrozen;

    /// @inheritdoc IOversight
    mapping(ObligationId obligation => bool) public isDefaultRecorded;

    /// @inheritdoc IOversight
    function placeHold(ObligationId obligation, address payer, uint24 lastInterestDay, bytes32 reasonHash)
        external
        restricted
    {
        require(payer != address(0), HeadwaterErrors.Receivables_ZeroAddress());
        if (!_isHeld(obligation)) ++_bars[_identityOf(_obligorOf(obligation))].holds;
        _holds[obligation] = Hold(payer, lastInterestDay);
        emit HoldPlaced(obligation, payer, lastInterestDay, reasonHash);
        _tellLedger(obligation);
    }

    /// @inheritdoc IOversight
    function liftHold(ObligationId obligation, bytes32 reasonHash) external restricted {
        require(_isHeld(obligation), SupervisionErrors.Issuance_NoHold(obligation));
        --_bars[_identityOf(_obligorOf(obligation))].holds;
        delete _holds[obligation];
        emit HoldLifted(obligation, reasonHash);
        _tellLedger(obligation);
    }

    /// @inheritdoc IOversight
    function freezeObligation(ObligationId obligation, bool frozen, bytes32 reasonHash) external restricted {
        isFrozen[obligation] = frozen;
        emit ObligationFrozen(obligation, frozen, reasonHash);
        _tellLedger(obligation);
    }

    /// @inheritdoc IOversight
    function recordDefault(ObligationId obligation) external {
        require(!isDefaultRecorded[obligation], SupervisionErrors.Issuance_DefaultOnRecord(obligation));
        Obligation memory shown = receivables.obligation(obligation);
        require(shown.status == Status.Defaulted, HeadwaterErrors.Defaults_NotInDefault(obligation));
        address obligor = shown.obligor;
        bytes32 legalIdentity = _identityOf(obligor);

        isDefaultRecorded[obligation] = true;
        _bars[legalIdentity].defaulted = true;
        emit DefaultRecorded(obligation, obligor, legalIdentity);
    }

    /// @inheritdoc IOversight
    function liftBar(bytes32 legalIdentity, bytes32 reasonHash) external restricted {
        require(_bars[legalIdentity].defaulted, SupervisionErrors.Issuance_NotBarred(legalIdentity));
        _bars[legalIdentity].defaulted = false;
        emit BarLifted(legalIdentity, reasonHash);
    }

    /// @inheritdoc IOversight
    function holdOn(ObligationId obligation) external view returns (Hold memory) {
        return _holds[obligation];
    }

    /// @inheritdoc IOversight
    function isBarred(bytes32 legalIdentity) public view returns (bool) {
        Bar memory bar = _bars[legalIdentity];
        return bar.defaulted || bar.holds != 0;
    }

    function _isHeld(ObligationId obligation) private view returns (bool) {
        return _holds[obligation].payer != address(0);
    }

    function _tellLedger(ObligationId obligation) private {
        bool frozen = isFrozen[obligation];
        receivables.setStopped(obligation, frozen || _isHeld(obligation), frozen);
    }

    function _obligorOf(ObligationId obligation) private view returns (address) {
        return receivables.obligation(obligation).obligor;
    }

    function _identityOf(address account) private view returns (bytes32) {
        return participants.legalIdentityOf(account);
    }
}
