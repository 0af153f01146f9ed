// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IConditionalEscrow} from "../interfaces/IConditionalEscrow.sol";
import {ICredits} from "../interfaces/ICredits.sol";
import {IDiscountMarket} from "../interfaces/IDiscountMarket.sol";
import {IERC3525} from "../interfaces/IERC3525.sol";
import {IFactoring} from "../interfaces/IFactoring.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {IRecourses} from "../interfaces/IRecourses.sol";
import {ISalts} from "../interfaces/ISalts.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Dispute, Kept, MilestoneState} from "../types/EscrowTypes.sol";
import {AdvanceAccount, AdvanceTerms, Recourse} from "../types/FinancingTypes.sol";
import {Standing} from "../types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Exposure, Obligation, Proposal, Receivable} from "../types/ReceivableTypes.sol";

/// @notice A reader for tests: all of a ledger, of its financing and of its escrow that is asked about, in one call.
contract Books {
    /// @dev What is asked about; the last account is asked of as the one that value is approved for.
    struct Question {
        uint64 obligations;
        ReceivableId[] ids;
        address[] accounts;
        address[] currencies;
        address[] obligors;
        bytes32[] lines;
        Salt[] salts;
        uint256 recourses;
        AdvanceTerms[] advances;
        bytes32[] agreements;
        uint256[] milestones;
    }

    /// @dev What an account signed with; the book is what the salt is in.
    struct Salt {
        address account;
        uint256 salt;
        uint256 book;
    }

    /// @dev All zero where there is no such receivable, or no proposal that pends, but for what was merged into it and the
    /// advance that it was in custody for.
    struct Line {
        Receivable shown;
        Proposal proposed;
        address approved;
        uint256 allowance;
        uint256 merged;
        bytes32 advance;
    }

    struct Account {
        uint256 receivables;
        Standing standing;
        uint256[] balances;
        uint256[] credits;
        uint256[] marketCredits;
        uint256[] factoringCredits;
        uint256 demands;
        uint256 demandsOnAdvances;
    }

    /// @dev What is drawn on a line in all, and on each obligation.
    struct Drawn {
        uint256 total;
        uint256[] on;
    }

    struct Signed {
        uint256 counter;
        bool spent;
    }

    /// @dev The amount is the greatest number where there is no receivable any more.
    struct Recoursed {
        Recourse shown;
        uint256 amount;
    }

    /// @dev Nothing is owed where no advance was opened.
    struct Advanced {
        AdvanceAccount shown;
        uint256 principal;
        uint256 interest;
    }

    /// @dev Of an agreement so many milestones as are asked about, and of each its disputes so far.
    struct Agreed {
        bytes32 amendment;
        MilestoneState[] milestones;
        Kept[] kept;
        Dispute[][] disputes;
    }

    struct Page {
        uint256 today;
        Obligation[] obligations;
        Line[] lines;
        Account[] accounts;
        Exposure[] exposures;
        uint256[] money;
        Drawn[] drawn;
        Signed[] salts;
        Recoursed[] recourses;
        Advanced[] advances;
        Agreed[] agreements;
    }

    IReceivables public immutable ledger;
    IParticipants public immutable participants;

    address public immutable market;
    address public immutable factoring;
    IConditionalEscrow public immutable escrow;

    constructor(
        IReceivables ledger_,
        IParticipants participants_,
        address market_,
        address factoring_,
        IConditionalEscrow escrow_
    ) {
        (ledger, participants) = (ledger_, participants_);
        (market, factoring, escrow) = (market_, factoring_, escrow_);
    }

    /// @return page The exposures obligor by obligor, and the ledger's own money, in the order of the currencies.
    function read(Question calldata asked) external view returns (Page memory page) {
        page.today = Calendar.today();
        page.obligations = new Obligation[](asked.obligations);
        for (uint64 i = 0; i < asked.obligations; ++i) {
            page.obligations[i] = ledger.obligation(ObligationId.wrap(i + 1));
        }
        page.lines = new Line[](asked.ids.length);
        for (uint256 i = 0; i < asked.ids.length; ++i) {
            page.lines[i] = _line(asked.ids[i], asked.accounts[asked.accounts.length - 1]);
        }
        page.accounts = new Account[](asked.accounts.length);
        for (uint256 i = 0; i < asked.accounts.length; ++i) {
            page.accounts[i] = _account(asked.accounts[i], asked.currencies);
        }
        page.exposures = _exposures(asked.obligors, asked.currencies);
        page.money = _balances(address(ledger), asked.currencies);
        _readFinancing(asked, page);
    }

    function _readFinancing(Question calldata asked, Page memory page) private view {
        page.drawn = new Drawn[](asked.lines.length);
        for (uint256 i = 0; i < asked.lines.length; ++i) {
            page.drawn[i] = _drawn(asked.lines[i], asked.obligations);
        }
        page.salts = new Signed[](asked.salts.length);
        for (uint256 i = 0; i < asked.salts.length; ++i) {
            Salt calldata signed = asked.salts[i];
            page.salts[i].counter = ISalts(market).counterOf(signed.account, signed.book);
            page.salts[i].spent = ISalts(market).isSpent(signed.account, signed.salt);
        }
        page.recourses = new Recoursed[](asked.recourses);
        for (uint256 i = 0; i < asked.recourses; ++i) {
            page.recourses[i] = _recourse(i + 1);
        }
        page.advances = new Advanced[](asked.advances.length);
        for (uint256 i = 0; i < asked.advances.length; ++i) {
            page.advances[i] = _advance(asked.advances[i]);
        }
        page.agreements = new Agreed[](asked.agreements.length);
        for (uint256 i = 0; i < asked.agreements.length; ++i) {
            page.agreements[i] = _agreed(asked.agreements[i], asked.milestones[i]);
        }
    }

    function _agreed(bytes32 agreement, uint256 milestones) private view returns (Agreed memory agreed) {
        agreed.amendment = escrow.amendmentOf(agreement);
        agreed.milestones = new MilestoneState[](milestones);
        agreed.kept = new Kept[](milestones);
        agreed.disputes = new Dispute[][](milestones);
        for (uint256 i = 0; i < milestones; ++i) {
            agreed.milestones[i] = escrow.milestoneOf(agreement, i);
            agreed.kept[i] = escrow.keptFor(agreement, i);
            agreed.disputes[i] = new Dispute[](agreed.milestones[i].disputes);
            for (uint256 j = 0; j < agreed.disputes[i].length; ++j) {
                agreed.disputes[i][j] = escrow.disputeOf(agreement, i, j);
            }
        }
    }

    function _drawn(bytes32 line, uint64 obligations) private view returns (Drawn memory drawn) {
        drawn.total = IDiscountMarket(market).drawnOf(line);
        drawn.on = new uint256[](obligations);
        for (uint64 i = 0; i < obligations; ++i) {
            drawn.on[i] = IDiscountMarket(market).drawnOn(line, ObligationId.wrap(i + 1));
        }
    }

    function _recourse(uint256 number) private view returns (Recoursed memory recourse) {
        recourse.shown = IRecourses(market).recourseOf(number);
        recourse.amount = type(uint256).max;
        try IRecourses(market).recourseAmount(number) returns (uint256 amount) {
            recourse.amount = amount;
        } catch {}
    }

    function _advance(AdvanceTerms calldata terms) private view returns (Advanced memory advance) {
        advance.shown = IFactoring(factoring).accountOf(IFactoring(factoring).hashAdvance(terms));
        try IFactoring(factoring).owed(terms) returns (uint256 principal, uint256 interest) {
            (advance.principal, advance.interest) = (principal, interest);
        } catch {}
    }

    function _line(ReceivableId id, address spender) private view returns (Line memory line) {
        line.merged = ledger.mergedInto(id);
        line.advance = IFactoring(factoring).advanceOf(id);
        try ledger.receivable(id) returns (Receivable memory shown) {
            line.shown = shown;
        } catch {
            return line;
        }
        try ledger.proposal(id) returns (Proposal memory proposed) {
            line.proposed = proposed;
        } catch {}
        uint256 token = ReceivableId.unwrap(id);
        line.approved = IERC721(address(ledger)).getApproved(token);
        line.allowance = IERC3525(address(ledger)).allowance(token, spender);
    }

    function _account(address account, address[] calldata currencies)
        private
        view
        returns (Account memory shown)
    {
        shown.receivables = IERC721(address(ledger)).balanceOf(account);
        shown.standing = participants.standingOf(account);
        shown.balances = _balances(account, currencies);
        shown.credits = _credits(address(ledger), account, currencies);
        shown.marketCredits = _credits(market, account, currencies);
        shown.factoringCredits = _credits(factoring, account, currencies);
        shown.demands = IRecourses(market).openDemandsOf(account);
        shown.demandsOnAdvances = IFactoring(factoring).openDemandsOf(account);
    }

    function _credits(address where, address account, address[] calldata currencies)
        private
        view
        returns (uint256[] memory credits)
    {
        credits = new uint256[](currencies.length);
        for (uint256 i = 0; i < currencies.length; ++i) {
            credits[i] = ICredits(where).creditOf(account, currencies[i]);
        }
    }

    function _balances(address account, address[] calldata currencies)
        private
        view
        returns (uint256[] memory balances)
    {
        balances = new uint256[](currencies.length);
        for (uint256 i = 0; i < currencies.length; ++i) {
            balances[i] = IERC20(currencies[i]).balanceOf(account);
        }
    }

    function _exposures(address[] calldata obligors, address[] calldata currencies)
        private
        view
        returns (Exposure[] memory shown)
    {
        shown = new Exposure[](obligors.length * currencies.length);
        for (uint256 i = 0; i < shown.length; ++i) {
            shown[i] = ledger.exposure(obligors[i / currencies.length], currencies[i % currencies.length]);
        }
    }
}
