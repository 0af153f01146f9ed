"""What bounds each privileged function: one sentence a function, printed in the paper on security.

Contracts and functions stand in the paper's order. What a function does is said by its interface; of the library's
access manager, whose interface is not ours, it is said here.
"""

from __future__ import annotations

from typing import Final

_BOUND_FOR_GOOD: Final = (
    "The account has bound itself to its company, which nobody changes; never the registrar's own account; "
    "custody cannot be given or taken later."
)
_BY_ORDER_OF_ISSUANCE: Final = "Does what the role's function of `Issuance` says, and nothing else can call it."
_FORCED: Final = (
    "To an accredited account that is no enforcer, no custodian and not of the obligor's company; "
    "carries what is left of the claim, and no money that was credited."
)
_FROZEN: Final = "Only delays: the receivable keeps its holder and its claim, and payments go on."
_WIRING: Final = "Changes no balance and no terms; in public for the whole delay before it takes effect."
_MOVED: Final = "The access manager alone, which ADMIN tells by `updateAuthority`."

BOUNDS: Final[dict[str, dict[str, str]]] = {
    "Participants": {
        "register": _BOUND_FOR_GOOD,
        "registerMany": _BOUND_FOR_GOOD,
        "revoke": "The account keeps what it holds; its money is parked for it, and waits.",
        "setStandingReader": "Reading only, of documents stored from then on; at most 16 accounts.",
        "setFrozen": "Only delays: the account keeps what it holds, and its claims and credits wait.",
        "setAuthority": _MOVED,
    },
    "Receivables": {
        "setFrozenTokens": _FROZEN,
        "setFrozenTokensFor": _FROZEN,
        "forcedTransfer": _FORCED,
        "forcedTransferFor": _FORCED,
        "recover": f"Within one company, at most 100 in a call. {_FORCED}",
        "open": "Once for each acceptance that `Issuance` has checked, within the obligor's cap.",
        "setCap": _BY_ORDER_OF_ISSUANCE,
        "setStopped": _BY_ORDER_OF_ISSUANCE,
        "setAuthority": _MOVED,
    },
    "Issuance": {
        "setCap": "Binds new obligations; what is owed already stays owed.",
        "setCurrency": "Binds new obligations; an obligation keeps its currency.",
        "setLimits": "Binds new obligations; the depth is at most 32, the default days at most 255.",
        "liftBar": "Lifts what recorded defaults have barred, never a hold's bar, and no default is unrecorded.",
        "placeHold": (
            "Names who may pay and stops interest and movement; claims on what was paid go on, and a guarantor may pay."
        ),
        "liftHold": "Gives back what the hold had stopped; interest runs again from its last day, on what is unpaid.",
        "freezeObligation": "Only delays: payments are taken, and claims on them wait.",
        "setAuthority": _MOVED,
    },
    "InvoiceRegistry": {
        "setLedger": "Says who may record from then on; what is recorded stays.",
        "record": "Once for an invoice of an obligor's company, and for good.",
        "setAuthority": _MOVED,
    },
    "ConditionalEscrow": {
        "setKind": "Is read when an agreement begins or is amended; what was agreed stays.",
        "barKinds": "Binds agreements to come in which a small enterprise earns; what was agreed stays.",
        "setAuthority": _MOVED,
    },
    "Authority": {
        "labelRole": "A name for readers of the log.",
        "grantRole": "Whom it names acts from then on, with the delay that it names; so it is in public before.",
        "revokeRole": "What the member has scheduled and not executed cannot be executed any more.",
        "setRoleAdmin": _WIRING,
        "setRoleGuardian": _WIRING,
        "setGrantDelay": f"A shorter grant delay takes effect after five days at the earliest. {_WIRING}",
        "setTargetFunctionRole": _WIRING,
        "setTargetAdminDelay": f"A shorter one takes effect after five days at the earliest. {_WIRING}",
        "setTargetClosed": "Stops no participant's step, and not ADMIN's `updateAuthority`.",
        "updateAuthority": _WIRING,
        "cancel": "Ends what is scheduled and not executed; it can be scheduled again, and waits anew.",
    },
}

DOES: Final[dict[str, str]] = {
    "setAuthority": "Puts the contract under another access manager.",
    "labelRole": "Labels a role.",
    "grantRole": "Gives an account a role, with a delay of its own.",
    "revokeRole": "Takes a role from an account.",
    "setRoleAdmin": "Says which role grants and revokes a role.",
    "setRoleGuardian": "Says which role can cancel what a role has scheduled.",
    "setGrantDelay": "Sets how long a grant of a role waits.",
    "setTargetFunctionRole": "Says which role a function of a contract needs.",
    "setTargetAdminDelay": "Sets a delay for changes of a contract's functions.",
    "setTargetClosed": "Closes the functions of all roles on a contract, or opens them.",
    "updateAuthority": "Puts a contract under another access manager.",
    "cancel": "Cancels a function of the ENFORCER's that is scheduled; its caller and ADMIN can as well.",
}
