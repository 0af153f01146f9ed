// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IFactoring} from "../interfaces/IFactoring.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Defaults} from "../libraries/Defaults.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Interest} from "../libraries/Interest.sol";
import {Permits} from "../libraries/Permits.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {AdvanceAccount, AdvanceTerms, PPM} from "../types/FinancingTypes.sol";
import {MAX_VALUE} from "../types/Holding.sol";
import {FINANCIER} from "../types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Receivable} from "../types/ReceivableTypes.sol";
import {FinancingBase} from "./FinancingBase.sol";

/// @notice See IFactoring.
contract Factoring is IFactoring, FinancingBase, Permits, EIP712 {
    bytes32 private constant ADVANCE_TYPEHASH = keccak256(
        "Advance(address seller,address financier,address currency,uint256[] receivables,uint256 value,"
        "uint256 advancePpm,uint256 ratePpm,uint256 basis,bool recourse,address surplusTo,uint256 deadline,"
        "uint256 salt)"
    );

    /// @notice Receivables in one advance: at most about 100 000 gas each, which fits in a transaction of 2^24 gas.
    uint256 private constant MAX_RECEIVABLES = 100;

    /// @inheritdoc IFactoring
    mapping(ReceivableId id => bytes32) public advanceOf;
    /// @inheritdoc IFactoring
    mapping(address account => mapping(bytes32 advance => bool)) public isRevoked;

    // slither-disable-next-line uninitialized-state (written through a reference)
    mapping(bytes32 advance => AdvanceAccount) private _accounts;

    /// @param legalIdentity Of the company that answers for the custody; the contract binds itself to it.
    constructor(IReceivables receivables_, IParticipants participants_, bytes32 legalIdentity)
        EIP712("Headwater Factoring", "1")
        FinancingBase(receivables_, participants_)
    {
        participants_.bind(legalIdentity);
    }

    /// @inheritdoc IFactoring
    function open(
        AdvanceTerms calldata terms,
        bytes calldata sellerSignature,
        bytes calldata financierSignature
    ) external nonReentrant returns (bytes32 advance) {
        _requireTerms(terms);
        advance = hashAdvance(terms);
        _requireSigned(terms.seller, advance, sellerSignature);
        _requireSigned(terms.financier, advance, financierSignature);
        AdvanceAccount storage account = _accounts[advance];
        require(account.accruedDay == 0, HeadwaterErrors.Factoring_AlreadyOpened(advance));

        uint256 principal = _advanceDown(terms);
        account.principal = uint88(principal); // safe because it is at most the value
        account.accruedDay = uint24(Calendar.today()); // safe until the year 47 000
        emit AdvanceOpened(advance, terms.seller, terms.financier, terms, principal);
        _takeCustody(terms, advance);
        Transfers.moveExactly(terms.financier, terms.seller, terms.currency, principal);
    }

    /// @inheritdoc IFactoring
    function revoke(bytes32 advance) external {
        isRevoked[msg.sender][advance] = true;
        emit AdvanceRevoked(msg.sender, advance);
    }

    /// @inheritdoc IFactoring
    function collect(AdvanceTerms calldata terms, ReceivableId[] calldata ids)
        external
        nonReentrant
        returns (uint256 collected)
    {
        bytes32 advance = _requireOpened(terms);
        for (uint256 i = 0; i < ids.length; ++i) {
            _requireInCustody(advance, ids[i]);
        }
        collected = _collect(terms, advance, ids);
        require(collected != 0, HeadwaterErrors.Factoring_NothingCollected(advance));
    }

    /// @inheritdoc IFactoring
    function repay(AdvanceTerms calldata terms, uint256 offered)
        external
        nonReentrant
        returns (uint256 repaid)
    {
        bytes32 advance = _requireOpened(terms);
        uint256 most = Math.min(offered, _requireOwing(terms, advance));
        repaid = Transfers.move(msg.sender, address(this), IERC20(terms.currency), most);
        require(repaid != 0, HeadwaterErrors.Receivables_NothingArrived(terms.currency));
        _serve(terms, advance, repaid);
    }

    // slither-disable-start reentrancy-no-eth,calls-loop,reentrancy-benign,reentrancy-events (under the lock; the ledger calls nobody back)
    /// @inheritdoc IFactoring
    function release(AdvanceTerms calldata terms, ReceivableId[] calldata ids) external nonReentrant {
        bytes32 advance = _requireOpened(terms);
        (uint256 principal, uint256 interest) = _owed(terms, advance);
        require(principal + interest == 0, HeadwaterErrors.Factoring_StillOwed(advance, principal, interest));
        for (uint256 i = 0; i < ids.length; ++i) {
            _requireInCustody(advance, ids[i]);
            delete advanceOf[ids[i]];
            emit ReceivableReleased(advance, ids[i], terms.surplusTo);
            _handOver(address(this), terms.surplusTo, ids[i]);
        }
    }

    // slither-disable-end reentrancy-no-eth,calls-loop,reentrancy-benign,reentrancy-events

    // slither-disable-start reentrancy-no-eth,reentrancy-benign,reentrancy-events (under the lock)
    /// @inheritdoc IFactoring
    function demand(AdvanceTerms calldata terms) external nonReentrant returns (uint256 amount) {
        bytes32 advance = _requireOpened(terms);
        require(msg.sender == terms.financier, HeadwaterErrors.Factoring_NotFinancier(advance, msg.sender));
        require(terms.recourse, HeadwaterErrors.Factoring_NoRecourse(advance));
        _requireOwing(terms, advance);
        ReceivableId[] memory held = _heldOf(terms, advance);
        _collect(terms, advance, held);
        _requireNothingToCome(held);
        amount = _requireOwing(terms, advance);
        AdvanceAccount storage account = _accounts[advance];
        require(!account.demanded, HeadwaterErrors.Factoring_AlreadyDemanded(advance));

        account.demanded = true;
        _countDemand(terms.seller);
        emit AdvanceDemanded(advance, terms.seller, amount);
    }

    // slither-disable-end reentrancy-no-eth,reentrancy-benign,reentrancy-events

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IFactoring
    function accountOf(bytes32 advance) external view returns (AdvanceAccount memory) {
        return _accounts[advance];
    }

    /// @inheritdoc IFactoring
    function owed(AdvanceTerms calldata terms) public view returns (uint256 principal, uint256 interest) {
        return _owed(terms, _requireOpened(terms));
    }

    /// @inheritdoc IFactoring
    function hashAdvance(AdvanceTerms calldata terms) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    ADVANCE_TYPEHASH,
                    terms.seller,
                    terms.financier,
                    terms.currency,
                    keccak256(abi.encodePacked(terms.receivables)),
                    terms.value,
                    terms.advancePpm,
                    terms.ratePpm,
                    terms.basis,
                    terms.recourse,
                    terms.surplusTo,
                    terms.deadline,
                    terms.salt
                )
            )
        );
    }

    /*//////////////////////////////////////////////////////////////
                                OPENING
    //////////////////////////////////////////////////////////////*/

    function _requireTerms(AdvanceTerms calldata terms) private view {
        Calendar.requireInTime(terms.deadline);
        Interest.requireRate(terms.ratePpm, terms.basis);
        require(terms.advancePpm <= PPM, HeadwaterErrors.Factoring_AdvanceTooLarge(terms.advancePpm));
        require(terms.value <= MAX_VALUE, HeadwaterErrors.Factoring_ValueTooLarge(terms.value, MAX_VALUE));
        require(terms.seller != terms.financier, HeadwaterErrors.Factoring_SellerIsFinancier(terms.seller));
        require(
            terms.surplusTo == terms.seller || terms.surplusTo == terms.financier,
            HeadwaterErrors.Factoring_SurplusToStranger(terms.surplusTo)
        );
        uint256 count = terms.receivables.length;
        require(count <= MAX_RECEIVABLES, HeadwaterErrors.Factoring_BatchTooLarge(count, MAX_RECEIVABLES));
        participants.requireCapacity(terms.financier, FINANCIER);
        if (!terms.recourse) return;
        uint256 demands = openDemandsOf(terms.seller);
        require(demands == 0, HeadwaterErrors.Factoring_RecourseUnmet(terms.seller, demands));
    }

    function _requireSigned(address party, bytes32 advance, bytes calldata signature) private view {
        require(!isRevoked[party][advance], HeadwaterErrors.Factoring_AdvanceRevoked(party, advance));
        require(
            msg.sender == party || Signatures.isSignedBy(party, advance, signature),
            HeadwaterErrors.Factoring_InvalidSignature(party)
        );
    }

    /// @dev The advance on the value, rounded down: the seller never owes a unit that it did not get.
    function _advanceDown(AdvanceTerms calldata terms) private pure returns (uint256 principal) {
        principal = terms.value * terms.advancePpm / PPM; // fits: 88 bits and 20
        require(principal != 0, HeadwaterErrors.Factoring_ZeroAdvance());
    }

    // slither-disable-start reentrancy-benign (under the lock; the ledger calls nobody back)
    /// @dev Takes receivables only here: outside of it none can be sent to this contract, or merged into what it holds.
    function _takeCustody(AdvanceTerms calldata terms, bytes32 advance) private {
        participants.setStandingAcceptance(true);
        uint256 value = 0;
        for (uint256 i = 0; i < terms.receivables.length; ++i) {
            value += _takeOne(terms, advance, terms.receivables[i]);
        }
        participants.setStandingAcceptance(false);
        require(value >= terms.value, HeadwaterErrors.Factoring_ValueTooSmall(value, terms.value));
    }

    // slither-disable-end reentrancy-benign

    // slither-disable-start calls-loop (a batch of the parties' own)
    function _takeOne(AdvanceTerms calldata terms, bytes32 advance, ReceivableId id)
        private
        returns (uint256)
    {
        Receivable memory shown = receivables.receivable(id);
        require(
            shown.currency == terms.currency,
            HeadwaterErrors.Factoring_OtherCurrency(id, terms.currency, shown.currency)
        );
        uint256 today = Calendar.today();
        require(
            today < shown.dueDay,
            HeadwaterErrors.Receivables_NotCirculating(id.obligationOf(), shown.dueDay, today)
        );

        require(
            !terms.recourse || !_isOneCompany(shown.obligor, terms.financier),
            HeadwaterErrors.Factoring_RecourseToObligor(id, shown.obligor)
        );

        advanceOf[id] = advance;
        _handOver(terms.seller, address(this), id);
        return shown.value;
    }
    // slither-disable-end calls-loop

    /*//////////////////////////////////////////////////////////////
                               COLLECTION
    //////////////////////////////////////////////////////////////*/

    function _requireOpened(AdvanceTerms calldata terms) private view returns (bytes32 advance) {
        advance = hashAdvance(terms);
        require(_accounts[advance].accruedDay != 0, HeadwaterErrors.Factoring_NoSuchAdvance(advance));
    }

    function _requireOwing(AdvanceTerms calldata terms, bytes32 advance)
        private
        view
        returns (uint256 amount)
    {
        (uint256 principal, uint256 interest) = _owed(terms, advance);
        amount = principal + interest;
        require(amount != 0, HeadwaterErrors.Factoring_NothingOwed(advance));
    }

    /// @dev A redeemed receivable brings nothing more; one that another holds would bring what is not this advance's.
    function _requireInCustody(bytes32 advance, ReceivableId id) private view {
        address holder = _holderOf(id);
        require(
            advanceOf[id] == advance && (holder == address(this) || holder == address(0)),
            HeadwaterErrors.Factoring_NotInCustody(advance, id)
        );
    }

    // slither-disable-start calls-loop (views of the suite's own)
    /// @dev What of an advance is still in custody: not what was redeemed, nor what a forced transfer took away.
    function _heldOf(AdvanceTerms calldata terms, bytes32 advance)
        private
        view
        returns (ReceivableId[] memory held)
    {
        ReceivableId[] calldata all = terms.receivables;
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            if (_isHeld(advance, all[i])) ++count;
        }
        held = new ReceivableId[](count);
        for (uint256 i = all.length; i > 0; --i) {
            if (_isHeld(advance, all[i - 1])) held[--count] = all[i - 1];
        }
    }

    function _isHeld(bytes32 advance, ReceivableId id) private view returns (bool) {
        return advanceOf[id] == advance && _holderOf(id) == address(this);
    }

    /// @dev Nothing more will come in time: each receivable was paid and collected, or is in default. What was paid and waits for
    /// the end of a freeze is still to come.
    function _requireNothingToCome(ReceivableId[] memory held) private view {
        for (uint256 i = 0; i < held.length; ++i) {
            ObligationId id = held[i].obligationOf();
            if (_holderOf(held[i]) != address(this)) continue;
            bool collected =
                Defaults.isPaid(receivables, id) && receivables.receivable(held[i]).claimable == 0;
            if (!collected) Defaults.requireDefault(receivables, id);
        }
    }

    // slither-disable-end calls-loop

    // slither-disable-start reentrancy-benign,reentrancy-events,calls-loop (under the lock)
    /// @dev The money comes first, because what the claims return is what is given out; the lock makes that safe.
    function _collect(AdvanceTerms calldata terms, bytes32 advance, ReceivableId[] memory ids)
        private
        returns (uint256 collected)
    {
        uint256[] memory amounts = receivables.claimMany(ids);
        for (uint256 i = 0; i < amounts.length; ++i) {
            collected += amounts[i];
        }
        if (collected != 0) _serve(terms, advance, collected);
    }
    // slither-disable-end reentrancy-benign,reentrancy-events,calls-loop

    function _owed(AdvanceTerms calldata terms, bytes32 advance)
        private
        view
        returns (uint256 principal, uint256 interest)
    {
        AdvanceAccount storage account = _accounts[advance];
        principal = account.principal;
        interest = Interest.ratedUp(_accrued(terms, account), terms.basis) - account.interestPaid;
    }

    function _accrued(AdvanceTerms calldata terms, AdvanceAccount storage account)
        private
        view
        returns (uint256)
    {
        uint256 elapsed = Calendar.today() - account.accruedDay;
        return account.accrued + account.principal * terms.ratePpm * elapsed; // fits: 88 bits, 24 and 24
    }

    /// @dev Interest to the day, then principal, then the surplus. The interest is kept exactly and rounded when it is read,
    /// so that many small payments cost what one costs.
    function _serve(AdvanceTerms calldata terms, bytes32 advance, uint256 amount) private {
        AdvanceAccount storage account = _accounts[advance];
        (uint256 principal, uint256 interest) = _owed(terms, advance);
        interest = Math.min(interest, amount);
        principal = Math.min(principal, amount - interest);
        uint256 surplus = amount - interest - principal;

        account.accrued = uint136(_accrued(terms, account)); // safe because its factors have 136 bits together
        account.accruedDay = uint24(Calendar.today()); // safe until the year 47 000
        account.principal -= uint88(principal); // safe because it is at most what is left
        account.interestPaid += uint120(interest); // safe because all interest is at most the accrued
        emit AdvanceServed(advance, interest, principal, surplus);
        _endDemand(terms, advance);
        _payParty(terms.financier, terms.currency, interest + principal);
        _payParty(terms.surplusTo, terms.currency, surplus);
    }

    function _endDemand(AdvanceTerms calldata terms, bytes32 advance) private {
        AdvanceAccount storage account = _accounts[advance];
        if (!account.demanded) return;
        (uint256 principal, uint256 interest) = _owed(terms, advance);
        if (principal + interest != 0) return;
        account.demanded = false;
        _uncountDemand(terms.seller);
    }

    function _payParty(address party, address currency, uint256 amount) private {
        if (amount != 0) _payOrPark(party, currency, amount, participants.isAccredited(party));
    }
}
