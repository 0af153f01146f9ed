// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MAX_VALUE} from "../../contracts/types/Holding.sol";
import {ObligationId, ReceivableId, toReceivableId} from "../../contracts/types/ReceivableId.sol";
import {Share} from "../../contracts/types/ReceivableTypes.sol";
import {Stage} from "./Stage.sol";
import {VM} from "./Vm.sol";

/// @notice Proved by halmos for every value there is, on the ledger as it is deployed.
contract ProofsTest is Stage {
    uint256 private constant SMALL_FACE = 16; // base units: dividing by an unknown face value is beyond a solver

    function setUp() external {
        _raise();
    }

    /*//////////////////////////////////////////////////////////////
                              CIRCULATION
    //////////////////////////////////////////////////////////////*/

    /// @dev C2, C3, C4: a split in two conserves value, and is refused only where the shares are not to be had.
    function check_a_split_conserves_value(uint256 face, uint256 first, uint256 second) external {
        ReceivableId root = _rootOf(face);
        Share[] memory shares = new Share[](2);
        shares[0] = Share(TIER2, first, DOCUMENT);
        shares[1] = Share(TIER3, second, DOCUMENT);
        VM.prank(SUPPLIER);
        try ledger.split(root, shares) returns (ReceivableId[] memory children) {
            assert(first != 0 && second != 0);
            assert(_valueOf(children[0]) == first && _valueOf(children[1]) == second);
            assert(_valueOf(root) + first + second == face);
            assert(ledger.obligation(root.obligationOf()).liveFace == face);
        } catch {
            assert(first == 0 || second == 0 || first > face || second > face - first);
        }
    }

    /// @dev A proposed child has what its parent lost, whatever becomes of the proposal.
    function check_a_proposal_conserves_value(uint256 face, uint256 value, bool accepted) external {
        ReceivableId root = _rootOf(face);
        VM.prank(SUPPLIER);
        try ledger.propose(root, Share(TIER2, value, DOCUMENT), uint32(START + 1)) returns (
            ReceivableId child
        ) {
            VM.prank(TIER2);
            if (accepted) ledger.acceptProposal(child);
            else ledger.declineProposal(child);
            assert(_valueOf(child) == value && _valueOf(root) + value == face);
        } catch {
            assert(value == 0 || value > face);
        }
    }

    /// @dev C14: value that moves to a receivable of another is what the first one loses.
    function check_moving_value_conserves_it(uint256 face, uint256 part, uint256 value) external {
        ReceivableId root = _rootOf(face);
        VM.assume(part != 0 && part <= face);
        ReceivableId child = _split(root, TIER2, part);
        VM.prank(SUPPLIER);
        (bool moved,) = address(ledger)
            .call(
                abi.encodeWithSignature(
                    "transferFrom(uint256,uint256,uint256)",
                    ReceivableId.unwrap(root),
                    ReceivableId.unwrap(child),
                    value
                )
            );
        assert(_valueOf(root) + _valueOf(child) == face);
        assert(moved == (value != 0 && value <= face - part));
        assert(_valueOf(child) == (moved ? part + value : part));
    }

    /// @dev C11: what is cancelled, the live face and the obligor's debt have lost; value is cancelled, not destroyed.
    function check_cancelling_conserves_value(uint256 face, uint256 value) external {
        ReceivableId root = _rootOf(face);
        VM.assume(value != 0 && value < face);
        VM.prank(SUPPLIER);
        ledger.cancel(root, value);

        assert(_valueOf(root) == face - value);
        assert(ledger.obligation(root.obligationOf()).liveFace == face - value);
        assert(ledger.obligation(root.obligationOf()).cancelled == value);
        assert(ledger.exposure(ANCHOR, address(currency)).outstanding == face - value);
    }

    /*//////////////////////////////////////////////////////////////
                               SETTLEMENT
    //////////////////////////////////////////////////////////////*/

    /// @dev S1: a payment takes the lesser of what is offered and what is owed, and the debt falls by as much.
    function check_a_payment_takes_at_most_what_is_owed(uint256 face, uint256 offered) external {
        ReceivableId root = _rootOf(face);
        VM.assume(offered != 0 && offered <= type(uint128).max);
        _mature();
        uint256 credited = _pay(root, offered);

        assert(credited == (offered < face ? offered : face));
        assert(currency.balanceOf(address(ledger)) == credited);
        assert(currency.balanceOf(ANCHOR) == offered - credited);
        assert(ledger.exposure(ANCHOR, address(currency)).outstanding == face - credited);
    }

    /// @dev S3, S7: once paid in full, every part is worth its value, to the unit, and the ledger keeps nothing.
    function check_claims_on_what_is_paid_in_full_conserve_money(uint256 face, uint256 part) external {
        ReceivableId root = _rootOf(face);
        VM.assume(part != 0 && part <= face);
        ReceivableId child = _split(root, TIER2, part);
        _mature();
        _pay(root, face);
        assert(ledger.claim(child) == part);
        assert(ledger.claim(root) == face - part);

        assert(currency.balanceOf(TIER2) == part && currency.balanceOf(SUPPLIER) == face - part);
        assert(currency.balanceOf(address(ledger)) == 0);
        assert(ledger.balanceOf(TIER2) == 0 && ledger.balanceOf(SUPPLIER) == 0);
    }

    /// @dev S3: a claim moves exactly what it returns and books exactly what it moves, whatever the face value.
    function check_a_claim_moves_what_it_books(uint256 face, uint256 part, uint256 paid) external {
        ReceivableId root = _rootOf(face);
        VM.assume(part != 0 && part < face && paid != 0 && paid < face);
        ReceivableId child = _split(root, TIER2, part);
        _mature();
        _pay(root, paid);
        uint256 due = ledger.receivable(child).claimable;
        VM.assume(due != 0 && due <= paid); // that it is no more is proved below and tested for every face value
        assert(ledger.claim(child) == due);

        assert(currency.balanceOf(TIER2) == due);
        assert(currency.balanceOf(address(ledger)) == paid - due);
        assert(ledger.receivable(child).claimed == due && ledger.receivable(child).claimable == 0);
    }

    /// @dev S3, A2, for a small face value: two parts never claim more than was paid, and at most one unit stays behind.
    function check_claims_on_a_face_of_16_paid_in_part_fit(uint256 part, uint256 paid) external {
        ReceivableId root = _rootOf(SMALL_FACE);
        VM.assume(part != 0 && part < SMALL_FACE && paid != 0 && paid < SMALL_FACE);
        ReceivableId child = _split(root, TIER2, part);
        _mature();
        _pay(root, paid);
        uint256 first = ledger.receivable(child).claimable;
        uint256 second = ledger.receivable(root).claimable;

        assert(first * SMALL_FACE <= part * paid && part * paid < (first + 1) * SMALL_FACE);
        assert(first + second <= paid && paid <= first + second + 1);
    }

    /*//////////////////////////////////////////////////////////////
                                  IDS
    //////////////////////////////////////////////////////////////*/

    function check_an_id_gives_back_its_pedigree(uint64 obligation, uint8 depth, uint32 parent, uint32 serial)
        external
        pure
    {
        ReceivableId id = toReceivableId(ObligationId.wrap(obligation), depth, parent, serial);
        assert(ObligationId.unwrap(id.obligationOf()) == obligation);
        assert(id.depthOf() == depth && id.parentSerialOf() == parent && id.serialOf() == serial);
    }

    struct Pedigree {
        uint64 obligation;
        uint8 depth;
        uint32 parent;
        uint32 serial;
    }

    function check_no_two_pedigrees_share_an_id(Pedigree calldata one, Pedigree calldata other)
        external
        pure
    {
        bool sameId = ReceivableId.unwrap(_idOf(one)) == ReceivableId.unwrap(_idOf(other));
        bool samePedigree = one.obligation == other.obligation && one.depth == other.depth
            && one.parent == other.parent && one.serial == other.serial;
        assert(sameId == samePedigree);
    }

    function _idOf(Pedigree calldata p) private pure returns (ReceivableId) {
        return toReceivableId(ObligationId.wrap(p.obligation), p.depth, p.parent, p.serial);
    }

    /// @dev halmos looks for what was compiled by its file.
    function _artifact(string memory name) internal pure override returns (string memory) {
        return string.concat("build/forge/out/", name, ".sol/", name, ".json");
    }

    function _rootOf(uint256 face) private returns (ReceivableId) {
        VM.assume(face != 0 && face <= MAX_VALUE);
        return _issue(face);
    }
}
