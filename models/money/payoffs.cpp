#include "models/money/payoffs.h"

#include <algorithm>

#include "models/pricing/paths.h"

namespace nephoscope {

namespace {
constexpr std::size_t kNormalMonths = 12;

/// Mean over the last 12 months of `value(month)`, USD per month.
template <class Value>
double recent_mean(const std::vector<MonthAccounts>& months, Value value) {
    const std::size_t count = std::min(kNormalMonths, months.size());
    Money sum = 0;
    for (std::size_t m = months.size() - count; m < months.size(); ++m) sum += value(months[m]);
    return count == 0 ? 0 : to_usd(sum) / static_cast<double>(count);
}

template <class Value>
double present_value(const std::vector<MonthAccounts>& months, double rate, Value value) {
    double sum = 0;
    for (std::size_t m = 0; m < months.size(); ++m)
        sum += discount_factor(rate, static_cast<int>(m)) * to_usd(value(months[m]));
    return sum;
}
}  // namespace

Money cash_flow(const LabMonth& month) {
    return month.direct_sales + month.consumer + month.receipts + month.agency - month.share_paid - month.compute_bill -
           month.operating_cost;
}

double terminal_value(double monthly_cash_flow, double discount_rate, double growth) {
    return 12 * monthly_cash_flow * (1 + growth) / (discount_rate - growth);
}

std::vector<Payoff> payoffs(const Scenario& scenario, const Agreements& agreements,
                            const std::vector<MonthAccounts>& months, const std::vector<Money>& lab_cash_flow_total) {
    const FinanceParameters& finance = scenario.finance;
    const double at_horizon = discount_factor(finance.discount_rate, static_cast<int>(months.size()));
    std::vector<double> franchise(scenario.labs.size()), equity(scenario.labs.size());
    for (std::size_t l = 0; l < scenario.labs.size(); ++l) {
        const double base = recent_mean(months, [&](const MonthAccounts& month) {
            return month.labs[l].base - month.labs[l].expiring + month.labs[l].renewal;
        });
        franchise[l] = finance.terminal_multiple * 12 * base;
        equity[l] =
            scenario.labs[l].has_cash ? franchise[l] + scenario.labs[l].cash + to_usd(lab_cash_flow_total[l]) : 0;
    }
    std::vector<Payoff> result;
    for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
        if (scenario.venues[v].kind != VenueKind::cloud) continue;
        Payoff payoff{scenario.venues[v].id};
        payoff.flows = present_value(months, finance.discount_rate,
                                     [&](const MonthAccounts& month) { return month.clouds[v].cash_flow(); });
        const double normal =
            recent_mean(months, [&](const MonthAccounts& month) { return month.clouds[v].normal_cash_flow(); });
        payoff.terminal = at_horizon * terminal_value(normal, finance.discount_rate, finance.terminal_growth);
        for (std::size_t l = 0; l < scenario.labs.size(); ++l)
            payoff.equity += at_horizon * agreements.stake(static_cast<int>(v), static_cast<int>(l)) * equity[l];
        result.push_back(payoff);
    }
    for (std::size_t l = 0; l < scenario.labs.size(); ++l) {
        Payoff payoff{scenario.labs[l].id};
        payoff.flows = present_value(months, finance.discount_rate,
                                     [&](const MonthAccounts& month) { return cash_flow(month.labs[l]); });
        payoff.terminal = at_horizon * franchise[l];
        result.push_back(payoff);
    }
    return result;
}

}  // namespace nephoscope
