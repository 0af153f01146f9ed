"""The ledger as a model: what each step does, and by which name it is refused.

It is read beside `docs/SPECIFICATION.md`, and knows nothing of chains. Parties and currencies are called by name, days
are numbers, amounts whole base units. A step that is refused may leave the model half changed: whoever takes the step
puts it back, as the chain does. Where several reasons stand against a step, the first that is named here counts.
"""

from __future__ import annotations

from tests.stage import receivable_id
from tests.stateful.parties import require
from tests.stateful.powers import Powers
from tests.stateful.records import NOBODY, Obligation, Receivable

MAX_VALUE = 2**88 - 1
MAX_GRACE_DAYS = 2**8 - 1
MAX_LATE_RATE_PPM = 2**24 - 1
REGISTRARS = ("operator",)


class Ledger(Powers):
    """The whole ledger: issue and circulation, here; the programme's settings; settlement; what all of it shares."""

    # Issue

    def issue(self, caller, terms, accepted, consented):
        require(caller == terms.obligor or accepted, "Issuance_InvalidObligorSignature")
        require(self.today <= terms.valid_until, "Issuance_AcceptanceLapsed")
        require(terms.seller != terms.obligor, "Issuance_SellerIsObligor")
        require(terms.face > 0, "Issuance_ZeroFace")
        require(terms.face <= MAX_VALUE, "Issuance_FaceTooLarge")
        require(self.money[terms.currency].allowed, "Issuance_CurrencyNotAllowed")
        shortest, longest = self.tenors
        require(max(1, shortest) <= terms.due_day - self.today <= longest, "Issuance_TenorOutOfRange")
        require(terms.grace_days <= MAX_GRACE_DAYS, "Issuance_TermTooLarge")
        require(terms.late_rate_ppm <= MAX_LATE_RATE_PPM, "Issuance_TermTooLarge")
        require(terms.late_basis in (360, 365), "Issuance_InvalidBasis")
        self._require_accredited(terms.obligor)
        require(self.parties[terms.obligor].obligor, "Participants_LacksCapacity")
        self._require_accredited(terms.seller)
        require(self.parties[terms.seller].supplier, "Participants_LacksCapacity")
        identity = self.parties[terms.obligor].identity
        require(identity != self.parties[terms.seller].identity, "Participants_OneCompany")
        require(not self.is_barred(identity), "Issuance_ObligorBarred")
        asked = not self.parties[terms.seller].standing
        require(not asked or caller == terms.seller or consented, "Issuance_NoSellerConsent")
        if terms.guarantor:
            parties = identity, self.parties[terms.seller].identity
            require(self.parties[terms.guarantor].identity not in parties, "Issuance_GuarantorIsParty")
            self._require_accredited(terms.guarantor)
            require(self.parties[terms.guarantor].guarantor, "Participants_LacksCapacity")
        debt = terms.obligor, terms.currency
        require(self.outstanding[debt] + terms.face <= self.caps.get(debt, 0), "Receivables_CapExceeded")
        invoice = identity, terms.fingerprint
        require(invoice not in self.financed, "InvoiceRegistry_AlreadyFinanced")

        self.financed.add(invoice)
        self.outstanding[debt] += terms.face
        number = len(self.obligations) + 1
        late = terms.grace_days, terms.late_rate_ppm, terms.late_basis, self.default_days, terms.guarantor
        self.obligations[number] = Obligation(
            terms.obligor, terms.currency, terms.due_day, self.max_depth, terms.face, *late
        )
        root = receivable_id(number, 0, 0, 1)
        self.receivables[root] = Receivable(number, 0, 1, terms.seller, terms.face)
        return root

    # Circulation

    def split(self, caller, id_, shares):
        self._require_authorised(id_, caller)
        self._require_open(id_)
        return [self._give(id_, recipient, value) for recipient, value in shares]

    def propose(self, caller, id_, recipient, value, until):
        require(self._known(id_).holder == caller, "Receivables_NotHolder")
        record = self._require_open(id_)
        require(until >= self.today, "Receivables_ProposalLapsed")
        require(recipient != record.obligor, "Receivables_RecipientIsObligor")
        self._require_accredited(caller)
        self._require_accredited(recipient)
        child = self._child(id_, caller, value)
        self.receivables[child].proposal = recipient, min(until, record.due_day - 1)
        return child

    def accept_proposal(self, caller, id_):
        recipient = self._pending(id_)
        require(recipient == caller, "Receivables_NotRecipient")
        self._accept(id_, recipient)

    def accept_proposal_for(self, caller, id_, signed):
        recipient = self._pending(id_)
        require(signed, "Receivables_InvalidRecipientSignature")
        self._accept(id_, recipient)

    def decline_proposal(self, caller, id_):
        require(self._pending(id_) == caller, "Receivables_NotRecipient")
        self.receivables[id_].proposal = None

    def withdraw_proposal(self, caller, id_):
        self._pending(id_)
        require(self.receivables[id_].holder == caller, "Receivables_NotHolder")
        self.receivables[id_].proposal = None

    def cancel(self, caller, id_, value):
        require(self._known(id_).holder == caller, "Receivables_NotHolder")
        self._require_open(id_)
        self._cancel(id_, value)
        if self.receivables[id_].value == 0:
            del self.receivables[id_]

    # Tokens, whole and in part

    def transfer(self, caller, source, to, id_, safe=False):
        require(self._known(id_).holder == source, "Receivables_NotHolder")
        self._require_authorised(id_, caller)
        require(to != NOBODY, "Receivables_ZeroAddress")
        if to == self._record(id_).obligor:
            self._require_accredited(to)
            return self.cancel(source, id_, self.receivables[id_].value)
        self._require_movable(id_)
        self._require_free(id_)
        self._require_transfer(source, to)
        require(not safe or self.parties[to].takes_tokens, "ERC721InvalidReceiver")
        return self._hand(id_, to)

    def transfer_value(self, caller, id_, target, value):
        require(id_ != target, "Receivables_SameReceivable")
        require(id_ >> 72 == target >> 72, "Receivables_OtherObligation")
        self._require_open_for_value(id_, caller, value)
        recipient = self._known(target).holder
        self._require_free(target)
        self._require_not_frozen(target)
        self._require_transfer(self.receivables[id_].holder, recipient)
        self._take_off(id_, value)
        self.receivables[target].value += value
        self.merged[target] += value
        self.parties[recipient].ask()

    def transfer_value_to(self, caller, id_, to, value):
        require(to != NOBODY, "Receivables_ZeroAddress")
        self._require_open_for_value(id_, caller, value)
        child = self._give(id_, to, value)
        if child:
            self.parties[to].ask()
        return child

    def approve(self, caller, spender, id_):
        holder = self._known(id_).holder
        require(caller == holder or (holder, caller) in self.operators, "Receivables_NotAuthorised")
        self.receivables[id_].approved = spender

    def approve_value(self, caller, id_, spender, value):
        self._require_authorised(id_, caller)
        require(spender != NOBODY, "Receivables_ZeroAddress")
        self.receivables[id_].allowances[spender] = value

    def approve_all(self, caller, operator, approved):
        require(operator != NOBODY, "Receivables_ZeroAddress")
        (self.operators.add if approved else self.operators.discard)((caller, operator))

    # The programme, and its participants

    def register(self, caller, account, until):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(account not in REGISTRARS, "Participants_OwnAccount")
        require(until >= self.today, "Participants_ValidityPast")
        self.parties[account].valid_until = until

    def revoke(self, caller, account):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(self.parties[account].valid_until, "Participants_NotAccredited")
        self.parties[account].valid_until = 0

    def set_standing(self, caller, standing):
        self.parties[caller].standing = standing

    def set_cap(self, caller, obligor, currency, cap):
        require(caller == "operator", "AccessManagedUnauthorized")
        self.caps[obligor, currency] = cap

    def set_currency(self, caller, currency, allowed):
        require(caller == "operator", "AccessManagedUnauthorized")
        self.money[currency].allowed = allowed

    def set_limits(self, caller, shortest, longest, max_depth, default_days):
        require(caller == "operator", "AccessManagedUnauthorized")
        require(shortest <= longest, "Issuance_TenorLimitsReversed")
        require(max_depth <= 32, "Issuance_DepthOutOfRange")
        self.tenors, self.max_depth, self.default_days = (shortest, longest), max_depth, default_days
