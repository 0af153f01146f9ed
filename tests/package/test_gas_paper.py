"""The floors under the gas figures, and the paper made of both."""

import json

import pytest

from _anvil import ROOT
from _duties import calldata
from _floors import FLOORS
from gas_paper import PAPER, paper

FIGURES, PEERS = (json.loads((ROOT / "gas" / name).read_text("utf-8")) for name in ("snapshot.json", "peers.json"))


class TestFloors:
    def test_bytes_are_counted_by_the_schedule(self):
        assert calldata(10, 3) == 88

    def test_a_floor_is_the_sum_of_its_duties(self):
        assert FLOORS["transfer"].gas == 21_976 + 5_000 + 2_100 + 6_800 + 10_000 + 1_875

    def test_the_newcomers_split_begins_with_the_split_of_those_known(self):
        assert FLOORS["split_new"].gas == FLOORS["split_known"].gas + 17_100

    def test_shared_duties_are_divided(self):
        floor = FLOORS["claim_50_each"]
        assert floor.gas == sum(gas for _, gas in floor.duties) // 50

    @pytest.mark.parametrize("key", FLOORS)
    def test_each_step_was_measured(self, key):
        assert FLOORS[key].gas < FIGURES[key]

    def test_the_ratio_of_the_design_is_kept_over_the_exact_floor(self):
        floor = FLOORS["claim"]
        assert floor.most == floor.gas * 57_000 // 48_000


class TestPaper:
    def test_it_shows_every_figure(self):
        shown = paper(FIGURES, PEERS)
        assert all(f"{gas:,}".replace(",", " ") in shown for gas in FIGURES.values())

    def test_it_is_up_to_date(self):
        assert PAPER.read_text("utf-8").rstrip() == paper(FIGURES, PEERS).rstrip()
