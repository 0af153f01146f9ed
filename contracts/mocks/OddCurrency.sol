// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Money that answers questions about its symbol and decimals with any bytes, or, without some, not at all.
contract OddCurrency is ERC20 {
    bytes private _symbol;
    bytes private _decimals;

    error OddCurrency_Refused();

    constructor() ERC20("Odd money", "ODD") {}

    function setAnswers(bytes calldata symbol_, bytes calldata decimals_) external {
        (_symbol, _decimals) = (symbol_, decimals_);
    }

    function symbol() public view override returns (string memory) {
        _answer(_symbol);
    }

    function decimals() public view override returns (uint8) {
        _answer(_decimals);
    }

    function _answer(bytes memory words) private pure {
        require(words.length != 0, OddCurrency_Refused());
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            return(add(words, 32), mload(words))
        }
    }
}
