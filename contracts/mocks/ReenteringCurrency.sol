// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {TestCurrency} from "./TestCurrency.sol";

/// @notice Money that, once armed, makes a call of its own in the middle of its next transfer.
contract ReenteringCurrency is TestCurrency {
    address private _target;
    bytes private _data;
    bool private _hides;

    event Reentered(bool through);

    constructor(string memory name_, string memory symbol_, uint8 decimals_)
        TestCurrency(name_, symbol_, decimals_)
    {}

    /// @param hides Whether the transfer goes on when the call is refused.
    function arm(address target, bytes calldata data, bool hides) external {
        (_target, _data, _hides) = (target, data, hides);
    }

    /// @dev The call, from outside, so that its refusal can be caught.
    function fire(address target, bytes calldata data) external {
        Address.functionCall(target, data);
    }

    function _update(address from, address to, uint256 amount) internal override {
        address target = _target;
        delete _target;
        if (target != address(0)) {
            if (_hides) {
                try this.fire(target, _data) {
                    emit Reentered(true);
                } catch {
                    emit Reentered(false);
                }
            } else {
                this.fire(target, _data);
            }
        }
        super._update(from, to, amount);
    }
}
