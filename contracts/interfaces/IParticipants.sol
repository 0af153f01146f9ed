// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Registration, Standing} from "../types/ParticipantTypes.sol";

/// @title Who may take part: accreditation, capacities, legal identity, preferences, keys for documents
/// @notice The registrar accredits; each account binds itself to one legal identity, once, by its own call or
/// signature; whether it takes receivables unasked only it decides, and only it publishes its encryption key.
/// @dev Warning: what is bound is an address. A contract binds itself by a call of its own, from its constructor on, or
/// by ERC-1271 once it is deployed; an address without code that was never a key's cannot be bound.
interface IParticipants {
    /// @notice Emitted when an account has bound itself to a legal identity.
    event AccountBound(address indexed account, bytes32 indexed legalIdentity);

    /// @notice Emitted when the registrar has accredited an account or changed its accreditation.
    event ParticipantRegistered(
        address indexed account,
        bytes32 indexed legalIdentity,
        uint16 capacities,
        bytes2 country,
        uint32 validUntil
    );

    /// @notice Emitted when the registrar has ended an accreditation.
    event ParticipantRevoked(address indexed account);

    /// @notice Emitted when an account has set whether it takes receivables without being asked.
    event StandingAcceptanceSet(address indexed account, bool standing);

    /// @notice Emitted when an account has published its encryption key, replaced or withdrawn it.
    event EncryptionKeyPublished(address indexed account, bytes32 key);

    /// @notice Emitted when an account has become one of the programme's standing readers, or is one no longer.
    event StandingReaderSet(address indexed account, bool standing);

    /// @notice Emitted when the supervisor has frozen an account, or no longer, with the hash of the reason.
    event ParticipantFrozen(address indexed account, bool frozen, bytes32 reasonHash);

    /// @notice Binds the caller to a legal identity, for good.
    /// @param legalIdentity The hash of the canonical legal id.
    function bind(bytes32 legalIdentity) external;

    /// @notice Accredits an account, or renews or changes its accreditation. REGISTRAR only.
    /// @param registration What is said of the account.
    /// @param signature The account's EIP-712 (or ERC-1271) signature over `Binding(address account,bytes32
    /// legalIdentity)`; empty when the account is bound already.
    function register(Registration calldata registration, bytes calldata signature) external;

    /// @notice Accredits several accounts. REGISTRAR only.
    /// @param registrations What is said of each.
    /// @param signatures Theirs, in the same order.
    function registerMany(Registration[] calldata registrations, bytes[] calldata signatures) external;

    /// @notice Ends an account's accreditation at once; it stays bound to its identity. REGISTRAR only.
    function revoke(address account) external;

    /// @notice Sets whether the caller takes receivables without being asked each time. Off until set.
    function setStandingAcceptance(bool standing) external;

    /// @notice Publishes the key that documents are encrypted to for the caller, in place of the one before. Anyone:
    /// a supervisor need not be a participant.
    /// @dev Warning: documents that were already wrapped for an older key stay so; whoever has that key can read them.
    /// The contract cannot tell a usable key from any other 32 bytes: who encrypts to it checks it.
    /// @param key The X25519 public key, 32 bytes as in RFC 7748; zero withdraws it.
    function publishEncryptionKey(bytes32 key) external;

    /// @notice Sets whether an account is a standing reader: who stores a document of this programme also wraps its
    /// key for that account. It gives no power over money or receivables. OPERATOR only, at most 16. Setting what
    /// holds already changes and logs nothing.
    /// @dev Warning: it binds those who store documents by the programme's rule, not by the chain, and only documents
    /// that are stored from then on; what an account could read before, it can still read when it is one no longer.
    function setStandingReader(address account, bool standing) external;

    /// @notice Freezes an account, or no longer: nothing moves to it or from it, and its claims and credits wait. SUPERVISOR
    /// only.
    /// @param reasonHash The hash of the reason.
    function setFrozen(address account, bool frozen, bytes32 reasonHash) external;

    /// @notice The legal identity an account is bound to; zero: none.
    function legalIdentityOf(address account) external view returns (bytes32);

    /// @notice The X25519 public key that an account has published; zero: none.
    function encryptionKeyOf(address account) external view returns (bytes32);

    /// @notice The programme's standing readers, in no order.
    function standingReaders() external view returns (address[] memory);

    /// @notice All that is on record of an account.
    function standingOf(address account) external view returns (Standing memory);

    /// @notice Whether an account is accredited today and not frozen.
    function isAccredited(address account) external view returns (bool);

    /// @notice Whether an account is accredited today and not frozen, whether it holds receivables for others, and whether it
    /// is frozen.
    function isPayable(address account) external view returns (bool accredited, bool custodian, bool frozen);

    /// @notice Refuses if the account is frozen.
    function requireUnstopped(address account) external view;

    /// @notice Refuses unless the account is accredited today.
    function requireAccredited(address account) external view;

    /// @notice Refuses unless the account is accredited today with the capacity.
    function requireCapacity(address account, uint16 capacity) external view;

    /// @notice Refuses unless both are accredited today and the recipient, where it is another account, has a standing
    /// acceptance.
    function requireAccreditedTransfer(address from, address to) external view;

    /// @notice Refuses unless a receivable can be forced to the account: it is accredited and neither of the obligor's
    /// company, nor an enforcer, nor a custodian, which would not know whose it is.
    function requireForcedTransfer(address to, address obligor) external view;

    /// @notice Refuses unless the accounts are bound to one legal identity.
    function requireOneCompany(address lost, address to) external view;

    /// @notice Refuses unless the seller is an accredited supplier, the obligor an accredited obligor, and they two companies.
    /// @return obligorIdentity The obligor's legal identity.
    /// @return sellerStands Whether the seller has a standing acceptance.
    function requireIssue(address obligor, address seller)
        external
        view
        returns (bytes32 obligorIdentity, bool sellerStands);
}
