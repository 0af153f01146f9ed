"""Late interest and status as they are defined: sums of whole days, rounded once, when they are read.

From the day after grace on, each day that ends adds the principal that was unpaid on it, times the rate. A hold's last
day ends that, as long as it stands. A day is settled for good when principal is paid after it; what is left is reckoned
on from there, or from the hold's last day.
"""

from __future__ import annotations

from dataclasses import dataclass

PPM = 1_000_000
OPEN, MATURED, OVERDUE, DEFAULTED, RECOVERED, SETTLED = range(6)


@dataclass(frozen=True)
class Dues:
    """What one payment would settle: principal and interest to holders, and what a guarantor has advanced."""

    principal: int
    interest: int
    advanced: int

    @property
    def owed(self):
        return self.principal + self.interest + self.advanced


@dataclass(frozen=True)
class Booked:
    """How a payment was divided: holders' interest and principal, the guarantor's interest and principal."""

    interest: int
    principal: int
    repaid_interest: int
    repaid_principal: int

    @property
    def repaid(self):
        return self.repaid_interest + self.repaid_principal


def last_day_of_grace(of):
    return of.due_day + of.grace_days


def last_day_before_default(of):
    return last_day_of_grace(of) + of.default_days


def late_days(of, day):
    """Count the days that add interest on what is unpaid now: those after grace, and after the last such reckoning."""
    last = min(day, of.last_interest_day) if of.payer else day
    return max(0, last - max(of.reckoned, last_day_of_grace(of)))


def dues(of, day):
    """Give what is owed on a day, if nothing more is paid until then."""
    principal, advanced = of.live_face - of.paid, of.advanced_principal + of.advanced_interest
    if day <= last_day_of_grace(of):
        return Dues(principal, 0, advanced)
    unit_days = sum(unpaid * days for unpaid, days in of.stretches) + principal * late_days(of, day)
    interest = -(-unit_days * of.late_rate_ppm // (of.late_basis * PPM))
    return Dues(principal, max(0, interest - of.interest_paid), advanced)


def status(of, day):
    """Tell where an obligation stands on a day, if nothing more is paid until then."""
    if day < of.due_day:
        return OPEN
    if not dues(of, day).owed:
        return RECOVERED if of.paid_late > last_day_before_default(of) else SETTLED
    if day <= last_day_of_grace(of):
        return MATURED
    return OVERDUE if day <= last_day_before_default(of) else DEFAULTED


def is_paid(of, day):
    """Tell whether holders have had everything, from whomever."""
    return day >= of.due_day and of.paid == of.live_face


def book(of, today, amount, by_guarantor):
    """Divide a payment: interest first, then principal, a guarantor last; and note it."""
    due = dues(of, today)
    interest = min(amount, due.interest)
    principal = min(amount - interest, due.principal)
    repaid = amount - interest - principal
    if today > last_day_of_grace(of) and principal + repaid:
        days = late_days(of, today)
        of.stretches.append((due.principal, days))
        of.reckoned = max(of.reckoned, last_day_of_grace(of)) + days
        of.paid_late = today
    of.interest_paid += interest
    of.paid += principal
    if by_guarantor:
        of.advanced_interest += interest
        of.advanced_principal += principal
    repaid_interest = min(repaid, of.advanced_interest)
    of.advanced_interest -= repaid_interest
    of.advanced_principal -= repaid - repaid_interest
    return Booked(interest, principal, repaid_interest, repaid - repaid_interest)
