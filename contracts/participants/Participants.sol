// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {Roles} from "../libraries/Roles.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {SupervisionErrors} from "../libraries/SupervisionErrors.sol";
import {
    ALL_CAPACITIES,
    CUSTODIAN,
    OBLIGOR,
    Registration,
    Standing,
    SUPPLIER
} from "../types/ParticipantTypes.sol";

/// @notice See IParticipants.
contract Participants is IParticipants, AccessManaged, EIP712 {
    using EnumerableSet for EnumerableSet.AddressSet;

    /// @notice A document's key is wrapped once for each of them.
    uint256 private constant MOST_STANDING_READERS = 16;
    bytes32 private constant BINDING_TYPEHASH = keccak256("Binding(address account,bytes32 legalIdentity)");

    mapping(address account => Standing) private _standings;

    /// @inheritdoc IParticipants
    mapping(address account => bytes32) public legalIdentityOf;

    /// @inheritdoc IParticipants
    mapping(address account => bytes32) public encryptionKeyOf;

    EnumerableSet.AddressSet private _standingReaders;

    constructor(address authority) AccessManaged(authority) EIP712("Headwater Participants", "1") {}

    /*//////////////////////////////////////////////////////////////
                          THE ACCOUNT'S OWN ACTS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IParticipants
    function bind(bytes32 legalIdentity) external {
        _bind(msg.sender, legalIdentity);
    }

    /// @inheritdoc IParticipants
    function setStandingAcceptance(bool standing) external {
        _standings[msg.sender].standingAcceptance = standing;
        emit StandingAcceptanceSet(msg.sender, standing);
    }

    /// @inheritdoc IParticipants
    function publishEncryptionKey(bytes32 key) external {
        encryptionKeyOf[msg.sender] = key;
        emit EncryptionKeyPublished(msg.sender, key);
    }

    /*//////////////////////////////////////////////////////////////
                          THE REGISTRAR'S ACTS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IParticipants
    function register(Registration calldata registration, bytes calldata signature) external restricted {
        _register(registration, signature);
    }

    /// @inheritdoc IParticipants
    function registerMany(Registration[] calldata registrations, bytes[] calldata signatures)
        external
        restricted
    {
        require(
            registrations.length == signatures.length,
            HeadwaterErrors.Participants_BatchMismatch(registrations.length, signatures.length)
        );
        for (uint256 i = 0; i < registrations.length; ++i) {
            _register(registrations[i], signatures[i]);
        }
    }

    /// @inheritdoc IParticipants
    function revoke(address account) external restricted {
        require(_standings[account].validUntil != 0, HeadwaterErrors.Participants_NotAccredited(account));
        _standings[account].validUntil = 0;
        emit ParticipantRevoked(account);
    }

    /*//////////////////////////////////////////////////////////////
                           THE OPERATOR'S ACT
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IParticipants
    function setStandingReader(address account, bool standing) external restricted {
        require(account != address(0), HeadwaterErrors.Participants_ZeroAccount());
        bool changed = standing ? _standingReaders.add(account) : _standingReaders.remove(account);
        require(
            _standingReaders.length() <= MOST_STANDING_READERS,
            HeadwaterErrors.Participants_TooManyReaders(account, MOST_STANDING_READERS)
        );
        if (changed) emit StandingReaderSet(account, standing);
    }

    /*//////////////////////////////////////////////////////////////
                          THE SUPERVISOR'S ACT
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IParticipants
    function setFrozen(address account, bool frozen, bytes32 reasonHash) external restricted {
        require(account != address(0), HeadwaterErrors.Participants_ZeroAccount());
        _standings[account].frozen = frozen;
        emit ParticipantFrozen(account, frozen, reasonHash);
    }

    /*//////////////////////////////////////////////////////////////
                                 VIEWS
    //////////////////////////////////////////////////////////////*/

    /// @inheritdoc IParticipants
    function standingOf(address account) external view returns (Standing memory) {
        return _standings[account];
    }

    /// @inheritdoc IParticipants
    function standingReaders() external view returns (address[] memory) {
        return _standingReaders.values();
    }

    /// @inheritdoc IParticipants
    function isAccredited(address account) external view returns (bool) {
        return _isAccredited(_standings[account]);
    }

    /// @inheritdoc IParticipants
    function isPayable(address account) external view returns (bool accredited, bool custodian, bool frozen) {
        Standing storage standing = _standings[account];
        (uint256 capacities, uint256 validUntil) = (standing.capacities, standing.validUntil);
        frozen = standing.frozen;
        return (!frozen && validUntil >= Calendar.today(), capacities & CUSTODIAN != 0, frozen);
    }

    /// @inheritdoc IParticipants
    function requireUnstopped(address account) external view {
        require(!_standings[account].frozen, SupervisionErrors.Participants_AccountFrozen(account));
    }

    /// @inheritdoc IParticipants
    function requireAccredited(address account) external view {
        _accredited(account);
    }

    /// @inheritdoc IParticipants
    function requireCapacity(address account, uint16 capacity) external view {
        _capable(account, capacity);
    }

    /// @inheritdoc IParticipants
    function requireAccreditedTransfer(address from, address to) external view {
        uint256 today = Calendar.today();
        Standing storage giver = _standings[from];
        (bool frozen, uint256 validUntil) = (giver.frozen, giver.validUntil); // each slot is read at once
        _requireFit(from, frozen, validUntil, today);
        if (to == from) return;
        Standing storage taker = _standings[to];
        bool stands = taker.standingAcceptance;
        (frozen, validUntil) = (taker.frozen, taker.validUntil);
        _requireFit(to, frozen, validUntil, today);
        require(stands, HeadwaterErrors.Participants_NoStandingAcceptance(to));
    }

    /// @inheritdoc IParticipants
    function requireForcedTransfer(address to, address obligor) external view {
        Standing storage standing = _standings[to];
        require(_isAccredited(standing), IERC7943NonFungible.ERC7943CannotReceive(to));
        require(
            !_hasRole(Roles.ENFORCER, to) && standing.capacities & CUSTODIAN == 0
                && legalIdentityOf[to] != legalIdentityOf[obligor],
            SupervisionErrors.Participants_ForcedToParty(to)
        );
    }

    /// @inheritdoc IParticipants
    function requireOneCompany(address lost, address to) external view {
        require(
            legalIdentityOf[lost] == legalIdentityOf[to],
            SupervisionErrors.Participants_NotOneCompany(lost, to)
        );
    }

    /// @inheritdoc IParticipants
    function requireIssue(address obligor, address seller)
        external
        view
        returns (bytes32 obligorIdentity, bool sellerStands)
    {
        _capable(obligor, OBLIGOR);
        sellerStands = _capable(seller, SUPPLIER).standingAcceptance;
        obligorIdentity = legalIdentityOf[obligor];
        require(
            obligorIdentity != legalIdentityOf[seller],
            SupervisionErrors.Participants_OneCompany(obligor, seller)
        );
    }

    /*//////////////////////////////////////////////////////////////
                                INTERNAL
    //////////////////////////////////////////////////////////////*/

    function _bind(address account, bytes32 legalIdentity) private {
        require(legalIdentity != 0, HeadwaterErrors.Participants_ZeroIdentity());
        bytes32 bound = legalIdentityOf[account];
        require(bound == 0, HeadwaterErrors.Participants_AlreadyBound(account, bound));
        legalIdentityOf[account] = legalIdentity;
        emit AccountBound(account, legalIdentity);
    }

    function _register(Registration calldata r, bytes calldata signature) private {
        require(r.account != address(0), HeadwaterErrors.Participants_ZeroAccount());
        require(!_hasRole(Roles.REGISTRAR, r.account), SupervisionErrors.Participants_OwnAccount(r.account));
        require(r.capacities <= ALL_CAPACITIES, HeadwaterErrors.Participants_UnknownCapacities(r.capacities));
        require(_isCountry(r.country), HeadwaterErrors.Participants_UnknownCountry(r.country));
        uint256 today = Calendar.today();
        require(r.validUntil >= today, HeadwaterErrors.Participants_ValidityPast(r.validUntil, today));
        _requireBound(r.account, r.legalIdentity, signature);

        Standing storage standing = _standings[r.account];
        require(
            standing.country == 0 || (standing.capacities ^ r.capacities) & CUSTODIAN == 0,
            HeadwaterErrors.Participants_CustodyFixed(r.account)
        );
        standing.capacities = r.capacities;
        standing.country = r.country;
        standing.validUntil = r.validUntil;
        emit ParticipantRegistered(r.account, r.legalIdentity, r.capacities, r.country, r.validUntil);
    }

    /// @dev Binds by the signature where the account has not bound itself; what is bound is never changed.
    function _requireBound(address account, bytes32 legalIdentity, bytes calldata signature) private {
        bytes32 bound = legalIdentityOf[account];
        if (bound == legalIdentity && bound != 0) return;
        require(bound == 0, HeadwaterErrors.Participants_AlreadyBound(account, bound));
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(BINDING_TYPEHASH, account, legalIdentity)));
        require(
            Signatures.isSignedBy(account, digest, signature),
            HeadwaterErrors.Participants_NotBound(account, legalIdentity)
        );
        _bind(account, legalIdentity);
    }

    function _accredited(address account) private view returns (Standing storage standing) {
        standing = _standings[account];
        (bool frozen, uint256 validUntil) = (standing.frozen, standing.validUntil); // read at once
        _requireFit(account, frozen, validUntil, Calendar.today());
    }

    function _requireFit(address account, bool frozen, uint256 validUntil, uint256 today) private pure {
        require(!frozen, SupervisionErrors.Participants_AccountFrozen(account));
        require(validUntil >= today, HeadwaterErrors.Participants_NotAccredited(account));
    }

    function _isAccredited(Standing storage standing) private view returns (bool) {
        (bool frozen, uint256 validUntil) = (standing.frozen, standing.validUntil);
        return !frozen && validUntil >= Calendar.today();
    }

    function _capable(address account, uint16 capacity) private view returns (Standing storage standing) {
        standing = _accredited(account);
        require(
            standing.capacities & capacity != 0, HeadwaterErrors.Participants_LacksCapacity(account, capacity)
        );
    }

    /// @dev With any delay.
    function _hasRole(uint64 role, address account) private view returns (bool isMember) {
        // slither-disable-next-line unused-return,calls-loop (the programme's own access manager)
        (isMember,) = IAccessManager(authority()).hasRole(role, account);
    }

    function _isCountry(bytes2 country) private pure returns (bool) {
        return _isCapital(country[0]) && _isCapital(country[1]);
    }

    function _isCapital(bytes1 letter) private pure returns (bool) {
        return letter >= "A" && letter <= "Z";
    }
}
