// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISalts} from "../interfaces/ISalts.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";

/// @notice See ISalts. The market's chapter of what was signed and may still be used.
abstract contract Salts is ISalts {
    uint256 private constant COUNTER_BITS = 64;
    uint256 private constant COUNTER = type(uint64).max;
    uint256 private constant SALTS = 256 - COUNTER_BITS;

    /// @dev A book in one slot: its counter in the lowest bits, above it a bit for each of its salts.
    mapping(address account => mapping(uint256 book => uint256)) private _books;

    /// @inheritdoc ISalts
    function cancel(uint256 salt) external {
        (uint256 book, uint256 bit) = _place(salt);
        _books[msg.sender][book] |= bit;
        emit SaltCancelled(msg.sender, salt);
    }

    /// @inheritdoc ISalts
    function cancelAll(uint256 book) external returns (uint256 counter) {
        counter = counterOf(msg.sender, book) + 1;
        _books[msg.sender][book] = counter; // and all of its salts are free again, under the new counter
        emit BookCancelled(msg.sender, book, counter);
    }

    /// @inheritdoc ISalts
    function counterOf(address account, uint256 book) public view returns (uint256) {
        return _books[account][book] & COUNTER;
    }

    /// @inheritdoc ISalts
    function isSpent(address account, uint256 salt) external view returns (bool) {
        (uint256 book, uint256 bit) = _place(salt);
        return _books[account][book] & bit != 0;
    }

    function _spend(address account, uint256 counter, uint256 salt) internal {
        (uint256 book, uint256 bit) = _place(salt);
        _books[account][book] = _unspent(account, counter, salt, book, bit) | bit;
    }

    function _requireUnspent(address account, uint256 counter, uint256 salt) internal view {
        (uint256 book, uint256 bit) = _place(salt);
        _unspent(account, counter, salt, book, bit);
    }

    function _unspent(address account, uint256 counter, uint256 salt, uint256 book, uint256 bit)
        private
        view
        returns (uint256 word)
    {
        word = _books[account][book];
        uint256 current = word & COUNTER;
        require(
            counter == current, HeadwaterErrors.DiscountMarket_OtherCounter(account, book, counter, current)
        );
        require(word & bit == 0, HeadwaterErrors.DiscountMarket_SaltSpent(account, salt));
    }

    function _place(uint256 salt) private pure returns (uint256 book, uint256 bit) {
        book = salt / SALTS;
        bit = 1 << (COUNTER_BITS + salt % SALTS);
    }
}
