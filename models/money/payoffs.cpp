#include "models/money/payoffs.h"

#include <algorithm>

#include "models/pricing/paths.h"

namespace nephoscope {

namespace {
using MonthValue = std::function<Money(const MonthAccounts&)>;

constexpr std::size_t kNormalMonths = 12;

/// Mean over the last 12 months, USD per month.
double recent_mean(const std::vector<MonthAccounts>& months, const MonthValue& value) {
    const std::size_t count = std::min(kNormalMonths, months.size());
    Money sum = 0;
    for (std::size_t m = months.size() - count; m < months.size(); ++m) sum += value(months[m]);
    return count == 0 ? 0 : to_usd(sum) / static_cast<double>(count);
}

/// What a lab's terminal multiple is applied to.
Money franchise_base(const LabMonth& month, TerminalValue what) {
    const Money base = month.base - month.expiring + month.renewal;
    return what == TerminalValue::gross_profit ? base - (month.compute_bill - month.training_bill) : base;
}

Payoff cloud_payoff(const PayoffInputs& in, std::size_t v, const std::vector<double>& equity) {
    Payoff payoff{in.scenario.venues[v].id};
    payoff.flows = present_value(in, [v](const MonthAccounts& month) { return month.clouds[v].cash_flow(); });
    payoff.terminal = capitalised(in, [v](const MonthAccounts& month) { return month.clouds[v].normal_cash_flow(); });
    payoff.licence = present_value(in, [v](const MonthAccounts& month) { return month.clouds[v].licence_value; });
    for (std::size_t l = 0; l < equity.size(); ++l)
        payoff.equity += horizon_factor(in) * in.stake[v * equity.size() + l] * equity[l];
    return payoff;
}
}  // namespace

Money cash_flow(const LabMonth& month) {
    return month.direct_sales + month.consumer + month.receipts + month.agency - month.share_paid - month.compute_bill -
           month.true_up - month.operating_cost;
}

Money normal_cash_flow(const LabMonth& month) {
    return month.base - month.expiring + month.renewal - month.compute_bill - month.operating_cost;
}

double terminal_value(double monthly_cash_flow, double discount_rate, double growth) {
    return 12 * monthly_cash_flow * (1 + growth) / (discount_rate - growth);
}

double horizon_factor(const PayoffInputs& inputs) {
    return discount_factor(inputs.scenario.finance.discount_rate, static_cast<int>(inputs.months.size()));
}

double present_value(const PayoffInputs& inputs, const MonthValue& value) {
    double sum = 0;
    for (std::size_t m = 0; m < inputs.months.size(); ++m)
        sum += discount_factor(inputs.scenario.finance.discount_rate, static_cast<int>(m)) *
               to_usd(value(inputs.months[m]));
    return sum;
}

double capitalised(const PayoffInputs& inputs, const MonthValue& normal) {
    const FinanceParameters& finance = inputs.scenario.finance;
    if (finance.terminal == TerminalValue::none) return 0;
    return horizon_factor(inputs) *
           terminal_value(recent_mean(inputs.months, normal), finance.discount_rate, finance.terminal_growth);
}

std::vector<double> lab_franchises(const PayoffInputs& inputs) {
    const FinanceParameters& finance = inputs.scenario.finance;
    std::vector<double> franchises(inputs.scenario.labs.size(), 0);
    if (finance.terminal == TerminalValue::none) return franchises;
    for (std::size_t l = 0; l < franchises.size(); ++l)
        franchises[l] = finance.terminal_multiple * 12 * recent_mean(inputs.months, [&](const MonthAccounts& month) {
                            return franchise_base(month.labs[l], finance.terminal);
                        });
    return franchises;
}

std::vector<double> lab_equities(const PayoffInputs& inputs) {
    std::vector<double> equities = lab_franchises(inputs);
    for (std::size_t l = 0; l < equities.size(); ++l) {
        const Lab& lab = inputs.scenario.labs[l];
        equities[l] = lab.has_cash ? equities[l] + lab.cash + to_usd(inputs.lab_balance[l]) : 0;
    }
    return equities;
}

std::vector<Payoff> payoffs(const PayoffInputs& inputs) {
    const std::vector<double> franchises = lab_franchises(inputs), equities = lab_equities(inputs);
    std::vector<Payoff> result;
    for (std::size_t v = 0; v < inputs.scenario.venues.size(); ++v)
        if (inputs.scenario.venues[v].kind == VenueKind::cloud) result.push_back(cloud_payoff(inputs, v, equities));
    for (std::size_t l = 0; l < franchises.size(); ++l) {
        Payoff payoff{inputs.scenario.labs[l].id};
        payoff.flows = present_value(inputs, [l](const MonthAccounts& month) { return cash_flow(month.labs[l]); });
        payoff.terminal = horizon_factor(inputs) * franchises[l];
        result.push_back(payoff);
    }
    return result;
}

std::vector<Payoff> group_payoffs(const PayoffInputs& inputs) {
    const std::vector<double> equities = lab_equities(inputs);
    std::vector<Payoff> result;
    for (std::size_t v = 0; v < inputs.scenario.venues.size(); ++v) {
        const Venue& venue = inputs.scenario.venues[v];
        if (venue.kind != VenueKind::cloud) continue;
        Payoff group = cloud_payoff(inputs, v, equities);
        if (venue.owner_lab >= 0) {
            const auto l = static_cast<std::size_t>(venue.owner_lab);
            group.flows += present_value(inputs, [l](const MonthAccounts& month) { return cash_flow(month.labs[l]); });
            group.terminal = capitalised(inputs, [v, l](const MonthAccounts& month) {
                return month.clouds[v].normal_cash_flow() + normal_cash_flow(month.labs[l]);
            });
        }
        result.push_back(group);
    }
    return result;
}

}  // namespace nephoscope
