// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {ReceivableId} from "../types/ReceivableId.sol";

/// @notice A custodian for tests: it holds receivables for those who handed them in, collects at anybody's call, and
/// owes each what its claims returned, whatever else it was sent.
contract CustodyDesk is IERC721Receiver {
    using SafeERC20 for IERC20;

    IReceivables public immutable ledger;
    mapping(ReceivableId id => address) public depositorOf;
    mapping(address depositor => mapping(address currency => uint256)) public owedTo;

    error CustodyDesk_NotLedger(address caller);

    constructor(IReceivables ledger_, IParticipants participants, bytes32 legalIdentity) {
        ledger = ledger_;
        participants.bind(legalIdentity);
        participants.setStandingAcceptance(true);
    }

    function onERC721Received(address, address from, uint256 tokenId, bytes calldata)
        external
        returns (bytes4)
    {
        require(msg.sender == address(ledger), CustodyDesk_NotLedger(msg.sender));
        depositorOf[ReceivableId.wrap(tokenId)] = from;
        return IERC721Receiver.onERC721Received.selector;
    }

    function collect(ReceivableId id) external {
        address currency = ledger.obligation(id.obligationOf()).currency;
        owedTo[depositorOf[id]][currency] += ledger.claim(id);
    }

    function payOut(address depositor, address currency) external {
        uint256 amount = owedTo[depositor][currency];
        delete owedTo[depositor][currency];
        IERC20(currency).safeTransfer(depositor, amount);
    }
}
