// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BlockingCurrency} from "../../contracts/mocks/BlockingCurrency.sol";
import {Receivables} from "../../contracts/receivables/Receivables.sol";
import {ObligationId, ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Obligation, Receivable} from "../../contracts/types/ReceivableTypes.sol";
import {Handler} from "./Handler.sol";

/// @notice What holds after every step of every story (SPECIFICATION, A1 to A4), and that all of them end well.
contract InvariantsTest {
    Handler private _handler;
    Receivables private _ledger;

    function setUp() external {
        _handler = new Handler();
        _ledger = _handler.suite();
    }

    /// @dev For forge: only the handler's hands are random.
    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    /// @dev For forge: everyone gets out is the end, not a step of a story.
    function excludeSelectors() external view returns (FuzzSelector[] memory excluded) {
        excluded = new FuzzSelector[](1);
        excluded[0].addr = address(_handler);
        excluded[0].selectors = new bytes4[](1);
        excluded[0].selectors[0] = Handler.finish.selector;
    }

    function afterInvariant() external {
        _handler.finish();

        (uint256 people, uint256 monies, uint256 count) = _handler.counts();
        for (uint256 i = 0; i < monies; ++i) {
            assert(_handler.currencies(i).balanceOf(address(_ledger)) == _dust(_handler.currencies(i)));
            for (uint256 j = 0; j < people; ++j) {
                assert(_outstanding(_handler.cast(j), _handler.currencies(i)) == 0);
            }
        }
        for (uint256 i = 0; i < people; ++i) {
            assert(_ledger.balanceOf(_handler.cast(i)) == 0);
        }
        assert(count != 0 || _handler.obligations() == 0);
    }

    /// @dev A1: live value, redeemed value and cancelled value make the face value.
    function invariant_value_is_conserved() external view {
        uint256[] memory live = _live();
        for (uint64 i = 1; i <= _handler.obligations(); ++i) {
            Obligation memory debt = _ledger.obligation(ObligationId.wrap(i));
            uint256 face = _handler.faceOf(i);
            assert(live[i] + _handler.redeemedOf(i) + debt.cancelled == face);
            assert(debt.liveFace + debt.cancelled == face && debt.paid <= debt.liveFace);
        }
    }

    /// @dev A2: the ledger has what everyone could claim and withdraw now, and exactly what was paid and not taken.
    function invariant_the_money_is_there() external view {
        (uint256 people, uint256 monies,) = _handler.counts();
        for (uint256 i = 0; i < monies; ++i) {
            BlockingCurrency money = _handler.currencies(i);
            uint256 credits;
            for (uint256 j = 0; j < people; ++j) {
                credits += _ledger.creditOf(_handler.cast(j), address(money));
            }
            uint256 balance = money.balanceOf(address(_ledger));
            assert(balance >= credits + _claimable(money));
            assert(balance == credits + _unclaimed(money));
        }
    }

    /// @dev A4: what an obligor owes is its obligations' live faces less what was paid on them.
    function invariant_exposure_is_what_is_owed() external view {
        (uint256 people, uint256 monies,) = _handler.counts();
        for (uint256 i = 0; i < people; ++i) {
            for (uint256 j = 0; j < monies; ++j) {
                (address obligor, BlockingCurrency money) = (_handler.cast(i), _handler.currencies(j));
                assert(_outstanding(obligor, money) == _owed(obligor, money));
            }
        }
    }

    /// @dev ERC-721's balances count the receivables that are there, each with a holder that may be counted.
    function invariant_balances_count_what_is_there() external view {
        (uint256 people,, uint256 count) = _handler.counts();
        uint256 there;
        for (uint256 i = 0; i < count; ++i) {
            if (!_handler.isGone(_handler.ids(i))) ++there;
        }
        for (uint256 i = 0; i < people; ++i) {
            there -= _ledger.balanceOf(_handler.cast(i));
        }
        assert(there == 0);
    }

    /// @dev S3: nobody has had more than its share, nor all together more than was paid.
    function invariant_nobody_has_claimed_more_than_its_share() external view {
        (,, uint256 count) = _handler.counts();
        for (uint256 i = 0; i < count; ++i) {
            if (_handler.isGone(_handler.ids(i))) continue;
            Receivable memory part = _ledger.receivable(_handler.ids(i));
            Obligation memory debt = _ledger.obligation(part.id.obligationOf());
            uint256 share = debt.liveFace == 0 ? 0 : part.value * _received(debt) / debt.liveFace;
            assert(part.claimed + part.claimable == share);
        }
        for (uint64 i = 1; i <= _handler.obligations(); ++i) {
            assert(_handler.claimedOf(i) <= _received(_ledger.obligation(ObligationId.wrap(i))));
        }
    }

    /// @dev A3, C6: serials are given out in turn, each once, and a child is one deeper than its parent.
    function invariant_pedigrees_hold() external view {
        (,, uint256 count) = _handler.counts();
        uint256[] memory serials = new uint256[](_handler.obligations() + 1);
        for (uint256 i = 0; i < count; ++i) {
            ReceivableId id = _handler.ids(i);
            uint64 slot = ObligationId.unwrap(id.obligationOf());
            assert(id.serialOf() == ++serials[slot]);
            assert(id.serialOf() == 1 ? id.depthOf() == 0 : id.depthOf() == _depthOfParent(id, i) + 1);
        }
        for (uint64 i = 1; i <= _handler.obligations(); ++i) {
            assert(_ledger.obligation(ObligationId.wrap(i)).serials == serials[i]);
        }
    }

    /*//////////////////////////////////////////////////////////////
                                  SUMS
    //////////////////////////////////////////////////////////////*/

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function _live() private view returns (uint256[] memory live) {
        (,, uint256 count) = _handler.counts();
        live = new uint256[](_handler.obligations() + 1);
        for (uint256 i = 0; i < count; ++i) {
            ReceivableId id = _handler.ids(i);
            if (_handler.isGone(id)) continue;
            live[ObligationId.unwrap(id.obligationOf())] += _ledger.balanceOf(ReceivableId.unwrap(id));
        }
    }

    function _claimable(BlockingCurrency money) private view returns (uint256 sum) {
        (,, uint256 count) = _handler.counts();
        for (uint256 i = 0; i < count; ++i) {
            if (_handler.isGone(_handler.ids(i))) continue;
            Receivable memory part = _ledger.receivable(_handler.ids(i));
            if (_ledger.obligation(part.id.obligationOf()).currency == address(money)) sum += part.claimable;
        }
    }

    function _unclaimed(BlockingCurrency money) private view returns (uint256 sum) {
        for (uint64 i = 1; i <= _handler.obligations(); ++i) {
            Obligation memory debt = _ledger.obligation(ObligationId.wrap(i));
            if (debt.currency == address(money)) sum += _received(debt) - _handler.claimedOf(i);
        }
    }

    /// @dev What rounding down leaves of interest, once everyone is out: less than a unit for each receivable there was.
    function _dust(BlockingCurrency money) private view returns (uint256 sum) {
        for (uint64 i = 1; i <= _handler.obligations(); ++i) {
            Obligation memory debt = _ledger.obligation(ObligationId.wrap(i));
            if (debt.currency != address(money)) continue;
            uint256 left = _received(debt) - _handler.claimedOf(i);
            assert(debt.interestPaid == 0 ? left == 0 : left < debt.serials);
            sum += left;
        }
    }

    /// @dev What has reached holders: principal and late interest.
    function _received(Obligation memory debt) private pure returns (uint256) {
        return debt.paid + debt.interestPaid;
    }

    function _owed(address obligor, BlockingCurrency money) private view returns (uint256 sum) {
        for (uint64 i = 1; i <= _handler.obligations(); ++i) {
            Obligation memory debt = _ledger.obligation(ObligationId.wrap(i));
            if (debt.obligor == obligor && debt.currency == address(money)) sum += debt.liveFace - debt.paid;
        }
    }

    function _outstanding(address obligor, BlockingCurrency money) private view returns (uint256) {
        return _ledger.exposure(obligor, address(money)).outstanding;
    }

    /// @dev A parent was made before its child.
    function _depthOfParent(ReceivableId id, uint256 before) private view returns (uint8) {
        for (uint256 i = before; i > 0; --i) {
            ReceivableId other = _handler.ids(i - 1);
            bool sameSlot =
                ObligationId.unwrap(other.obligationOf()) == ObligationId.unwrap(id.obligationOf());
            if (sameSlot && other.serialOf() == id.parentSerialOf()) return other.depthOf();
        }
        assert(false);
        return 0;
    }
}
