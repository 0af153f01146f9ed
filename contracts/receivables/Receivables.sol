// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IInvoiceRegistry} from "../interfaces/IInvoiceRegistry.sol";
import {IParticipants} from "../interfaces/IParticipants.sol";
import {IReceivableDescriptor} from "../interfaces/IReceivableDescriptor.sol";
import {Programme} from "../types/ReceivableTypes.sol";
import {Issuance} from "./Issuance.sol";
import {ReceivablesBase} from "./ReceivablesBase.sol";
import {Settlement} from "./Settlement.sol";
import {Tokens} from "./Tokens.sol";

/// @notice The ledger, whole. Each chapter is read on its own: ProgrammeSettings, Issuance, Circulation, ValueTokens,
/// Tokens, Settlement.
contract Receivables is Issuance, Tokens, Settlement {
    constructor(
        address authority,
        IParticipants participants_,
        IInvoiceRegistry registry,
        IReceivableDescriptor descriptor_,
        Programme memory limits
    )
        AccessManaged(authority)
        EIP712("Headwater Receivables", "1")
        ReceivablesBase(participants_, descriptor_)
        Issuance(registry)
    {
        _setLimits(limits.minTenorDays, limits.maxTenorDays, limits.maxDepth, limits.defaultDays);
    }
}
