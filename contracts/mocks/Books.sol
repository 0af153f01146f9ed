// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC3525} from "../interfaces/IERC3525.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {Standing} from "../types/ParticipantTypes.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Exposure, Obligation, Proposal, Receivable} from "../types/ReceivableTypes.sol";

/// @notice A reader for tests: all of a ledger that is asked about, in one call.
contract Books {
    /// @dev What is asked about; the last account is asked of as the one that value is approved for.
    struct Question {
        uint64 obligations;
        ReceivableId[] ids;
        address[] accounts;
        address[] currencies;
        address[] obligors;
    }

    /// @dev All zero where there is no such receivable, or no proposal that pends.
    struct Line {
        Receivable shown;
        Proposal proposed;
        address approved;
        uint256 allowance;
    }

    struct Account {
        uint256 receivables;
        Standing standing;
        uint256[] balances;
        uint256[] credits;
    }

    struct Page {
        uint256 today;
        Obligation[] obligations;
        Line[] lines;
        Account[] accounts;
        Exposure[] exposures;
        uint256[] money;
    }

    IReceivables public immutable ledger;
    IParticipants public immutable participants;

    constructor(IReceivables ledger_, IParticipants participants_) {
        (ledger, participants) = (ledger_, participants_);
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
    }

    function _line(ReceivableId id, address spender) private view returns (Line memory line) {
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
        shown.credits = new uint256[](currencies.length);
        for (uint256 i = 0; i < currencies.length; ++i) {
            shown.credits[i] = ledger.creditOf(account, currencies[i]);
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
