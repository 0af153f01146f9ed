// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ICondition} from "../../interfaces/ICondition.sol";
import {IParticipants} from "../../interfaces/IParticipants.sol";
import {Calendar} from "../../libraries/Calendar.sol";
import {EscrowErrors} from "../../libraries/EscrowErrors.sol";
import {Ranking} from "../../libraries/Ranking.sol";
import {Signatures} from "../../libraries/Signatures.sol";
import {Attested, Context, Statement} from "../../types/EscrowTypes.sol";
import {PPM} from "../../types/FinancingTypes.sol";
import {ATTESTOR, Standing} from "../../types/ParticipantTypes.sol";

/// @notice Met as far as k of n named attestors say: the quantity that at least k of them attest, of the quantity agreed.
/// Terms: `Attested`. Evidence: `Statement[]`, each attestor's at most once, in the order of the attestors.
/// @dev What an attestor signs names agreement, milestone and subject, and holds nowhere else. An attestor that is not
/// accredited today does not count.
contract AttestedBy is ICondition, EIP712 {
    bytes32 private constant STATEMENT_TYPEHASH = keccak256(
        "Statement(bytes32 agreement,uint256 milestone,bytes32 subject,uint256 quantity,bytes32 document,uint256 day)"
    );

    uint256 private constant MAX_ATTESTORS = 32;

    IParticipants public immutable participants;

    constructor(IParticipants participants_) EIP712("Headwater AttestedBy", "1") {
        participants = participants_;
    }

    /// @inheritdoc ICondition
    function isMet(bytes calldata terms, bytes calldata evidence, Context calldata context)
        external
        view
        returns (uint256 ppm)
    {
        if (evidence.length == 0) return 0;
        Attested memory agreed = abi.decode(terms, (Attested));
        Statement[] memory shown = abi.decode(evidence, (Statement[]));
        uint256[] memory quantities = new uint256[](shown.length);
        for (uint256 i = 0; i < shown.length; ++i) {
            require(
                i == 0 || shown[i - 1].attestor < shown[i].attestor,
                EscrowErrors.AttestedBy_StatementsOutOfOrder(i)
            );
            quantities[i] = _attested(agreed, shown[i], context);
        }
        if (shown.length < agreed.needed) return 0;
        uint256 attested = Ranking.largest(quantities, agreed.needed);
        if (attested >= agreed.quantity) return PPM;
        return agreed.proRata ? attested * PPM / agreed.quantity : 0; // fits: 128 bits and 20
    }

    /// @inheritdoc ICondition
    function check(bytes calldata terms) external pure returns (bool factual) {
        Attested memory agreed = abi.decode(terms, (Attested));
        uint256 count = agreed.attestors.length;
        bool ascending = count <= MAX_ATTESTORS;
        for (uint256 i = 0; ascending && i < count; ++i) {
            ascending = agreed.attestors[i] > (i == 0 ? address(0) : agreed.attestors[i - 1]);
        }
        require(
            ascending && agreed.needed != 0 && agreed.needed <= count,
            EscrowErrors.AttestedBy_InvalidAttestors(count, agreed.needed)
        );
        require(
            agreed.quantity != 0 && agreed.quantity <= type(uint128).max,
            EscrowErrors.AttestedBy_InvalidQuantity(agreed.quantity)
        );
        return false;
    }

    /// @notice The EIP-712 digest of a statement: what an attestor signs.
    function hashStatement(
        bytes32 agreement,
        uint256 milestone,
        bytes32 subject,
        uint256 quantity,
        bytes32 document,
        uint256 day
    ) public view returns (bytes32) {
        return _hashTypedDataV4(
            keccak256(abi.encode(STATEMENT_TYPEHASH, agreement, milestone, subject, quantity, document, day))
        );
    }

    /// @dev The quantity an attestor stands for; nothing where it is accredited no longer.
    function _attested(Attested memory agreed, Statement memory shown, Context calldata context)
        private
        view
        returns (uint256)
    {
        address attestor = agreed.attestors[shown.attestor];
        require(
            shown.day <= Math.min(context.deadlineDay, Calendar.today()),
            EscrowErrors.AttestedBy_StatementTooLate(attestor, shown.day)
        );
        bytes32 digest = hashStatement(
            context.agreement, context.milestone, agreed.subject, shown.quantity, shown.document, shown.day
        );
        require(
            Signatures.isSignedInMemory(attestor, digest, shown.signature),
            EscrowErrors.AttestedBy_InvalidSignature(attestor)
        );
        // slither-disable-next-line calls-loop (a view of the suite's own)
        Standing memory standing = participants.standingOf(attestor);
        bool stands = !standing.frozen && standing.validUntil >= Calendar.today()
            && standing.capacities & ATTESTOR != 0;
        return stands ? shown.quantity : 0;
    }
}
