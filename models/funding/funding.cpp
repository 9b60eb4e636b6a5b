#include "models/funding/funding.h"

#include <algorithm>

#include "sim/core/math.h"

namespace nephoscope {

namespace {
constexpr int kBurnMonths = 3;          ///< burn is the mean net outflow of so many months (MODEL 6.7)
constexpr int kDilutionMonths = 12;     ///< d_max is per year
constexpr double kLeastPreMoney = 1e9;  ///< [USD] (MODEL 6.7)
constexpr double kLeastRaise = 1;       ///< [USD]; less is what rounding leaves of a year's dilution limit, no round

/// Mean of the last `count` values, fewer at the start.
double recent_mean(const std::vector<double>& values, int count) {
    const std::size_t n = std::min(values.size(), static_cast<std::size_t>(count));
    double sum = 0;
    for (std::size_t i = values.size() - n; i < values.size(); ++i) sum += values[i];
    return n == 0 ? 0 : sum / static_cast<double>(n);
}

/// Part of a share held twelve months ago that is left before this month's round: Π (1 − dilution).
double undiluted(const std::vector<double>& dilution) {
    const std::size_t n = std::min(dilution.size(), static_cast<std::size_t>(kDilutionMonths - 1));
    double left = 1;
    for (std::size_t i = dilution.size() - n; i < dilution.size(); ++i) left *= 1 - dilution[i];
    return left;
}

/// New money of a dated IPO of the month [USD].
double ipo_amount(const Scenario& scenario, int lab, Month month) {
    double amount = 0;
    for (const Event& event : scenario.events)
        if (event.type == EventType::ipo && event.lab == lab && event.start == month) amount += event.value;
    return amount;
}

/// Part of its stake by which each cloud takes part in a round: participation, weighted where a cloud has several
/// equity clauses.
std::vector<double> participations(const Scenario& scenario, int lab) {
    std::vector<double> part(scenario.venues.size(), 0), fraction(scenario.venues.size(), 0);
    for (const Clause& clause : scenario.clauses) {
        if (clause.type != ClauseType::equity || clause.lab != lab) continue;
        part[static_cast<std::size_t>(clause.venue)] += clause.fraction * clause.participation;
        fraction[static_cast<std::size_t>(clause.venue)] += clause.fraction;
    }
    for (std::size_t v = 0; v < part.size(); ++v)
        if (fraction[v] > 0) part[v] /= fraction[v];
    return part;
}
}  // namespace

double valuation_multiple(const Scenario& scenario, int lab, int t) {
    const FinanceParameters& finance = scenario.finance;
    const int last = scenario.simulation.months() - 1;
    const double path =
        last <= 0 ? finance.valuation_multiple
                  : finance.valuation_multiple + (finance.terminal_multiple - finance.valuation_multiple) * t / last;
    return path * event_factor(scenario, EventType::valuation, scenario.simulation.start + t, lab, -1, -1);
}

double training_plan(const Scenario& scenario, int lab, int t) {
    return scenario.labs[static_cast<std::size_t>(lab)].training_plan *
           math::exp(t * math::log1p(scenario.training.growth));
}

Funding::Funding(const Scenario& scenario)
    : scenario_(scenario),
      finances_(scenario.labs.size()),
      outflow_(scenario.labs.size()),
      dilution_(scenario.labs.size()) {
    for (std::size_t l = 0; l < finances_.size(); ++l) {
        finances_[l].cash = scenario.labs[l].cash;
        finances_[l].training_budget = training_plan(scenario, static_cast<int>(l), 0);
        finances_[l].held.assign(scenario.venues.size(), 0);
        for (const Clause& clause : scenario.clauses)
            if (clause.type == ClauseType::equity && clause.lab == static_cast<int>(l))
                finances_[l].held[static_cast<std::size_t>(clause.venue)] += clause.fraction;
    }
}

void Funding::close_month(int t, MonthAccounts& accounts, Ledger& ledger, const Accounts& ledger_accounts) {
    for (std::size_t l = 0; l < finances_.size(); ++l) {
        LabFinances& lab = finances_[l];
        const int index = static_cast<int>(l);
        if (!scenario_.labs[l].has_cash) {
            lab.training_budget = training_plan(scenario_, index, t + 1);
            continue;
        }
        const int account = ledger_accounts.lab(index);
        outflow_[l].push_back(-to_usd(ledger.net(account)));
        lab.cash = scenario_.labs[l].cash + to_usd(ledger.balance(account));
        lab.raised = 0;
        dilution_[l].push_back(0);
        list_shares({t, index, accounts, ledger, ledger_accounts});
        hold_round({t, index, accounts, ledger, ledger_accounts});
        lab.dilution = dilution_[l].back();
        lab.insolvent = scenario_.finance.funding && lab.cash < 0;
        lab.training_budget = next_budget(index, t, accounts.labs[l]);
    }
}

double Funding::burn(int lab) const { return recent_mean(outflow_[static_cast<std::size_t>(lab)], kBurnMonths); }

double Funding::pre_money(const Closing& closing) const {
    const auto l = static_cast<std::size_t>(closing.lab);
    const double base = to_usd(closing.accounts.labs[l].base);
    return std::max(kLeastPreMoney,
                    valuation_multiple(scenario_, closing.lab, closing.t) * 12 * base + finances_[l].cash);
}

void Funding::list_shares(const Closing& closing) {
    const double amount = ipo_amount(scenario_, closing.lab, scenario_.simulation.start + closing.t);
    if (amount > 0) sell_shares(closing, amount, pre_money(closing), std::vector<double>(scenario_.venues.size(), 0));
}

void Funding::hold_round(const Closing& closing) {
    const auto l = static_cast<std::size_t>(closing.lab);
    LabFinances& lab = finances_[l];
    const FinanceParameters& finance = scenario_.finance;
    const double monthly = burn(closing.lab), value = pre_money(closing);
    lab.pre_money = value;
    if (!finance.funding || monthly <= 0 || lab.cash >= finance.runway_trigger * monthly) return;
    double raise = finance.runway_target * monthly;
    const double left =
        undiluted(std::vector<double>(dilution_[l].begin(), dilution_[l].end() - 1)) * (1 - dilution_[l].back());
    const double most = std::max(0.0, 1 - (1 - finance.dilution_limit) / left);
    if (raise > most * (value + raise)) {  // dilution raise/(E + raise) beyond what the year still allows
        raise = value * most / (1 - most);
        ++lab.distress_months;
    }
    if (raise < kLeastRaise) return;
    sell_shares(closing, raise, value, participations(scenario_, closing.lab));
    ++lab.rounds;
}

void Funding::sell_shares(const Closing& closing, double raise, double value, const std::vector<double>& part) {
    const auto l = static_cast<std::size_t>(closing.lab);
    LabFinances& lab = finances_[l];
    const int account = closing.ledger_accounts.lab(closing.lab);
    const Money total = to_money(raise);
    const double new_shares = lab.shares * raise / value;
    Money left = total;
    for (std::size_t v = 0; v < lab.held.size(); ++v) {
        const double bought = part[v] * lab.held[v] / lab.shares;  // of the new shares
        if (bought <= 0) continue;
        const Money paid = std::min(left, to_fixed(bought * static_cast<double>(total)));
        closing.ledger.post(Posting::equity_purchase, closing.ledger_accounts.cloud(static_cast<int>(v)), account,
                            paid);
        closing.accounts.clouds[v].equity_bought += paid;
        left -= paid;
        lab.held[v] += bought * new_shares;
    }
    closing.ledger.post(Posting::equity_purchase, Accounts::investors, account, left);
    closing.accounts.labs[l].equity_raised += total;
    lab.shares += new_shares;
    lab.raised += to_usd(total);
    lab.cash = scenario_.labs[l].cash + to_usd(closing.ledger.balance(account));
    dilution_[l].back() = 1 - (1 - dilution_[l].back()) * (value / (value + raise));
}

double Funding::next_budget(int lab, int t, const LabMonth& month) const {
    const LabFinances& finances = finances_[static_cast<std::size_t>(lab)];
    const double wanted = std::max(
        0.0, training_plan(scenario_, lab, t + 1) + scenario_.training.profit_feedback * to_usd(month.gross_profit));
    if (!scenario_.finance.funding) return wanted;
    if (finances.insolvent) return 0;
    const double runway = scenario_.finance.runway_trigger * burn(lab);
    return runway <= 0 ? wanted : wanted * std::min(1.0, finances.cash / runway);
}

double Funding::stake(int venue, int lab) const {
    const LabFinances& finances = finances_[static_cast<std::size_t>(lab)];
    return finances.held[static_cast<std::size_t>(venue)] / finances.shares;
}

std::vector<double> Funding::stakes() const {
    std::vector<double> all;
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
        for (std::size_t l = 0; l < finances_.size(); ++l)
            all.push_back(stake(static_cast<int>(v), static_cast<int>(l)));
    return all;
}

std::vector<double> Funding::cap_table(int lab) const {
    std::vector<double> fractions;
    double left = 1;
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v) {
        fractions.push_back(std::min(left, stake(static_cast<int>(v), lab)));
        left -= fractions.back();
    }
    fractions.push_back(left);
    return fractions;
}

}  // namespace nephoscope
