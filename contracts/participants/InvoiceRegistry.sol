// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IInvoiceRegistry} from "../interfaces/IInvoiceRegistry.sol";
import {HeadwaterErrors} from "../libraries/HeadwaterErrors.sol";
import {ObligationId} from "../types/ReceivableId.sol";

/// @notice See IInvoiceRegistry.
contract InvoiceRegistry is IInvoiceRegistry, AccessManaged {
    struct Financing {
        address ledger; // slot 0
        ObligationId obligation; // slot 0
    }

    mapping(bytes32 legalIdentity => mapping(bytes32 fingerprint => Financing)) private _financings;

    /// @inheritdoc IInvoiceRegistry
    mapping(address ledger => bool) public isLedger;

    constructor(address authority) AccessManaged(authority) {}

    /// @inheritdoc IInvoiceRegistry
    function setLedger(address ledger, bool served) external restricted {
        isLedger[ledger] = served;
        emit LedgerSet(ledger, served);
    }

    /// @inheritdoc IInvoiceRegistry
    function record(bytes32 legalIdentity, bytes32 fingerprint, ObligationId obligation) external {
        require(isLedger[msg.sender], HeadwaterErrors.InvoiceRegistry_NotLedger(msg.sender));
        require(fingerprint != 0, HeadwaterErrors.InvoiceRegistry_ZeroFingerprint());
        Financing memory known = _financings[legalIdentity][fingerprint];
        require(
            known.ledger == address(0),
            HeadwaterErrors.InvoiceRegistry_AlreadyFinanced(
                legalIdentity, fingerprint, known.ledger, known.obligation
            )
        );

        _financings[legalIdentity][fingerprint] = Financing(msg.sender, obligation);
        emit InvoiceFinanced(legalIdentity, fingerprint, msg.sender, obligation);
    }

    /// @inheritdoc IInvoiceRegistry
    function financingOf(bytes32 legalIdentity, bytes32 fingerprint)
        external
        view
        returns (address ledger, ObligationId obligation)
    {
        Financing memory known = _financings[legalIdentity][fingerprint];
        return (known.ledger, known.obligation);
    }
}
