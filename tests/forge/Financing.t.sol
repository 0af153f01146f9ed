// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DiscountMarket} from "../../contracts/financing/DiscountMarket.sol";
import {Factoring} from "../../contracts/financing/Factoring.sol";
import {AdvanceTerms, MAX_RATE_PPM, Offer, PPM} from "../../contracts/types/FinancingTypes.sol";
import {
    CUSTODIAN,
    FINANCIER as LENDS,
    Registration,
    SUPPLIER as SELLS
} from "../../contracts/types/ParticipantTypes.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice What a sale brings, and how an advance is served, for values, rates and days at random.
contract FinancingTest is Stage {
    uint256 private constant KEY = 0xf1;
    uint256 private constant MUCH = 1 << 160;
    uint256 private constant SERVICES = 4;
    bytes32 private constant COMPANY = bytes32(uint256(0xc0));

    address private _bank;
    DiscountMarket private _market;
    Factoring private _factoring;

    function setUp() external {
        _raise();
        _market = DiscountMarket(_make("DiscountMarket", abi.encode(ledger, participants)));
        _factoring = Factoring(_make("Factoring", abi.encode(ledger, participants, COMPANY)));
        participants.register(
            Registration(address(_factoring), COMPANY, CUSTODIAN, "DE", type(uint32).max), ""
        );
        _bank = VM.addr(KEY);
        _join(_bank, LENDS | SELLS);
        currency.mint(_bank, MUCH);
        _entrust(address(_market));
        _entrust(address(_factoring));
    }

    function test_a_sale_brings_its_value_less_the_discount_rounded_up(
        uint88 face,
        uint88 part,
        uint24 rate,
        uint256 tenor,
        bool calendar
    ) external {
        face = uint88(_bound(face, 1_000_000, type(uint88).max));
        uint256 value = _bound(part, 1_000_000, face);
        uint256 ratePpm = _bound(rate, 0, MAX_RATE_PPM / 8); // which leaves something in a quarter of a year
        ReceivableId root = _issue(face);
        uint256 days_ = _bound(tenor, 1, TENOR);
        _moveTo(START + TENOR - days_);
        Offer memory offer = _offer(ratePpm, calendar ? 365 : 360);
        bytes memory signature = _signed(_market.hashOffer(offer));
        VM.prank(SUPPLIER);
        uint256 proceeds = _market.sell(offer, signature, root, value, 0, block.timestamp);

        // the least whole discount that is no less than the exact one
        uint256 year = offer.basis * PPM;
        uint256 exact = value * ratePpm * days_;
        assert((value - proceeds) * year >= exact && (value - proceeds) * year < exact + year);
        assert(currency.balanceOf(SUPPLIER) == proceeds && currency.balanceOf(_bank) == MUCH - proceeds);
        assert(
            value == face ? ledger.ownerOf(ReceivableId.unwrap(root)) == _bank : ledger.balanceOf(_bank) == 1
        );
        assert(currency.balanceOf(address(_market)) == 0);
    }

    function test_many_small_payments_change_nothing(
        uint88 face,
        uint24 rate,
        uint256 wait,
        uint256[4] calldata parts
    ) external {
        AdvanceTerms memory terms =
            _advance(_issue(_bound(face, 1_000_000, type(uint88).max)), 1_000_000, rate);
        _moveTo(START + wait % 500);
        (uint256 principal, uint256 interest) = _factoring.owed(terms);
        uint256 owed = principal + interest;
        for (uint256 i = 0; i < SERVICES; ++i) {
            uint256 repaid = _repay(terms, parts[i] % (owed + 1));
            (principal, interest) = _factoring.owed(terms);
            assert(principal + interest == owed - repaid);
            owed -= repaid;
        }
    }

    /// @dev A stranger pays an advance back, as far as something is owed.
    function _repay(AdvanceTerms memory terms, uint256 offered) private returns (uint256) {
        (uint256 principal, uint256 interest) = _factoring.owed(terms);
        if (principal + interest == 0 || offered == 0) return 0;
        currency.mint(STRANGER, MUCH);
        VM.prank(STRANGER);
        currency.approve(address(_factoring), MUCH);
        VM.prank(STRANGER);
        return _factoring.repay(terms, offered);
    }

    function _entrust(address desk) private {
        VM.prank(_bank);
        currency.approve(desk, MUCH);
        VM.prank(SUPPLIER);
        ledger.setApprovalForAll(desk, true);
    }

    function _offer(uint256 ratePpm, uint256 basis) private view returns (Offer memory) {
        return Offer({
            financier: _bank,
            obligor: ANCHOR,
            currency: address(currency),
            limit: type(uint88).max,
            ratePpm: ratePpm,
            basis: basis,
            maxTenorDays: TENOR,
            minValue: 1,
            recourse: false,
            revolving: false,
            deadline: block.timestamp,
            counter: 0,
            salt: 1,
            seller: address(0),
            receivable: ReceivableId.wrap(0)
        });
    }

    /// @dev Opens an advance of four fifths on a receivable of the supplier's.
    function _advance(ReceivableId id, uint256 value, uint256 ratePpm)
        private
        returns (AdvanceTerms memory terms)
    {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = id;
        terms = AdvanceTerms({
            seller: SUPPLIER,
            financier: _bank,
            currency: address(currency),
            receivables: ids,
            value: value,
            advancePpm: 800_000,
            ratePpm: ratePpm,
            basis: 360,
            recourse: true,
            surplusTo: SUPPLIER,
            deadline: block.timestamp,
            salt: 1
        });
        bytes memory signature = _signed(_factoring.hashAdvance(terms));
        VM.prank(SUPPLIER);
        _factoring.open(terms, "", signature);
    }

    function _signed(bytes32 digest) private returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(KEY, digest);
        return abi.encodePacked(r, s, v);
    }
}
