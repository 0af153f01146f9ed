// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MAX_VALUE} from "../../contracts/types/Holding.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Share} from "../../contracts/types/ReceivableTypes.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice Splits and claims with any values: nothing is lost, and the order in which people claim changes nothing.
contract ClaimsTest is Stage {
    uint256 private constant CHILDREN = 6;
    uint256 private constant PAYMENTS = 4;

    ReceivableId[] private _parts;
    mapping(ReceivableId id => uint256) private _worth;
    mapping(ReceivableId id => uint256) private _had;

    function setUp() external {
        _raise();
    }

    function test_a_split_conserves_value(uint256 faceSeed, uint256[CHILDREN] memory seeds) external {
        uint256 face = _bound(faceSeed, CHILDREN + 1, MAX_VALUE);
        _divide(face, seeds);

        uint256 sum;
        for (uint256 i = 0; i < _parts.length; ++i) {
            sum += _valueOf(_parts[i]);
        }
        assert(sum == face && ledger.obligation(_parts[0].obligationOf()).liveFace == face);
        assert(ledger.obligation(_parts[0].obligationOf()).serials == _parts.length);
    }

    function test_claims_in_any_order_and_number_give_each_its_share(
        uint256 faceSeed,
        uint256[CHILDREN] memory seeds,
        uint256[PAYMENTS] memory payments,
        uint256 order
    ) external {
        uint256 face = _bound(faceSeed, CHILDREN + 1, MAX_VALUE);
        _divide(face, seeds);
        _mature();
        uint256 paid = _payAndClaim(face, payments, order);
        _claimAll(order);

        uint256 out;
        for (uint256 i = 0; i < _parts.length; ++i) {
            assert(_had[_parts[i]] == _worth[_parts[i]] * paid / face);
            out += _had[_parts[i]];
        }
        assert(out <= paid && paid - out < _parts.length);
        assert(currency.balanceOf(address(ledger)) == paid - out);
    }

    function test_what_is_paid_in_full_is_claimed_in_full(
        uint256 faceSeed,
        uint256[CHILDREN] memory seeds,
        uint256[PAYMENTS] memory payments,
        uint256 order
    ) external {
        uint256 face = _bound(faceSeed, CHILDREN + 1, MAX_VALUE);
        _divide(face, seeds);
        _mature();
        uint256 paid = _payAndClaim(face, payments, order);
        if (paid < face) _pay(_parts[0], face - paid);
        _claimAll(order);

        for (uint256 i = 0; i < _parts.length; ++i) {
            assert(_had[_parts[i]] == _worth[_parts[i]]);
        }
        assert(currency.balanceOf(address(ledger)) == 0 && ledger.balanceOf(TIER2) == 0);
    }

    /// @dev One root in parts of any value above zero: the root's rest and its children's.
    function _divide(uint256 face, uint256[CHILDREN] memory seeds) private {
        ReceivableId root = _issue(face);
        Share[] memory shares = new Share[](CHILDREN);
        uint256 left = face;
        for (uint256 i = 0; i < CHILDREN; ++i) {
            shares[i] = Share(i % 2 == 0 ? TIER2 : TIER3, _bound(seeds[i], 1, left - (CHILDREN - i)), 0);
            left -= shares[i].value;
        }
        VM.prank(SUPPLIER);
        _parts = ledger.split(root, shares);
        _parts.push(root);
        for (uint256 i = 0; i < _parts.length; ++i) {
            _worth[_parts[i]] = i < CHILDREN ? shares[i].value : left;
        }
    }

    function _payAndClaim(uint256 face, uint256[PAYMENTS] memory payments, uint256 order)
        private
        returns (uint256 paid)
    {
        for (uint256 i = 0; i < PAYMENTS; ++i) {
            uint256 amount = _bound(payments[i], 0, face - paid);
            if (amount != 0) paid += _pay(_parts[0], amount);
            order = uint256(keccak256(abi.encode(order, i)));
            if (order % 4 != 0) _claimOne(_parts[(order >> 8) % _parts.length]);
        }
    }

    function _claimAll(uint256 order) private {
        for (uint256 i = 0; i < _parts.length; ++i) {
            _claimOne(_parts[(order % _parts.length + i) % _parts.length]);
        }
    }

    /// @dev In a batch, which passes over what has nothing due.
    function _claimOne(ReceivableId id) private {
        ReceivableId[] memory ids = new ReceivableId[](1);
        ids[0] = id;
        _had[id] += ledger.claimMany(ids)[0];
    }
}
