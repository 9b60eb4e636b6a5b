#include <algorithm>
#include <cmath>

#include "tests/reference/firms.h"

/// MODEL 6.6 (training budgets) and 6.7: rounds, dilution, listing, distress.
namespace nephoscope::reference {

namespace {

double plan(const Scenario& s, std::size_t l, int t) {
    return s.labs[l].training_plan * std::pow(1 + s.training.growth, t);
}

double multiple(const Scenario& s, std::size_t l, int t) {
    const double last = s.simulation.months() - 1;
    const double path =
        s.finance.valuation_multiple + (s.finance.terminal_multiple - s.finance.valuation_multiple) * t / last;
    return path * factor(s, EventType::valuation, s.simulation.start + t, static_cast<int>(l), -1, -1);
}

/// Sum of this month's flows that name the account at word `position` (1 from, 2 to).
double sum_of(const Flows& flows, const std::string& account, int position) {
    double sum = 0;
    for (const auto& [name, usd] : flows) {
        const std::size_t first = name.find(' '), second = name.find(' ', first + 1);
        const std::string word = position == 1 ? name.substr(first + 1, second - first - 1) : name.substr(second + 1);
        if (word == account) sum += usd;
    }
    return sum;
}

double burn(const Purse& purse) {
    double sum = 0;
    int months = 0;
    for (std::size_t i = purse.outflow.size(); i > 0 && months < 3; --i, ++months) sum += purse.outflow[i - 1];
    return sum / months;
}

/// New shares at `value` before the money: clouds take their participation in proportion to what they hold.
void sell(Purse& purse, const Scenario& s, std::size_t l, double raise, double value, const Row& participation,
          Flows& flows) {
    const std::string lab = "lab:" + s.labs[l].id;
    const double fresh = purse.shares * raise / value;
    double investors = raise;
    for (std::size_t v = 0; v < s.venues.size(); ++v) {
        const double part = participation[v] * purse.held[v] / purse.shares;
        if (part == 0) continue;
        flows["equity_purchase cloud:" + s.venues[v].id + " " + lab] += part * raise;
        investors -= part * raise;
        purse.held[v] += part * fresh;
    }
    flows["equity_purchase investors " + lab] += investors;
    purse.shares += fresh;
    purse.cash += raise;
    purse.raised += raise;
    purse.dilution.back() = 1 - (1 - purse.dilution.back()) * value / (value + raise);
}

void hold_round(Purse& purse, const Scenario& s, std::size_t l, double value, Flows& flows, Planted planted) {
    const double monthly = burn(purse);
    if (!s.finance.funding || monthly <= 0 || purse.cash >= s.finance.runway_trigger * monthly) return;
    double raise = s.finance.runway_target * monthly;
    double kept = 1;  // of a share of a year ago, before this round
    for (std::size_t i = purse.dilution.size(); i > 0 && purse.dilution.size() - i < 12; --i)
        kept *= 1 - purse.dilution[i - 1];
    // (1 − limit) = kept·E/(E + raise) at the most that may be raised.
    const double most = std::max(0.0, value * (kept / (1 - s.finance.dilution_limit) - 1));
    if (raise > most && planted != Planted::funding_ignores_dilution_limit) {
        raise = most;
        ++purse.distress;
    }
    if (raise < 1) return;  // what rounding leaves of a year's limit is no round
    Row participation(s.venues.size(), 0), fraction(s.venues.size(), 0);
    for (const Clause& c : s.clauses)
        if (c.type == ClauseType::equity && c.lab == static_cast<int>(l)) {
            participation[static_cast<std::size_t>(c.venue)] += c.participation * c.fraction;
            fraction[static_cast<std::size_t>(c.venue)] += c.fraction;
        }
    for (std::size_t v = 0; v < participation.size(); ++v)
        participation[v] =
            fraction[v] > 0 && planted != Planted::funding_ignores_participation ? participation[v] / fraction[v] : 0;
    sell(purse, s, l, raise, value, participation, flows);
    ++purse.rounds;
}

}  // namespace

Purse first_purse(const Scenario& s, std::size_t l) {
    Purse purse;
    purse.cash = s.labs[l].cash;
    purse.budget = plan(s, l, 0);
    purse.held.assign(s.venues.size(), 0);
    for (const Clause& c : s.clauses)
        if (c.type == ClauseType::equity && c.lab == static_cast<int>(l))
            purse.held[static_cast<std::size_t>(c.venue)] += c.fraction;
    return purse;
}

void fund(Purse& purse, const Scenario& s, std::size_t l, int t, const LabAccount& account, Flows& flows,
          Planted planted) {
    if (!s.labs[l].has_cash) {
        purse.budget = plan(s, l, t + 1);
        return;
    }
    const std::string name = "lab:" + s.labs[l].id;
    const double net = sum_of(flows, name, 2) - sum_of(flows, name, 1);
    purse.cash += net;
    purse.outflow.push_back(-net);
    purse.raised = 0;
    purse.dilution.push_back(0);
    const double firm = multiple(s, l, t) * 12 * account.base;
    double listed = 0;
    for (const Event& e : s.events)
        if (e.type == EventType::ipo && e.lab == static_cast<int>(l) && e.start == s.simulation.start + t)
            listed += e.value;
    if (listed > 0) sell(purse, s, l, listed, std::max(1e9, firm + purse.cash), Row(s.venues.size(), 0), flows);
    purse.pre_money = std::max(1e9, firm + purse.cash);
    hold_round(purse, s, l, purse.pre_money, flows, planted);
    if (planted == Planted::funding_counts_equity_as_inflow) purse.outflow.back() -= purse.raised;

    purse.insolvent = s.finance.funding && purse.cash < 0;
    const double feedback = planted == Planted::budget_ignores_profit ? 0 : s.training.profit_feedback;
    purse.budget = std::max(0.0, plan(s, l, t + 1) + feedback * account.gross_profit);
    if (!s.finance.funding || planted == Planted::budget_ignores_runway) return;
    const double runway = s.finance.runway_trigger * burn(purse);
    if (runway > 0) purse.budget *= std::min(1.0, purse.cash / runway);
    if (purse.insolvent) purse.budget = 0;
}

}  // namespace nephoscope::reference
