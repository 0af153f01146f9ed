// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {ICreditNotes} from "../interfaces/ICreditNotes.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IOversight} from "../interfaces/IOversight.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Hold, Position} from "../types/ReceivableTypes.sol";

/// @notice A reader for tests, beside the books: what is late, held, frozen, barred and claimed back, in one call.
contract Almanac {
    /// @dev What is asked about; positions are read as of today and as of so many days ahead. The last account is asked of as
    /// the one to whom each receivable might move, and for whom it might be frozen.
    struct Question {
        uint64 obligations;
        ReceivableId[] ids;
        address[] accounts;
        Claim[] claims;
        uint256 ahead;
    }

    /// @dev What may be owed for credit notes.
    struct Claim {
        address obligor;
        address seller;
        address currency;
    }

    struct Outlook {
        Position today;
        Position ahead;
        Hold hold;
        bool recorded;
    }

    /// @dev All false where there is no such receivable.
    struct Stop {
        bool frozen;
        bool frozenForLast;
        bool movable;
    }

    struct Account {
        bool barred;
        bool canSend;
        bool canReceive;
        uint256 openClaims;
    }

    struct Page {
        Outlook[] obligations;
        Stop[] stops;
        Account[] accounts;
        uint256[] claims;
    }

    IReceivables public immutable ledger;
    IOversight public immutable issuance;
    IParticipants public immutable participants;
    ICreditNotes public immutable notes;

    constructor(
        IReceivables ledger_,
        IOversight issuance_,
        IParticipants participants_,
        ICreditNotes notes_
    ) {
        (ledger, issuance, participants, notes) = (ledger_, issuance_, participants_, notes_);
    }

    function read(Question calldata asked) external view returns (Page memory page) {
        page.obligations = new Outlook[](asked.obligations);
        for (uint64 i = 0; i < asked.obligations; ++i) {
            page.obligations[i] = _outlook(ObligationId.wrap(i + 1), asked.ahead);
        }
        page.stops = new Stop[](asked.ids.length);
        for (uint256 i = 0; i < asked.ids.length; ++i) {
            page.stops[i] =
                _stop(ReceivableId.unwrap(asked.ids[i]), asked.accounts[asked.accounts.length - 1]);
        }
        page.accounts = new Account[](asked.accounts.length);
        for (uint256 i = 0; i < asked.accounts.length; ++i) {
            page.accounts[i] = _account(asked.accounts[i]);
        }
        page.claims = new uint256[](asked.claims.length);
        for (uint256 i = 0; i < asked.claims.length; ++i) {
            Claim calldata claim = asked.claims[i];
            page.claims[i] = notes.claimOf(claim.obligor, claim.seller, claim.currency);
        }
    }

    function _outlook(ObligationId id, uint256 ahead) private view returns (Outlook memory outlook) {
        uint256 today = Calendar.today();
        outlook.today = ledger.position(id, uint24(today));
        outlook.ahead = ledger.position(id, uint24(today + ahead));
        outlook.hold = ledger.issuance().holdOn(id);
        outlook.recorded = issuance.isDefaultRecorded(id);
    }

    function _stop(uint256 id, address last) private view returns (Stop memory stop) {
        IERC7943NonFungible tokens = IERC7943NonFungible(address(ledger));
        try IERC721(address(ledger)).ownerOf(id) returns (address holder) {
            stop.frozen = tokens.getFrozenTokens(holder, id);
            stop.frozenForLast = tokens.getFrozenTokens(last, id);
            stop.movable = tokens.canTransfer(holder, last, id);
        } catch {}
    }

    function _account(address account) private view returns (Account memory shown) {
        IERC7943NonFungible tokens = IERC7943NonFungible(address(ledger));
        shown.barred = issuance.isBarred(participants.legalIdentityOf(account));
        shown.canSend = tokens.canSend(account);
        shown.canReceive = tokens.canReceive(account);
        shown.openClaims = notes.openClaimsOf(account);
    }
}
