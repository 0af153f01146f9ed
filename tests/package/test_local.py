"""A local programme numbers its transactions by what is mined."""

from _anvil import anvil
from _local import ETHER, local_programme
from headwater import connect, currency
from headwater._connection import call


def test_a_transaction_that_waits_does_not_count():
    with anvil() as url:
        w3 = connect(url)
        programme = local_programme(w3, ["anchor"], currency("EUR"))
        sender = programme.address("operator")
        before = w3.eth.get_transaction_count(sender, "pending")
        call(w3, "evm_setAutomine", False)
        w3.eth.send_transaction({"from": sender, "to": programme.address("anchor"), "value": ETHER})
        assert w3.eth.get_transaction_count(sender, "pending") == before
