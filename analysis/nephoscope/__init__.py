"""Reads the results files of nephoscope: labelled arrays, tidy tables, intervals and pictures with units.

    import nephoscope as n
    results = n.open_results("compare.nc")
    n.tidy(n.shares(results, by="venue"))
    n.plot_shares(results, by="venue")

The file says what was simulated and how (docs/output.md, docs/python.md); nothing here computes again what it holds.
"""
from nephoscope.errors import DamagedFileError, NotRecordedError, NotResultsError, OtherVersionError, ResultsError
from nephoscope.flows import largest, moves, who_pays_whom
from nephoscope.flow_plots import plot_moves, plot_payoff_difference, plot_trade_off, plot_who_pays_whom
from nephoscope.market import concentration, in_display_order, multi_homing, shares, spend_by_segment
from nephoscope.panel import spend_of_traced, winners
from nephoscope.payoffs import payoff_difference, payoffs, trade_off
from nephoscope.plots import (
    plot_concentration,
    plot_difference,
    plot_multi_homing,
    plot_over_time,
    plot_shares,
    scenarios_of,
)
from nephoscope.reading import FORMAT_VERSION, open_results, open_sensitivity, open_sweep, read_ticks, require
from nephoscope.statistics import band, pair_of, paired_difference, student_t_quantile, window_mean
from nephoscope.style import question_of
from nephoscope.sweep_plots import plot_drivers, plot_response
from nephoscope.sweeps import drivers, failed, outcome, outcomes_of, parameters_of, response
from nephoscope.tables import describe, differences, headlines, last_month, provenance, tidy, told

__all__ = [
    "DamagedFileError",
    "NotRecordedError",
    "NotResultsError",
    "OtherVersionError",
    "ResultsError",
    "FORMAT_VERSION",
    "open_results",
    "open_sensitivity",
    "open_sweep",
    "read_ticks",
    "require",
    "band",
    "pair_of",
    "paired_difference",
    "student_t_quantile",
    "window_mean",
    "concentration",
    "in_display_order",
    "multi_homing",
    "shares",
    "spend_by_segment",
    "largest",
    "moves",
    "who_pays_whom",
    "spend_of_traced",
    "winners",
    "payoff_difference",
    "payoffs",
    "trade_off",
    "plot_concentration",
    "plot_difference",
    "plot_multi_homing",
    "plot_over_time",
    "plot_shares",
    "plot_moves",
    "plot_payoff_difference",
    "plot_trade_off",
    "plot_who_pays_whom",
    "drivers",
    "failed",
    "outcome",
    "outcomes_of",
    "parameters_of",
    "plot_drivers",
    "plot_response",
    "response",
    "describe",
    "differences",
    "headlines",
    "last_month",
    "provenance",
    "question_of",
    "scenarios_of",
    "tidy",
    "told",
]
