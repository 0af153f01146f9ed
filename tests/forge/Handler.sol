// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calendar} from "../../contracts/libraries/Calendar.sol";
import {BlockingCurrency} from "../../contracts/mocks/BlockingCurrency.sol";
import {MAX_VALUE} from "../../contracts/types/Holding.sol";
import {
    FINANCIER as LENDS,
    OBLIGOR as OWES,
    SUPPLIER as SELLS
} from "../../contracts/types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Acceptance, Share, Status} from "../../contracts/types/ReceivableTypes.sol";
import {Receivables} from "../../contracts/receivables/Receivables.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice The hands: anyone does anything at any time, mostly what they may. A step that is refused leaves nothing.
/// @dev It keeps books of its own beside the ledger's: faces, redeemed value, and what was claimed.
contract Handler is Stage {
    uint256 private constant LONGEST_TENOR = 20; // days
    uint256 private constant LONGEST_WAIT = 5; // days
    uint256 private constant MISTAKES = 8; // one caller in so many is anybody
    uint256 private constant BATCH = 4;

    address[] public cast = [ANCHOR, SUPPLIER, TIER2, TIER3, FINANCIER, STRANGER];
    BlockingCurrency[] public currencies;
    ReceivableId[] public ids; // all that were ever made
    uint64 public obligations;

    mapping(uint64 obligation => uint256) public faceOf;
    mapping(uint64 obligation => uint256) public redeemedOf;
    mapping(uint64 obligation => uint256) public claimedOf;
    mapping(ReceivableId id => bool) public isGone;
    mapping(BlockingCurrency => address) private _barred;
    address private _lapsed;

    error Handler_NothingToDo();

    constructor() {
        _raise();
        currencies.push(currency);
        currencies.push(_money("Yen", "JPY", 0));
    }

    function suite() external view returns (Receivables) {
        return ledger;
    }

    function counts() external view returns (uint256 people, uint256 monies, uint256 receivables) {
        return (cast.length, currencies.length, ids.length);
    }

    /*//////////////////////////////////////////////////////////////
                              CIRCULATION
    //////////////////////////////////////////////////////////////*/

    function issue(uint256 who, uint256 faceSeed, uint256 days_, uint256 money) external {
        uint256 face = faceSeed % 3 == 0 ? _bound(faceSeed, 1, MAX_VALUE) : _bound(faceSeed, 1, 1000);
        Acceptance memory terms = _terms(face, Calendar.today() + _bound(days_, 1, LONGEST_TENOR));
        terms.currency = address(currencies[money % currencies.length]);
        terms.obligor = who % 2 == 0 ? ANCHOR : TIER3;
        terms.seller = _anyone(who >> 8);
        VM.prank(_someone(who >> 16, terms.obligor));
        ReceivableId root = issuance.issue(terms, "", "");

        faceOf[++obligations] = face;
        assert(ObligationId.unwrap(root.obligationOf()) == obligations);
        ids.push(root);
    }

    function split(uint256 which, uint256 who, uint256 first, uint256 second) external {
        ReceivableId id = _some(which, _isOpen);
        uint256 whole = _valueOf(id);
        Share[] memory shares = new Share[](2);
        shares[0] = Share(_anyone(who), _bound(first, 1, whole), DOCUMENT);
        shares[1] = Share(_anyone(who >> 8), second % (whole + 1 - shares[0].value) + 1, 0);
        VM.prank(_someone(who >> 16, _holderOf(id)));
        ReceivableId[] memory children = ledger.split(id, shares);

        for (uint256 i = 0; i < children.length; ++i) {
            if (ReceivableId.unwrap(children[i]) != 0) ids.push(children[i]);
        }
    }

    function propose(uint256 which, uint256 who, uint256 value, uint256 days_) external {
        ReceivableId id = _some(which, _isOpen);
        Share memory share = Share(_anyone(who), _bound(value, 1, _valueOf(id)), DOCUMENT);
        VM.prank(_someone(who >> 16, _holderOf(id)));
        ids.push(ledger.propose(id, share, uint32(Calendar.today() + days_ % LONGEST_WAIT)));
    }

    function accept(uint256 which, uint256 who) external {
        ReceivableId id = _some(which, _isProposed);
        VM.prank(_someone(who, ledger.proposal(id).recipient));
        ledger.acceptProposal(id);
    }

    function decline(uint256 which, uint256 who) external {
        ReceivableId id = _some(which, _isProposed);
        VM.prank(_someone(who, ledger.proposal(id).recipient));
        ledger.declineProposal(id);
    }

    function withdraw(uint256 which, uint256 who) external {
        ReceivableId id = _some(which, _isProposed);
        VM.prank(_someone(who, _holderOf(id)));
        ledger.withdrawProposal(id);
    }

    function transfer(uint256 which, uint256 who) external {
        ReceivableId id = _some(which, _isAny);
        address holder = _holderOf(id);
        VM.prank(_someone(who >> 16, holder));
        ledger.transferFrom(holder, _anyone(who), ReceivableId.unwrap(id));
        _notice(id, 0);
    }

    function allow(uint256 which, uint256 who, uint256 value) external {
        ReceivableId id = _some(which, _isAny);
        VM.prank(_someone(who >> 16, _holderOf(id)));
        ledger.approve(ReceivableId.unwrap(id), _anyone(who), value);
    }

    function moveValue(uint256 which, uint256 target, uint256 who, uint256 value) external {
        ReceivableId id = _some(which, _isOpen);
        ReceivableId to = _sibling(id, target);
        value = _bound(value, 1, _valueOf(id));
        VM.prank(_someone(who, _holderOf(id)));
        ledger.transferFrom(ReceivableId.unwrap(id), ReceivableId.unwrap(to), value);
    }

    function moveValueTo(uint256 which, uint256 who, uint256 value) external {
        ReceivableId id = _some(which, _isOpen);
        value = _bound(value, 1, _valueOf(id));
        VM.prank(_someone(who >> 16, _holderOf(id)));
        uint256 child = ledger.transferFrom(ReceivableId.unwrap(id), _anyone(who), value);
        if (child != 0) ids.push(ReceivableId.wrap(child));
    }

    function cancel(uint256 which, uint256 who, uint256 value) external {
        ReceivableId id = _some(which, _isOpen);
        value = _bound(value, 1, _valueOf(id));
        VM.prank(_someone(who, _holderOf(id)));
        ledger.cancel(id, value);
        _notice(id, 0);
    }

    /*//////////////////////////////////////////////////////////////
                               SETTLEMENT
    //////////////////////////////////////////////////////////////*/

    function pay(uint256 which, uint256 who, uint256 offered) external {
        ReceivableId id = _some(which, _isOwed);
        uint256 owed = _owedOn(id.obligationOf());
        // a third pays all, some offer more than is owed
        _pay(
            id.obligationOf(), cast[who % cast.length], offered % 3 == 0 ? owed : _bound(offered, 1, owed + 1)
        );
    }

    function claim(uint256 which, uint256 who) external {
        ReceivableId id = who % MISTAKES == 0 ? _some(which, _isAny) : _some(which, _isDue);
        uint256 value = _valueOf(id);
        VM.prank(_anyone(who));
        claimedOf[_slot(id)] += ledger.claim(id);
        _notice(id, value);
    }

    /// @dev The same one twice, and some that are gone, may be among them.
    function claimMany(uint256 which, uint256 who) external {
        if (ids.length == 0) revert Handler_NothingToDo();
        ReceivableId[] memory batch = new ReceivableId[](BATCH);
        uint256[] memory values = new uint256[](BATCH);
        for (uint256 i = 0; i < BATCH; ++i) {
            batch[i] = ids[uint256(keccak256(abi.encode(which, i))) % ids.length];
            if (!isGone[batch[i]]) values[i] = _valueOf(batch[i]);
        }
        VM.prank(_anyone(who));
        uint256[] memory amounts = ledger.claimMany(batch);

        for (uint256 i = 0; i < BATCH; ++i) {
            claimedOf[_slot(batch[i])] += amounts[i];
            _notice(batch[i], values[i]);
        }
    }

    function withdrawCredit(uint256 who, uint256 money) external {
        (address account, address currency_) = _creditor(who, money);
        VM.prank(_anyone(who >> 16));
        ledger.withdrawCredit(account, currency_, account);
    }

    /*//////////////////////////////////////////////////////////////
                              THE WORLD
    //////////////////////////////////////////////////////////////*/

    function travel(uint256 days_) external {
        _moveTo(Calendar.today() + _bound(days_, 1, LONGEST_WAIT));
    }

    /// @dev A currency refuses one account at a time, for a while.
    function bar(uint256 who, uint256 money) external {
        BlockingCurrency currency_ = currencies[money % currencies.length];
        address barred = _barred[currency_];
        if (barred == address(0)) barred = _barred[currency_] = cast[who % cast.length];
        else delete _barred[currency_];
        currency_.setBlocked(barred, _barred[currency_] != address(0));
    }

    /// @dev One account at a time loses its accreditation, for a while.
    function lapse(uint256 who) external {
        if (_lapsed != address(0)) return _renew();
        _lapsed = cast[who % (cast.length - 1)]; // the stranger has none to lose
        participants.revoke(_lapsed);
    }

    /// @notice The end of every story: bars and lapses end, what is owed is paid, and everyone gets out.
    function finish() external {
        if (_lapsed != address(0)) _renew();
        for (uint256 i = 0; i < currencies.length; ++i) {
            currencies[i].setBlocked(_barred[currencies[i]], false);
        }
        _moveTo(Calendar.today() + LONGEST_TENOR + 1);
        for (uint64 i = 1; i <= obligations; ++i) {
            uint256 owed = _owedOn(ObligationId.wrap(i));
            if (owed != 0) _pay(ObligationId.wrap(i), ANCHOR, owed);
        }
        for (uint256 i = 0; i < ids.length; ++i) {
            if (!isGone[ids[i]]) claimedOf[_slot(ids[i])] += ledger.claim(ids[i]);
        }
        _withdrawAll();
    }

    /*//////////////////////////////////////////////////////////////
                                 CHOICE
    //////////////////////////////////////////////////////////////*/

    function _pay(ObligationId id, address payer, uint256 offered) private {
        _fund(BlockingCurrency(ledger.obligation(id).currency), payer, offered);
        VM.prank(payer);
        ledger.pay(id, offered, DOCUMENT);
    }

    /// @dev Principal, and interest where it is late.
    function _owedOn(ObligationId id) private view returns (uint256) {
        return ledger.position(id, uint24(Calendar.today())).owed;
    }

    function _withdrawAll() private {
        for (uint256 i = 0; i < cast.length; ++i) {
            for (uint256 j = 0; j < currencies.length; ++j) {
                if (ledger.creditOf(cast[i], address(currencies[j])) == 0) continue;
                ledger.withdrawCredit(cast[i], address(currencies[j]), cast[i]);
            }
        }
    }

    function _renew() private {
        _accredit(_lapsed, OWES | SELLS | LENDS);
        _lapsed = address(0);
    }

    /// @dev Who may do it, and once in a while anybody.
    function _someone(uint256 seed, address right) private view returns (address) {
        return seed % MISTAKES == 0 ? _anyone(seed >> 8) : right;
    }

    /// @dev The stranger, who is refused nearly everything, comes less often.
    function _anyone(uint256 seed) private view returns (address) {
        uint256 count = seed % MISTAKES == 0 ? cast.length : cast.length - 1;
        return cast[(seed >> 3) % count];
    }

    /// @dev A receivable that is there and as the step needs it, counted from a random one on.
    function _some(uint256 seed, function(ReceivableId) internal view returns (bool) isFit)
        private
        view
        returns (ReceivableId)
    {
        for (uint256 i = 0; i < ids.length; ++i) {
            ReceivableId id = ids[(seed % ids.length + i) % ids.length];
            if (!isGone[id] && isFit(id)) return id;
        }
        revert Handler_NothingToDo();
    }

    function _isOpen(ReceivableId id) private view returns (bool) {
        return ledger.obligation(id.obligationOf()).status == Status.Open && _valueOf(id) != 0;
    }

    function _isOwed(ReceivableId id) private view returns (bool) {
        Status status = ledger.obligation(id.obligationOf()).status;
        return status != Status.Open && status != Status.Settled;
    }

    function _isDue(ReceivableId id) private view returns (bool) {
        return ledger.receivable(id).claimable != 0;
    }

    function _isAny(ReceivableId) private pure returns (bool) {
        return true;
    }

    function _isProposed(ReceivableId id) private view returns (bool) {
        try ledger.proposal(id) {
            return true;
        } catch {
            return false;
        }
    }

    function _sibling(ReceivableId id, uint256 seed) private view returns (ReceivableId) {
        for (uint256 i = 0; i < ids.length; ++i) {
            ReceivableId other = ids[(seed % ids.length + i) % ids.length];
            bool same = ReceivableId.unwrap(id) == ReceivableId.unwrap(other);
            if (!same && _slot(id) == _slot(other) && !isGone[other]) return other;
        }
        revert Handler_NothingToDo();
    }

    function _creditor(uint256 who, uint256 money) private view returns (address, address) {
        for (uint256 i = 0; i < cast.length * currencies.length; ++i) {
            address account = cast[(who % cast.length + i) % cast.length];
            address currency_ =
                address(currencies[(money % currencies.length + i / cast.length) % currencies.length]);
            if (ledger.creditOf(account, currency_) != 0) return (account, currency_);
        }
        revert Handler_NothingToDo();
    }

    /// @dev Books a receivable that has gone, with the value that was redeemed by it.
    function _notice(ReceivableId id, uint256 redeemed) private {
        if (isGone[id] || _isThere(id)) return;
        isGone[id] = true;
        redeemedOf[_slot(id)] += redeemed;
    }

    function _isThere(ReceivableId id) private view returns (bool) {
        try ledger.ownerOf(ReceivableId.unwrap(id)) {
            return true;
        } catch {
            return false;
        }
    }

    function _holderOf(ReceivableId id) private view returns (address) {
        return ledger.ownerOf(ReceivableId.unwrap(id));
    }

    function _slot(ReceivableId id) private pure returns (uint64) {
        return ObligationId.unwrap(id.obligationOf());
    }
}
