// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {IRecourses} from "../interfaces/IRecourses.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Defaults} from "../libraries/Defaults.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Interest} from "../libraries/Interest.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {Offer, Recourse, RecourseState} from "../types/FinancingTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {Obligation, Receivable} from "../types/ReceivableTypes.sol";
import {FinancingBase} from "./FinancingBase.sol";

/// @notice See IRecourses. The market's chapter of what becomes of a sale when the obligor does not pay.
abstract contract Recourses is IRecourses, FinancingBase {
    uint256 private _count;
    mapping(uint256 recourse => Recourse) private _recourses;
    mapping(ReceivableId id => mapping(address seller => uint256)) private _latest;

    constructor(IReceivables receivables_, IParticipants participants_)
        FinancingBase(receivables_, participants_)
    {}

    /// @inheritdoc IRecourses
    function demandRecourse(uint256 recourse) external nonReentrant returns (uint256 amount) {
        Recourse storage record = _inState(recourse, RecourseState.Open);
        _requireFinancier(recourse, record);
        Defaults.requireDefault(receivables, record.receivable.obligationOf());
        require(
            _isDeliverable(record), HeadwaterErrors.DiscountMarket_NotDeliverable(recourse, record.receivable)
        );
        amount = _amount(record);
        require(amount != 0, HeadwaterErrors.DiscountMarket_NothingCovered(recourse));

        record.state = RecourseState.Demanded;
        _countDemand(record.seller);
        emit RecourseDemanded(recourse, record.seller, amount);
    }

    /// @inheritdoc IRecourses
    function withdrawDemand(uint256 recourse) external nonReentrant {
        Recourse storage record = _inState(recourse, RecourseState.Demanded);
        _requireFinancier(recourse, record);
        _endDemand(recourse, record);
    }

    /// @inheritdoc IRecourses
    function dismissDemand(uint256 recourse) external nonReentrant {
        Recourse storage record = _inState(recourse, RecourseState.Demanded);
        require(
            !_isDeliverable(record) || !Defaults.isInDefault(receivables, record.receivable.obligationOf()),
            HeadwaterErrors.DiscountMarket_DemandStands(recourse)
        );
        _endDemand(recourse, record);
    }

    /// @inheritdoc IRecourses
    function endRecourse(uint256 recourse) external nonReentrant {
        Recourse storage record = _recourses[recourse];
        require(_stands(record), HeadwaterErrors.DiscountMarket_WrongRecourseState(recourse, record.state));
        if (_holderOf(record.receivable) == record.seller) {
            _endFrom(recourse);
        } else {
            _requireFinancier(recourse, record);
            _end(recourse, record);
        }
    }

    // slither-disable-start reentrancy-benign,reentrancy-events (under the lock)
    /// @inheritdoc IRecourses
    /// @dev The claim comes first, because what is due to the financier is not the seller's to pay; the lock makes that safe.
    function meetRecourse(uint256 recourse, uint256 most) external nonReentrant returns (uint256 amount) {
        Recourse storage record = _inState(recourse, RecourseState.Demanded);
        ReceivableId id = record.receivable;
        _claimFor(id);
        Defaults.requireDefault(receivables, id.obligationOf());
        amount = _amount(record);
        require(amount <= most, HeadwaterErrors.DiscountMarket_AmountAbove(amount, most));
        (address seller, address financier) = (record.seller, _financierOf(record));
        address currency = receivables.receivable(id).currency;
        address taker = _isOneCompany(msg.sender, seller) ? msg.sender : seller;

        record.state = RecourseState.Met;
        _uncountDemand(seller);
        emit RecourseMet(recourse, seller, amount);
        Transfers.moveExactly(msg.sender, address(this), currency, amount);
        _handOver(financier, taker, id);
        _payOrPark(financier, currency, amount, participants.isAccredited(financier));
    }

    // slither-disable-end reentrancy-benign,reentrancy-events

    /// @inheritdoc IRecourses
    function recourseOf(uint256 recourse) external view returns (Recourse memory) {
        return _recourses[recourse];
    }

    /// @inheritdoc IRecourses
    function recourseAmount(uint256 recourse) external view returns (uint256) {
        Recourse storage record = _recourses[recourse];
        return _holderOf(record.receivable) == address(0) ? 0 : _amount(record);
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    // slither-disable-start calls-loop (a batch of the seller's own)
    /// @dev Remembers a sale with recourse.
    function _remember(address seller, Offer calldata offer, ReceivableId id, uint256 value) internal {
        uint256 demands = openDemandsOf(seller);
        require(demands == 0, HeadwaterErrors.DiscountMarket_RecourseUnmet(seller, demands));
        uint256 recourse = ++_count;
        _latest[id][seller] = recourse;
        // safe because a value fits 88 bits, and rate and basis were checked
        _recourses[recourse] = Recourse({
            seller: seller,
            value: uint88(value),
            state: RecourseState.Open,
            financier: offer.financier,
            ratePpm: uint24(offer.ratePpm),
            basis: uint16(offer.basis),
            receivable: id,
            mergedBefore: receivables.mergedInto(id)
        });
        emit RecourseTaken(recourse, seller, offer.financier, id, value);
    }

    // slither-disable-end calls-loop

    /// @dev A seller that sells a receivable whole again has had it back: what it stood in for before is over.
    function _forget(address seller, ReceivableId id) internal {
        _endFrom(_latest[id][seller]);
    }

    /// @dev Ends a recourse whose seller has the receivable back, and with it those of its buyers, down the tiers: each of
    /// them has parted with it, and must not be left to stand in for a sale that its own seller no longer stands in for.
    function _endFrom(uint256 recourse) private {
        while (recourse != 0) {
            Recourse storage record = _recourses[recourse];
            if (!_stands(record)) return;
            _end(recourse, record);
            recourse = _latest[record.receivable][record.financier];
        }
    }

    function _end(uint256 recourse, Recourse storage record) private {
        if (record.state == RecourseState.Demanded) _endDemand(recourse, record);
        record.state = RecourseState.Ended;
        emit RecourseEnded(recourse, record.seller);
    }

    function _stands(Recourse storage record) private view returns (bool) {
        return record.state == RecourseState.Open || record.state == RecourseState.Demanded;
    }

    function _inState(uint256 recourse, RecourseState state) private view returns (Recourse storage record) {
        record = _recourses[recourse];
        require(
            record.state == state, HeadwaterErrors.DiscountMarket_WrongRecourseState(recourse, record.state)
        );
    }

    function _requireFinancier(uint256 recourse, Recourse storage record) private view {
        require(
            msg.sender == _financierOf(record),
            HeadwaterErrors.DiscountMarket_NotFinancier(recourse, msg.sender)
        );
    }

    /// @dev A financier is its company: the account of it that holds the receivable, or else the one that bought.
    function _financierOf(Recourse storage record) private view returns (address financier) {
        financier = record.financier;
        address holder = _holderOf(record.receivable);
        if (_isOneCompany(holder, financier)) return holder;
    }

    function _endDemand(uint256 recourse, Recourse storage record) private {
        record.state = RecourseState.Open;
        _uncountDemand(record.seller);
        emit RecourseDemandEnded(recourse, record.seller);
    }

    function _claimFor(ReceivableId id) private {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = id;
        // slither-disable-next-line unused-return (what was claimed is read from the ledger, with what was before)
        receivables.claimMany(ids);
    }

    /// @dev Whether the financier holds the receivable, nothing stops it, and the market can hand it over.
    function _isDeliverable(Recourse storage record) private view returns (bool) {
        IERC721 ledger = IERC721(address(receivables));
        (address financier, uint256 id) = (_financierOf(record), ReceivableId.unwrap(record.receivable));
        return _holderOf(record.receivable) == financier
            && IERC7943NonFungible(address(receivables)).canTransfer(financier, financier, id)
            && (ledger.isApprovedForAll(financier, address(this)) || ledger.getApproved(id) == address(this));
    }

    /// @dev Value that is the seller's to stand in for: what was sold, as far as it is still there, less what the
    /// financier has had of it, or anyone can claim for it; interest on it from the due day, rounded up.
    function _amount(Recourse storage record) private view returns (uint256) {
        Receivable memory shown = receivables.receivable(record.receivable);
        uint256 merged = receivables.mergedInto(record.receivable) - record.mergedBefore;
        uint256 covered = Math.min(record.value, Math.saturatingSub(shown.value, merged));
        if (covered == 0) return 0;
        // slither-disable-next-line unused-return (whether it is accredited matters to where the money goes alone)
        (, bool custodian,) = participants.isPayable(_financierOf(record));
        uint256 had = custodian ? shown.claimed : shown.claimed + shown.claimable;
        // these values have 88 bits each: the product fits
        uint256 unpaid = covered - _principalOf(had, shown) * covered / shown.value;
        uint256 lateDays = Math.saturatingSub(Calendar.today(), shown.dueDay);
        return unpaid + Interest.interestUp(unpaid, record.ratePpm, lateDays, record.basis);
    }

    /// @dev How much of what a holder had is value: late interest comes first, and does not count. What a custodian has not
    /// claimed yet, of either, goes to the seller with the receivable.
    function _principalOf(uint256 had, Receivable memory shown) private view returns (uint256) {
        Obligation memory debt = receivables.obligation(shown.id.obligationOf());
        // fits: 88 and 112 bits; the receivable has a value, so the live face has one too
        uint256 interest = shown.value * debt.interestPaid / debt.liveFace;
        return Math.min(Math.saturatingSub(had, interest), shown.value * debt.paid / debt.liveFace);
    }
}
