// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Holding, MAX_VALUE, toHolding} from "../../contracts/types/Holding.sol";
import {ObligationId, ReceivableId, toReceivableId} from "../../contracts/types/ReceivableId.sol";

/// @notice What is packed into one word comes out of it as it went in.
contract IdsTest {
    function test_an_id_gives_back_its_pedigree(uint64 obligation, uint8 depth, uint32 parent, uint32 serial)
        external
        pure
    {
        ReceivableId id = toReceivableId(ObligationId.wrap(obligation), depth, parent, serial);

        assert(ObligationId.unwrap(id.obligationOf()) == obligation);
        assert(id.depthOf() == depth);
        assert(id.parentSerialOf() == parent);
        assert(id.serialOf() == serial);
        assert(ReceivableId.unwrap(id) >> 136 == 0);
    }

    function test_a_number_that_fits_is_the_id_of_its_pedigree(uint136 number) external pure {
        ReceivableId id = ReceivableId.wrap(number);
        ReceivableId same =
            toReceivableId(id.obligationOf(), id.depthOf(), id.parentSerialOf(), id.serialOf());
        assert(ReceivableId.unwrap(same) == number);
    }

    function test_a_holding_gives_back_its_parts(
        address holder,
        uint88 value,
        uint8 flags,
        address heir,
        uint88 left
    ) external pure {
        Holding holding = toHolding(holder, value).with(flags);
        Holding other = holding.withHolder(heir).withValue(left);

        assert(holding.holderOf() == holder && holding.valueOf() == value && value <= MAX_VALUE);
        assert(flags == 0 || holding.has(flags));
        assert(!holding.without(flags).has(flags));
        assert(other.holderOf() == heir && other.valueOf() == left);
        assert(flags == 0 || other.has(flags));
    }
}
