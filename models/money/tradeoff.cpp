#include "models/money/tradeoff.h"

namespace nephoscope {

const char* tradeoff_line_name(TradeoffLine line) {
    constexpr const char* names[] = {"sales",    "lab_payments",  "base_margin", "compute", "true_up", "revenue_share",
                                     "capacity", "equity_bought", "terminal",    "equity",  "licence"};
    static_assert(sizeof names / sizeof *names == kTradeoffLines);
    return names[static_cast<int>(line)];
}

double Tradeoff::npv() const {
    double sum = 0;
    for (const double value : line) sum += value;
    return sum;
}

Tradeoff tradeoff(const PayoffInputs& inputs, int venue) {
    const auto v = static_cast<std::size_t>(venue);
    const auto pv = [&](auto of_cloud) {
        return present_value(inputs, [&](const MonthAccounts& month) { return of_cloud(month.clouds[v]); });
    };
    Tradeoff parts;
    const auto set = [&](TradeoffLine line, double value) { parts.line[static_cast<std::size_t>(line)] = value; };
    set(TradeoffLine::sales, pv([](const CloudMonth& c) { return c.sales + c.egress; }));
    set(TradeoffLine::lab_payments, pv([](const CloudMonth& c) { return -c.paid_to_labs; }));
    set(TradeoffLine::base_margin, pv([](const CloudMonth& c) { return c.base_revenue - c.base_cost; }));
    set(TradeoffLine::compute, pv([](const CloudMonth& c) { return c.compute_revenue; }));
    set(TradeoffLine::true_up, pv([](const CloudMonth& c) { return c.true_up; }));
    set(TradeoffLine::revenue_share, pv([](const CloudMonth& c) { return c.share_received; }));
    set(TradeoffLine::capacity, pv([](const CloudMonth& c) { return c.reserve_value - c.capacity_cost; }));
    set(TradeoffLine::equity_bought, pv([](const CloudMonth& c) { return -c.equity_bought; }));
    set(TradeoffLine::licence, pv([](const CloudMonth& c) { return c.licence_value; }));
    set(TradeoffLine::terminal,
        capitalised(inputs, [v](const MonthAccounts& month) { return month.clouds[v].normal_cash_flow(); }));
    const std::vector<double> equities = lab_equities(inputs);
    double equity = 0;
    for (std::size_t l = 0; l < equities.size(); ++l) equity += inputs.stake[v * equities.size() + l] * equities[l];
    set(TradeoffLine::equity, horizon_factor(inputs) * equity);
    return parts;
}

Tradeoff difference(const Tradeoff& open, const Tradeoff& exclusive) {
    Tradeoff parts;
    for (std::size_t i = 0; i < parts.line.size(); ++i) parts.line[i] = open.line[i] - exclusive.line[i];
    return parts;
}

StakeExposure stake_exposure(const PayoffInputs& inputs, int venue, int lab, double retention) {
    const auto v = static_cast<std::size_t>(venue), l = static_cast<std::size_t>(lab);
    const double equity = horizon_factor(inputs) * lab_equities(inputs)[l];
    const double stake = inputs.stake[v * inputs.scenario.labs.size() + l];
    return {tradeoff(inputs, venue).npv() - stake * equity, retention * equity};
}

}  // namespace nephoscope
