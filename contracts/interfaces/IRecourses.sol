// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Recourse} from "../types/FinancingTypes.sol";
import {ReceivableId} from "../types/ReceivableId.sol";
import {IFinancing} from "./IFinancing.sol";

/// @title Recourse: a seller buys back what it sold if the obligor defaults
/// @notice A recourse is the property of one sale. It covers the lesser of the value sold and the value handed back, less
/// what was claimed on it, once, and never value that came into the receivable from elsewhere.
/// @dev Warning: what is handed back is the whole receivable. A financier that has merged other value into it gives that
/// away with it. Value that it gave away and had back, as another receivable or by a merge, is not covered.
/// @dev Warning: interest runs from the due day whenever the demand comes. Only the financier can demand; what a recourse
/// would cost can be read at any time.
/// @dev A financier is its company: the account of it that holds the receivable, or else the one that bought. So a recourse
/// goes along when a company moves the receivable from one account to another, or has it recovered from a lost one.
/// @dev Warning: who gets the receivable back needs an accreditation and a standing acceptance while it does.
/// @dev Warning: this interest comes on top of late interest that reached the financier; the offer's rate should be what its
/// parties want for both.
/// @dev An obligation is in default by the ledger's status, while its holders are unpaid.
interface IRecourses is IFinancing {
    /// @notice Emitted when a sale was made with recourse.
    event RecourseTaken(
        uint256 indexed recourse,
        address indexed seller,
        address indexed financier,
        ReceivableId receivable,
        uint256 value
    );

    /// @notice Emitted when a financier has demanded that a seller buy back.
    event RecourseDemanded(uint256 indexed recourse, address indexed seller, uint256 amount);

    /// @notice Emitted when a demand was withdrawn by its financier, or dismissed because it cannot be met.
    event RecourseDemandEnded(uint256 indexed recourse, address indexed seller);

    /// @notice Emitted when a recourse is over without having been met.
    event RecourseEnded(uint256 indexed recourse, address indexed seller);

    /// @notice Emitted when a demand was met: the amount went to the financier, the receivable to the seller.
    event RecourseMet(uint256 indexed recourse, address indexed seller, uint256 amount);

    /// @notice Demands that a seller buy back. The financier only, holding the receivable, with the market approved to hand
    /// it over, while the obligation is in default. A demand bars the seller's company from new sales with recourse in this
    /// market.
    /// @param recourse Which one.
    /// @return amount What is to be paid today.
    function demandRecourse(uint256 recourse) external returns (uint256 amount);

    /// @notice Takes a demand back. The financier only.
    function withdrawDemand(uint256 recourse) external;

    /// @notice Ends a demand that cannot be met: the financier cannot hand the receivable over, or the obligation is no
    /// longer in default. Anyone.
    function dismissDemand(uint256 recourse) external;

    /// @notice Ends a recourse for good: its financier at any time, anyone while the seller holds the receivable again; then
    /// also those of its buyers who sold it on, each from the account that bought. A seller that sells a receivable whole again
    /// ends by that, in the same way, what it stood in for before.
    function endRecourse(uint256 recourse) external;

    /// @notice Meets a demand: the caller pays, the seller gets the receivable, or the caller where it is the seller's
    /// company. Claims first what is due on it.
    /// @param recourse Which one.
    /// @param most The most the caller pays, in base units.
    /// @return amount What was paid: to the financier, or parked for it.
    function meetRecourse(uint256 recourse, uint256 most) external returns (uint256 amount);

    /// @notice A recourse as it is on record; they are numbered from 1.
    function recourseOf(uint256 recourse) external view returns (Recourse memory);

    /// @notice What would be paid today to meet a recourse: unpaid value and interest from the due day, in base units; 0 once
    /// its receivable is redeemed.
    function recourseAmount(uint256 recourse) external view returns (uint256);
}
