// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Calendar} from "../../contracts/libraries/Calendar.sol";
import {BlockingCurrency} from "../../contracts/mocks/BlockingCurrency.sol";
import {Authority} from "../../contracts/participants/Authority.sol";
import {InvoiceRegistry} from "../../contracts/participants/InvoiceRegistry.sol";
import {Participants} from "../../contracts/participants/Participants.sol";
import {Issuance} from "../../contracts/receivables/Issuance.sol";
import {ReceivableDescriptor} from "../../contracts/receivables/ReceivableDescriptor.sol";
import {Receivables} from "../../contracts/receivables/Receivables.sol";
import {
    FINANCIER as LENDS,
    OBLIGOR as OWES,
    Registration,
    SUPPLIER as SELLS
} from "../../contracts/types/ParticipantTypes.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Acceptance, Programme, Share} from "../../contracts/types/ReceivableTypes.sol";
import {VM} from "./Vm.sol";

/// @notice The suite, deployed and admitted, its cast, and verbs that set a scene. The test is the ADMIN.
abstract contract Stage {
    address internal constant ANCHOR = address(0xA0001);
    address internal constant SUPPLIER = address(0xA0002);
    address internal constant TIER2 = address(0xA0003);
    address internal constant TIER3 = address(0xA0004);
    address internal constant FINANCIER = address(0xA0005);
    address internal constant STRANGER = address(0xA0006); // never accredited

    uint256 internal constant DAY = 86_400; // seconds
    uint256 internal constant START = 20_000; // a UTC day
    uint256 internal constant TENOR = 90; // days
    uint256 internal constant FACE = 1_000_000;
    uint8 internal constant DEPTH = 8;
    bytes32 internal constant DOCUMENT = bytes32(uint256(0xd0));

    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    Authority internal authority;
    Participants internal participants;
    InvoiceRegistry internal registry;
    ReceivableDescriptor internal descriptor;
    Receivables internal ledger;
    Issuance internal issuance;
    BlockingCurrency internal currency;
    uint256 private _invoices;

    function _raise() internal {
        _moveTo(START);
        authority = Authority(_make("Authority", abi.encode(address(this))));
        participants = Participants(_make("Participants", abi.encode(authority)));
        registry = InvoiceRegistry(_make("InvoiceRegistry", abi.encode(authority)));
        descriptor = ReceivableDescriptor(_make("ReceivableDescriptor", ""));
        Programme memory limits = Programme(0, 1, 365, DEPTH, 30);
        ledger = Receivables(
            _make("Receivables", abi.encode(authority, participants, registry, descriptor, limits))
        );
        issuance = Issuance(address(ledger.issuance()));
        registry.setLedger(address(ledger), true);
        currency = _money("Euro", "EUR", 2);
        _join(ANCHOR, OWES | SELLS);
        _join(SUPPLIER, SELLS);
        _join(TIER2, SELLS);
        _join(TIER3, SELLS | OWES);
        _join(FINANCIER, LENDS | SELLS);
    }

    /// @dev Deploys what was compiled for itself: with `new`, every test would have the whole suite compiled into it again.
    function _make(string memory name, bytes memory arguments) internal returns (address made) {
        bytes memory code = bytes.concat(VM.getCode(_artifact(name)), arguments);
        assembly ("memory-safe") {
            made := create(0, add(code, 32), mload(code))
        }
        assert(made != address(0));
    }

    function _artifact(string memory name) internal pure virtual returns (string memory) {
        return string.concat(name, ".sol:", name);
    }

    function _money(string memory name, string memory symbol, uint8 decimals)
        internal
        returns (BlockingCurrency)
    {
        bytes memory arguments = abi.encode(name, symbol, decimals);
        return _admit(BlockingCurrency(_make("BlockingCurrency", arguments)));
    }

    /// @dev Allows a currency, with all the credit there can be for both obligors.
    function _admit(BlockingCurrency money) internal returns (BlockingCurrency) {
        issuance.setCurrency(address(money), true);
        issuance.setCap(ANCHOR, address(money), type(uint128).max);
        issuance.setCap(TIER3, address(money), type(uint128).max);
        return money;
    }

    /// @dev Binds, accredits for good, and takes receivables without being asked.
    function _join(address account, uint16 capacities) internal {
        VM.prank(account);
        participants.bind(_identity(account));
        VM.prank(account);
        participants.setStandingAcceptance(true);
        _accredit(account, capacities);
    }

    function _accredit(address account, uint16 capacities) internal {
        participants.register(
            Registration(account, _identity(account), capacities, "DE", type(uint32).max), ""
        );
    }

    function _identity(address account) internal pure returns (bytes32) {
        return keccak256(abi.encode(account));
    }

    function _moveTo(uint256 day) internal {
        VM.warp(day * DAY + DAY / 2);
    }

    function _terms(uint256 face, uint256 dueDay) internal returns (Acceptance memory) {
        return Acceptance({
            obligor: ANCHOR,
            seller: SUPPLIER,
            currency: address(currency),
            face: face,
            dueDay: dueDay,
            validUntil: dueDay,
            graceDays: 5,
            lateRatePpm: 80_000,
            lateBasis: 360,
            guarantor: address(0),
            fingerprint: bytes32(++_invoices),
            documentRoot: DOCUMENT,
            undertaking: bytes32(uint256(0x1a))
        });
    }

    /// @dev Issues to the supplier at the anchor's call.
    function _issue(uint256 face) internal returns (ReceivableId) {
        Acceptance memory terms = _terms(face, Calendar.today() + TENOR);
        VM.prank(ANCHOR);
        return issuance.issue(terms, "", "");
    }

    function _split(ReceivableId id, address recipient, uint256 value) internal returns (ReceivableId) {
        VM.prank(ledger.ownerOf(ReceivableId.unwrap(id)));
        return ledger.split(id, _shares(recipient, value))[0];
    }

    function _shares(address recipient, uint256 value) internal pure returns (Share[] memory shares) {
        shares = new Share[](1);
        shares[0] = Share(recipient, value, DOCUMENT);
    }

    /// @dev Moves to the due day of an obligation that `_issue` has just issued.
    function _mature() internal {
        _moveTo(START + TENOR);
    }

    function _pay(ReceivableId id, uint256 amount) internal returns (uint256) {
        _fund(currency, ANCHOR, amount);
        VM.prank(ANCHOR);
        return ledger.pay(id.obligationOf(), amount, DOCUMENT);
    }

    function _fund(BlockingCurrency money, address payer, uint256 amount) internal {
        money.mint(payer, amount);
        VM.prank(payer);
        money.approve(address(ledger), amount);
    }

    /// @dev The next call is refused by this error; what it is given is for the contracts' own tests.
    function _expect(bytes4 refusal) internal {
        VM.expectPartialRevert(refusal);
    }

    /// @dev Signs as EIP-712 says, for a contract that names its domain.
    function _sign(uint256 key, address verifier, bytes32 hash) internal returns (bytes memory) {
        (, string memory name, string memory version, uint256 chain,,,) = IERC5267(verifier).eip712Domain();
        bytes32 domain =
            keccak256(abi.encode(DOMAIN, keccak256(bytes(name)), keccak256(bytes(version)), chain, verifier));
        (uint8 v, bytes32 r, bytes32 s) = VM.sign(key, keccak256(abi.encodePacked("\x19\x01", domain, hash)));
        return abi.encodePacked(r, s, v);
    }

    function _valueOf(ReceivableId id) internal view returns (uint256) {
        return ledger.receivable(id).value;
    }

    function _bound(uint256 seed, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + seed % (most - least + 1);
    }
}
