// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IReceivableDescriptor} from "../interfaces/IReceivableDescriptor.sol";
import {IReceivables} from "../interfaces/IReceivables.sol";
import {Calendar} from "../libraries/Calendar.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {ObligationId, ReceivableId} from "../types/ReceivableId.sol";
import {Obligation, Receivable} from "../types/ReceivableTypes.sol";

/// @notice See IReceivableDescriptor.
contract ReceivableDescriptor is IReceivableDescriptor {
    using Strings for address;
    using Strings for uint256;

    /// @dev The most decimals and letters of a currency that are shown: it is an outside contract.
    uint256 private constant MOST_DECIMALS = 36;
    uint256 private constant MOST_LETTERS = 12;
    uint256 private constant GAS_TO_ASK = 50_000;
    uint256 private constant WORD = 32;

    /// @inheritdoc IReceivableDescriptor
    function contractURI(IReceivables) external pure returns (string memory) {
        return _uri(
            '{"name":"Headwater Receivables","description":"Shares of accepted payables, one slot each.",'
            '"valueDecimals":0}'
        );
    }

    /// @inheritdoc IReceivableDescriptor
    function slotURI(IReceivables ledger, uint256 slot) external view returns (string memory) {
        ObligationId id = ObligationId.wrap(uint64(slot)); // what the cast drops is refused here
        require(slot <= type(uint64).max, HeadwaterErrors.Receivables_NoSuchObligation(id));
        Obligation memory debt = ledger.obligation(id);
        return _uri(
            string.concat(
                '{"name":"Obligation ',
                slot.toString(),
                '","description":"',
                _amount(debt.currency, debt.liveFace),
                " owed by ",
                debt.obligor.toChecksumHexString(),
                ", due ",
                _date(debt.dueDay),
                '","properties":',
                _properties(debt),
                "}"
            )
        );
    }

    /// @inheritdoc IReceivableDescriptor
    function tokenURI(IReceivables ledger, uint256 tokenId) external view returns (string memory) {
        Receivable memory held = ledger.receivable(ReceivableId.wrap(tokenId));
        Obligation memory debt = ledger.obligation(held.id.obligationOf());
        string memory value = _amount(debt.currency, held.value);
        return _uri(
            string.concat(
                '{"name":"Receivable ',
                _label(held.id),
                '","description":"',
                value,
                " owed by ",
                debt.obligor.toChecksumHexString(),
                ", due ",
                _date(debt.dueDay),
                _claimed(held, debt),
                '","image":"data:image/svg+xml;base64,',
                Base64.encode(bytes(_picture(held, debt, value))),
                '","balance":',
                held.value.toString(),
                ',"claimed":',
                held.claimed.toString(),
                ',"slot":',
                uint256(ObligationId.unwrap(held.id.obligationOf())).toString(),
                ',"properties":{"obligor":"',
                debt.obligor.toChecksumHexString(),
                '","currency":"',
                debt.currency.toChecksumHexString(),
                '","dueDate":"',
                _date(debt.dueDay),
                '"}}'
            )
        );
    }

    /// @dev As ERC-3525's schema for slots has it: a list of objects.
    function _properties(Obligation memory debt) private pure returns (string memory) {
        return string.concat(
            "[",
            _property("obligor", "who owes it", debt.obligor.toChecksumHexString()),
            ",",
            _property(
                "currency", "the ERC-20 token in which it is owed", debt.currency.toChecksumHexString()
            ),
            ",",
            _property("liveFace", "what is owed in all, in base units", debt.liveFace.toString()),
            ",",
            _property("paid", "what of it was paid, in base units", debt.paid.toString()),
            ",",
            _property("dueDate", "the UTC day from which it is payable", _date(debt.dueDay)),
            ",",
            _property("documentRoot", "the commitment to the trade documents", _hash(debt.documentRoot)),
            "]"
        );
    }

    function _property(string memory key, string memory description, string memory value)
        private
        pure
        returns (string memory)
    {
        return string.concat('{"name":"', key, '","description":"', description, '","value":"', value, '"}');
    }

    function _hash(bytes32 hash) private pure returns (string memory) {
        return uint256(hash).toHexString(WORD);
    }

    /// @dev The receivable on a card: value, obligor, due day, tier and pedigree, face of the obligation.
    function _picture(Receivable memory held, Obligation memory debt, string memory value)
        private
        view
        returns (string memory)
    {
        return string.concat(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 240" font-family="system-ui,sans-serif">'
            '<rect width="420" height="240" rx="14" fill="#12303b"/>',
            _line(44, 15, "#8fb8c3", string.concat("Receivable ", _label(held.id))),
            _line(92, 30, "#ffffff", value),
            _line(126, 15, "#8fb8c3", string.concat("due ", _date(debt.dueDay))),
            _line(160, 13, "#ffffff", string.concat("owed by ", debt.obligor.toChecksumHexString())),
            _line(184, 13, "#8fb8c3", string.concat("of ", _amount(debt.currency, debt.liveFace))),
            _line(208, 13, "#8fb8c3", string.concat(_pedigree(held.id), _claimed(held, debt))),
            "</svg>"
        );
    }

    function _line(uint256 y, uint256 size, string memory colour, string memory text)
        private
        pure
        returns (string memory)
    {
        return string.concat(
            '<text x="24" y="',
            y.toString(),
            '" font-size="',
            size.toString(),
            '" fill="',
            colour,
            '">',
            text,
            "</text>"
        );
    }

    /// @dev What was already paid on it, so that nobody buys a receivable for what it no longer brings.
    function _claimed(Receivable memory held, Obligation memory debt) private view returns (string memory) {
        return held.claimed == 0
            ? ""
            : string.concat(", ", _amount(debt.currency, held.claimed), " already claimed");
    }

    function _label(ReceivableId id) private pure returns (string memory) {
        uint256 slot = ObligationId.unwrap(id.obligationOf());
        return string.concat(slot.toString(), "/", uint256(id.serialOf()).toString());
    }

    function _pedigree(ReceivableId id) private pure returns (string memory) {
        string memory tier = string.concat("tier ", (uint256(id.depthOf()) + 1).toString());
        if (id.depthOf() == 0) return tier;
        return string.concat(tier, ", from serial ", uint256(id.parentSerialOf()).toString());
    }

    /// @dev An amount with the currency's decimals and symbol, as far as the currency tells them.
    function _amount(address currency, uint256 units) private view returns (string memory) {
        uint256 decimals = _decimals(currency);
        string memory digits = (units / 10 ** decimals).toString();
        if (decimals != 0) {
            bytes memory fraction = bytes((10 ** decimals + units % 10 ** decimals).toString());
            fraction[0] = "."; // the leading 1 kept the zeros behind it
            digits = string.concat(digits, string(fraction));
        }
        return string.concat(digits, " ", _symbol(currency));
    }

    function _decimals(address currency) private view returns (uint256) {
        (bool answered, bytes memory answer) = _ask(currency, abi.encodeCall(IERC20Metadata.decimals, ()));
        if (!answered || answer.length != WORD) return 0;
        uint256 decimals = uint256(bytes32(answer));
        return decimals > MOST_DECIMALS ? 0 : decimals;
    }

    /// @dev A symbol as text, plain and short; "units" for anything else, symbols of 32 bytes included.
    function _symbol(address currency) private view returns (string memory) {
        (bool answered, bytes memory answer) = _ask(currency, abi.encodeCall(IERC20Metadata.symbol, ()));
        if (!answered || answer.length != 3 * WORD) return "units";
        (uint256 offset, uint256 length, bytes32 letters) = abi.decode(answer, (uint256, uint256, bytes32));
        if (offset != WORD || length == 0 || length > MOST_LETTERS) return "units";
        bytes memory symbol = bytes.concat(letters);
        bytes memory plain = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            plain[i] = _isPlain(symbol[i]) ? symbol[i] : bytes1("?");
        }
        return string(plain);
    }

    /// @dev Asks an outside contract, with so little gas that it can neither burn much nor answer at length.
    function _ask(address currency, bytes memory question)
        private
        view
        returns (bool answered, bytes memory answer)
    {
        // slither-disable-start low-level-calls,return-bomb (the answer is looked at, and so little gas bounds its length)
        // solhint-disable-next-line avoid-low-level-calls
        return currency.staticcall{gas: GAS_TO_ASK}(question);
        // slither-disable-end low-level-calls,return-bomb
    }

    function _date(uint256 day) private pure returns (string memory) {
        (uint256 year, uint256 month, uint256 date) = Calendar.toDate(day);
        return string.concat(year.toString(), _twoDigits(month), _twoDigits(date));
    }

    function _twoDigits(uint256 number) private pure returns (string memory) {
        return string.concat(number < 10 ? "-0" : "-", number.toString());
    }

    /// @dev Letters, digits and what dates and amounts are written with: neither JSON nor XML can be broken with them.
    function _isPlain(bytes1 c) private pure returns (bool) {
        return (c >= "0" && c <= "9") || (c >= "A" && c <= "Z") || (c >= "a" && c <= "z") || c == " "
            || c == "." || c == "-" || c == "/";
    }

    function _uri(string memory json) private pure returns (string memory) {
        return string.concat("data:application/json;base64,", Base64.encode(bytes(json)));
    }
}
