// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @notice Takes payments of numbered bills, and counts what each was paid.
contract PeerTill {
    using SafeERC20 for IERC20;

    IERC20 private immutable _currency;
    mapping(uint256 bill => uint256) public paid;

    event Paid(uint256 indexed bill, address indexed payer, uint256 amount, bytes32 remittance);

    constructor(IERC20 currency) {
        _currency = currency;
    }

    function pay(uint256 bill, uint256 amount, bytes32 remittance) external {
        paid[bill] += amount;
        emit Paid(bill, msg.sender, amount, remittance);
        _currency.safeTransferFrom(msg.sender, address(this), amount);
    }
}

/// @notice Pays out by a list that was fixed beforehand. The leaves are those of OpenZeppelin's StandardMerkleTree.
contract PeerMerkleDistributor {
    using BitMaps for BitMaps.BitMap;
    using SafeERC20 for IERC20;

    struct Claim {
        uint256 index;
        address account;
        uint256 amount;
        bytes32[] proof;
    }

    IERC20 private immutable _currency;
    bytes32 private immutable _root;
    BitMaps.BitMap private _claimed;

    error AlreadyClaimed(uint256 index);
    error InvalidProof(uint256 index);

    event Claimed(uint256 index, address account, uint256 amount);

    constructor(IERC20 currency, bytes32 root) {
        _currency = currency;
        _root = root;
    }

    function claimMany(Claim[] calldata claims) external {
        for (uint256 i = 0; i < claims.length; ++i) {
            claim(claims[i]);
        }
    }

    function claim(Claim calldata one) public {
        require(!_claimed.get(one.index), AlreadyClaimed(one.index));
        bytes32 value = keccak256(abi.encode(one.index, one.account, one.amount));
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(value))));
        require(MerkleProof.verifyCalldata(one.proof, _root, leaf), InvalidProof(one.index));
        _claimed.set(one.index);
        emit Claimed(one.index, one.account, one.amount);
        _currency.safeTransfer(one.account, one.amount);
    }
}
