// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ObligationId} from "../types/ReceivableId.sol";

/// @title One fingerprint, one financing: shared by any number of ledgers
/// @notice Keyed by the obligor's legal identity, so that nobody can occupy the invoices of another.
/// @dev Warning: the registry trusts the ledgers it serves to name the obligor's true identity. What it cannot prevent:
/// the same invoice financed outside it, or an invoice that seller and obligor invent together.
interface IInvoiceRegistry {
    /// @notice Emitted when a ledger is served, or no longer.
    event LedgerSet(address indexed ledger, bool served);

    /// @notice Emitted when an invoice is financed.
    event InvoiceFinanced(
        bytes32 indexed legalIdentity,
        bytes32 indexed fingerprint,
        address indexed ledger,
        ObligationId obligation
    );

    /// @notice Sets whether a ledger may record financings. ADMIN only: a false ledger could occupy every invoice.
    function setLedger(address ledger, bool served) external;

    /// @notice Records a financing by the calling ledger, once and for good.
    /// @param legalIdentity The obligor's.
    /// @param fingerprint The invoice's.
    /// @param obligation The obligation it became on the calling ledger.
    function record(bytes32 legalIdentity, bytes32 fingerprint, ObligationId obligation) external;

    /// @notice Where an invoice is financed; zero: nowhere.
    function financingOf(bytes32 legalIdentity, bytes32 fingerprint)
        external
        view
        returns (address ledger, ObligationId obligation);

    /// @notice Whether a ledger may record financings.
    function isLedger(address ledger) external view returns (bool);
}
