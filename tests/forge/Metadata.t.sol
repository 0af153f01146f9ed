// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {HeadwaterErrors} from "../../contracts/libraries/HeadwaterErrors.sol";
import {BlockingCurrency} from "../../contracts/mocks/BlockingCurrency.sol";
import {OddCurrency} from "../../contracts/mocks/OddCurrency.sol";
import {ReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Acceptance} from "../../contracts/types/ReceivableTypes.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice What wallets are shown is a data URI whatever the currency answers.
contract MetadataTest is Stage {
    bytes private constant PREFIX = "data:application/json;base64,";

    function setUp() external {
        _raise();
    }

    function test_a_ledger_an_obligation_and_a_receivable_are_shown(uint256 faceSeed) external {
        ReceivableId root = _issue(_bound(faceSeed, 2000, 1 << 40));
        ReceivableId child = _split(root, TIER2, 999);
        _shown(ledger.contractURI());
        _shown(ledger.slotURI(1));
        _shown(ledger.tokenURI(ReceivableId.unwrap(child)));
        _mature();
        _pay(root, 999);
        ledger.claim(root);
        _shown(ledger.tokenURI(ReceivableId.unwrap(root)));
    }

    function test_what_is_not_there_is_not_shown() external {
        _expect(HeadwaterErrors.Receivables_NoSuchObligation.selector);
        ledger.slotURI(1);
        _expect(HeadwaterErrors.Receivables_NoSuchObligation.selector);
        ledger.slotURI(uint256(type(uint64).max) + 1);
        _expect(HeadwaterErrors.Receivables_NoSuchReceivable.selector);
        ledger.tokenURI(1);
    }

    function test_a_date_in_any_month_is_shown(uint256 seed) external {
        Acceptance memory terms = _terms(FACE, START + _bound(seed, 1, 365));
        VM.prank(ANCHOR);
        issuance.issue(terms, "", "");
        _shown(ledger.slotURI(1));
    }

    /// @dev A currency without a symbol of text, and without decimals that make sense, is shown in units.
    function test_a_currency_that_answers_anything_is_shown(bytes calldata symbol, bytes calldata decimals)
        external
    {
        OddCurrency odd = new OddCurrency();
        _owedIn(address(odd));
        _shown(ledger.slotURI(1));
        odd.setAnswers(symbol, decimals);
        _shown(ledger.slotURI(1));
        odd.setAnswers(abi.encode("A<B>C"), abi.encode(uint256(37)));
        _shown(ledger.slotURI(1));
        odd.setAnswers(abi.encode("A symbol too long"), abi.encode(uint256(0)));
        _shown(ledger.slotURI(1));
    }

    function _owedIn(address money) private {
        _admit(BlockingCurrency(money));
        Acceptance memory terms = _terms(FACE, START + TENOR);
        terms.currency = money;
        VM.prank(ANCHOR);
        issuance.issue(terms, "", "");
    }

    function _shown(string memory uri) private pure {
        bytes memory text = bytes(uri);
        assert(text.length > PREFIX.length);
        for (uint256 i = 0; i < PREFIX.length; ++i) {
            assert(text[i] == PREFIX[i]);
        }
    }
}
