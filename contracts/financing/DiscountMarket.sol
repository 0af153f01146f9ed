// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IDiscountMarket} from "../interfaces/IDiscountMarket.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Defaults} from "../libraries/Defaults.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Interest} from "../libraries/Interest.sol";
import {Permits} from "../libraries/Permits.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {Transfers} from "../libraries/Transfers.sol";
import {Offer, Order, Part} from "../types/FinancingTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Receivable, Share} from "../types/ReceivableTypes.sol";
import {Recourses} from "./Recourses.sol";
import {Salts} from "./Salts.sol";

/// @notice See IDiscountMarket. What a seller stands in for afterwards is a chapter of its own: Recourses.
contract DiscountMarket is IDiscountMarket, Recourses, Salts, Permits, EIP712 {
    bytes32 private constant OFFER_TYPEHASH = keccak256(
        "Offer(address financier,address obligor,address currency,uint256 limit,uint256 ratePpm,uint256 basis,"
        "uint256 maxTenorDays,uint256 minValue,bool recourse,bool revolving,uint256 deadline,uint256 counter,"
        "uint256 salt,address seller,uint256 receivable)"
    );
    uint256 private constant OFFER_END = 4 + 15 * 32; // of a call: the selector and fifteen words
    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address seller,bytes32 offer,uint256 receivable,uint256 value,uint256 minProceeds,uint256 deadline,"
        "uint256 counter,uint256 salt)"
    );

    /// @notice Parts in one sale: at most about 185 000 gas each, with recourse, which fits in a transaction of 2^24 gas.
    uint256 private constant MAX_PARTS = 80;

    /// @dev Instead of a value: all that there is.
    uint256 private constant ALL = type(uint256).max;

    /// @inheritdoc IDiscountMarket
    mapping(bytes32 offer => uint256) public drawnOf;

    /// @dev What is drawn on a line, by obligation: neighbours, which one obligor often has issued together, share a slot.
    mapping(bytes32 offer => uint128[2 ** 64]) private _drawnOn;

    constructor(IReceivables receivables_, IParticipants participants_)
        EIP712("Headwater DiscountMarket", "1")
        Recourses(receivables_, participants_)
    {}

    /// @inheritdoc IDiscountMarket
    function sell(
        Offer calldata offer,
        bytes calldata signature,
        ReceivableId receivable,
        uint256 value,
        uint256 minProceeds,
        uint256 deadline
    ) external nonReentrant returns (uint256 proceeds) {
        Calendar.requireInTime(deadline);
        bytes32 digest = _open(offer, signature);
        proceeds = _take(offer, digest, msg.sender, receivable, value);
        _pay(offer, msg.sender, proceeds, minProceeds);
    }

    /// @inheritdoc IDiscountMarket
    function sellFor(
        Offer calldata offer,
        bytes calldata offerSignature,
        Order calldata order,
        bytes calldata orderSignature
    ) external nonReentrant returns (uint256 proceeds) {
        Calendar.requireInTime(order.deadline);
        require(
            Signatures.isSignedBy(order.seller, hashOrder(order), orderSignature),
            HeadwaterErrors.DiscountMarket_InvalidSellerSignature(order.seller)
        );
        _spend(order.seller, order.counter, order.salt);
        bytes32 digest = _open(offer, offerSignature);
        require(order.offer == digest, HeadwaterErrors.DiscountMarket_OtherOffer(order.offer, digest));
        proceeds = _take(offer, digest, order.seller, order.receivable, order.value);
        _pay(offer, order.seller, proceeds, order.minProceeds);
    }

    /// @inheritdoc IDiscountMarket
    function sellMany(
        Offer calldata offer,
        bytes calldata signature,
        Part[] calldata parts,
        uint256 minProceeds,
        uint256 deadline
    ) external nonReentrant returns (uint256 proceeds) {
        Calendar.requireInTime(deadline);
        require(
            parts.length <= MAX_PARTS, HeadwaterErrors.DiscountMarket_BatchTooLarge(parts.length, MAX_PARTS)
        );
        require(parts.length != 0, HeadwaterErrors.DiscountMarket_ValueTooSmall(0, offer.minValue));
        bytes32 digest = _open(offer, signature);
        require(offer.revolving, HeadwaterErrors.DiscountMarket_NotRevolving(digest));
        for (uint256 i = 0; i < parts.length; ++i) {
            proceeds += _take(offer, digest, msg.sender, parts[i].receivable, parts[i].value);
        }
        _pay(offer, msg.sender, proceeds, minProceeds);
    }

    /// @inheritdoc IDiscountMarket
    function replenish(bytes32 offer, ObligationId[] calldata obligations) external returns (uint256 value) {
        for (uint256 i = 0; i < obligations.length; ++i) {
            uint256 drawn = drawnOn(offer, obligations[i]);
            // slither-disable-next-line calls-loop (a view of the suite's own)
            if (drawn == 0 || !Defaults.isPaid(receivables, obligations[i])) continue;
            value += drawn;
            delete _drawnOn[offer][ObligationId.unwrap(obligations[i])];
        }
        drawnOf[offer] -= value;
        emit LineReplenished(offer, value);
    }

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IDiscountMarket
    function quote(Offer calldata offer, ReceivableId receivable, uint256 value)
        external
        view
        returns (uint256 proceeds)
    {
        _requireOpen(offer);
        Receivable memory shown = receivables.receivable(receivable);
        if (value == ALL) value = shown.value;
        _requireParties(offer, shown, shown.holder);
        proceeds = _price(offer, shown, value);
        if (offer.revolving) _requireRoom(offer, hashOffer(offer), value);
    }

    /// @inheritdoc IDiscountMarket
    function drawnOn(bytes32 offer, ObligationId obligation) public view returns (uint256) {
        return _drawnOn[offer][ObligationId.unwrap(obligation)];
    }

    /// @inheritdoc IDiscountMarket
    /// @dev An offer is the first argument wherever there is one: its encoding stands in the call, as it was signed.
    function hashOffer(Offer calldata) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encodePacked(OFFER_TYPEHASH, msg.data[4:OFFER_END])));
    }

    /// @inheritdoc IDiscountMarket
    function hashOrder(Order calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    /*//////////////////////////////////////////////////////////////
                                 OFFERS
    //////////////////////////////////////////////////////////////*/

    /// @dev Checks all of an offer that no receivable is needed for; a quote is used up.
    function _open(Offer calldata offer, bytes calldata signature) private returns (bytes32 digest) {
        _requireOpen(offer);
        digest = hashOffer(offer);
        require(
            Signatures.isSignedBy(offer.financier, digest, signature),
            HeadwaterErrors.DiscountMarket_InvalidOfferSignature(offer.financier)
        );
        if (offer.revolving) _requireUnspent(offer.financier, offer.counter, offer.salt);
        else _spend(offer.financier, offer.counter, offer.salt);
    }

    function _requireOpen(Offer calldata offer) private view {
        Calendar.requireInTime(offer.deadline);
        Interest.requireRate(offer.ratePpm, offer.basis);
        require(
            !offer.recourse || !_isOneCompany(offer.financier, offer.obligor),
            HeadwaterErrors.DiscountMarket_RecourseToObligor(offer.obligor)
        );
    }

    /*//////////////////////////////////////////////////////////////
                                 SALES
    //////////////////////////////////////////////////////////////*/

    // slither-disable-start calls-loop,reentrancy-no-eth,reentrancy-benign,reentrancy-events (under the lock; the ledger calls nobody back)
    /// @dev Hands what is sold to the financier; the money follows. The ledger calls nobody back on the way.
    function _take(Offer calldata offer, bytes32 digest, address seller, ReceivableId id, uint256 value)
        private
        returns (uint256 proceeds)
    {
        Receivable memory shown = receivables.receivable(id);
        if (value == ALL) value = shown.value;
        _requireParties(offer, shown, seller);
        proceeds = _price(offer, shown, value);
        if (offer.revolving) _draw(offer, digest, id.obligationOf(), value);

        if (value == shown.value) {
            _forget(seller, id);
            _handOver(seller, offer.financier, id);
        } else {
            id = _split(offer.financier, id, value);
        }
        if (offer.recourse) _remember(seller, offer, id, value);
        emit ReceivableSold(id, seller, offer.financier, digest, value, proceeds);
    }

    // slither-disable-end calls-loop,reentrancy-no-eth,reentrancy-benign,reentrancy-events

    // slither-disable-start calls-loop (a batch of the seller's own)
    function _split(address financier, ReceivableId id, uint256 value) private returns (ReceivableId bought) {
        Share[] memory shares = new Share[](1);
        shares[0] = Share(financier, value, 0);
        bought = receivables.split(id, shares)[0];
        return ReceivableId.unwrap(bought) == 0 ? id : bought;
    }

    // slither-disable-end calls-loop

    /// @dev Whether the receivable is one that the offer buys.
    function _requireParties(Offer calldata offer, Receivable memory shown, address seller) private pure {
        ReceivableId id = shown.id;
        require(shown.holder == seller, HeadwaterErrors.DiscountMarket_NotHolder(id, seller));
        require(seller != offer.financier, HeadwaterErrors.DiscountMarket_SellerIsFinancier(seller));
        (address onlySeller, ReceivableId onlyId) = (offer.seller, offer.receivable); // each field is decoded once
        require(
            onlySeller == address(0) || onlySeller == seller,
            HeadwaterErrors.DiscountMarket_OtherSeller(onlySeller, seller)
        );
        require(
            ReceivableId.unwrap(onlyId) == 0 || ReceivableId.unwrap(onlyId) == ReceivableId.unwrap(id),
            HeadwaterErrors.DiscountMarket_OtherReceivable(onlyId, id)
        );
        (address obligor, address currency) = (offer.obligor, offer.currency);
        require(shown.obligor == obligor, HeadwaterErrors.DiscountMarket_OtherObligor(obligor, shown.obligor));
        require(
            shown.currency == currency, HeadwaterErrors.DiscountMarket_OtherCurrency(currency, shown.currency)
        );
    }

    /// @dev Value less discount; the discount is rounded up.
    function _price(Offer calldata offer, Receivable memory shown, uint256 value)
        private
        view
        returns (uint256)
    {
        uint256 today = Calendar.today();
        (ReceivableId id, uint256 dueDay, uint256 whole) = (shown.id, shown.dueDay, shown.value);
        require(today < dueDay, HeadwaterErrors.Receivables_NotCirculating(id.obligationOf(), dueDay, today));
        require(value <= whole, HeadwaterErrors.DiscountMarket_InsufficientValue(id, whole, value));
        require(
            value >= offer.minValue && value != 0,
            HeadwaterErrors.DiscountMarket_ValueTooSmall(value, offer.minValue)
        );
        require(value <= offer.limit, HeadwaterErrors.DiscountMarket_LimitExceeded(value, offer.limit));
        unchecked {
            // safe because the due day is after today, a value has 88 bits, a rate 24, days 24, and the discount is less
            uint256 tenor = dueDay - today;
            require(
                tenor <= offer.maxTenorDays,
                HeadwaterErrors.DiscountMarket_TenorTooLong(tenor, offer.maxTenorDays)
            );
            uint256 discount = Interest.interestUp(value, offer.ratePpm, tenor, offer.basis);
            require(discount < value, HeadwaterErrors.DiscountMarket_NothingLeft(value, discount));
            return value - discount;
        }
    }

    /// @dev A line counts what is drawn, in all and by obligation, so that what has settled can be given back.
    function _draw(Offer calldata offer, bytes32 digest, ObligationId obligation, uint256 value) private {
        drawnOf[digest] = _requireRoom(offer, digest, value);
        _drawnOn[digest][ObligationId.unwrap(obligation)] += uint128(value); // safe because the line has room for it
    }

    function _requireRoom(Offer calldata offer, bytes32 digest, uint256 value)
        private
        view
        returns (uint256 drawn)
    {
        drawn = drawnOf[digest] + value;
        uint256 most = Math.min(offer.limit, type(uint128).max);
        require(drawn <= most, HeadwaterErrors.DiscountMarket_LimitExceeded(drawn, most));
    }

    /// @dev Nothing less than the price: a currency that takes a fee on the way is refused.
    function _pay(Offer calldata offer, address seller, uint256 proceeds, uint256 minProceeds) private {
        require(proceeds >= minProceeds, HeadwaterErrors.DiscountMarket_ProceedsTooLow(proceeds, minProceeds));
        Transfers.moveExactly(offer.financier, seller, offer.currency, proceeds);
    }
}
