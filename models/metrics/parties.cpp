#include "models/metrics/declare.h"

namespace nephoscope {

namespace {

using namespace declare;

Variable lab_money(const char* name, const char* meaning, Money LabMonth::*field) {
    return money("labs", name, {"month", "lab"}, meaning, [field](const Market& m, Integers out) {
        for (std::size_t l = 0; l < out.size(); ++l) out[l] = m.accounts().labs[l].*field;
    });
}

Variable cloud_money(const char* name, const char* meaning, Money CloudMonth::*field) {
    return money("clouds", name, {"month", "venue"}, meaning, [field](const Market& m, Integers out) {
        for (std::size_t v = 0; v < out.size(); ++v) out[v] = m.accounts().clouds[v].*field;
    });
}

Variable of_labs(const char* name, const char* units, const char* meaning,
                 double (*value)(const Market&, std::size_t lab)) {
    return reals("labs", name, {"month", "lab"}, units, meaning, [value](const Market& m, Reals out) {
        for (std::size_t l = 0; l < out.size(); ++l) out[l] = value(m, l);
    });
}

const LabFinances& finances(const Market& m, std::size_t lab) { return m.funding().finances(static_cast<int>(lab)); }

Variable finance(const char* name, const char* meaning, double LabFinances::*field) {
    return reals("labs", name, {"month", "lab"}, "USD", meaning, [field](const Market& m, Reals out) {
        for (std::size_t l = 0; l < out.size(); ++l) out[l] = finances(m, l).*field;
    });
}

/// (sales − payments to labs − unit cost of the compute that served them)/sales.
double cloud_margin(const Market& m, std::size_t venue) {
    const CloudMonth& cloud = m.accounts().clouds[venue];
    Compute compute = 0;
    for (int l = 0; l < m.totals().labs; ++l)
        compute += m.totals().compute[static_cast<std::size_t>(m.offers().offer(l, static_cast<int>(venue)))];
    const double cost = mw_months(compute) * m.offers().unit_cost;
    return ratio(to_usd(cloud.sales - cloud.paid_to_labs) - cost, to_usd(cloud.sales));
}

void cap_tables(const Market& m, Reals out) {
    const std::vector<std::size_t> clouds = clouds_of(m.scenario());
    std::size_t cell = 0;
    for (std::size_t l = 0; l < m.scenario().labs.size(); ++l) {
        const std::vector<double> table = m.funding().cap_table(static_cast<int>(l));
        for (const std::size_t v : clouds) out[cell++] = table[v];
        out[cell++] = table.back();
    }
}

std::vector<Variable> lab_variables() {
    return {
        of_labs("list_price", "USD/unit", "List price",
                [](const Market& m, std::size_t l) { return m.offers().list_price[l]; }),
        of_labs("compute_per_unit", "MW-month/unit", "Compute that one unit takes",
                [](const Market& m, std::size_t l) { return m.offers().compute_per_unit[l]; }),
        of_labs("latent_quality", "ECI points", "Quality of the lab's unpublished frontier at the end of the month",
                [](const Market& m, std::size_t l) { return m.quality().latent(static_cast<int>(l)); }),
        of_labs("compute_fill", "1", "Served share of the lab's own compute: direct, consumer and training",
                [](const Market& m, std::size_t l) { return m.clearing().lab_fill[l]; }),
        of_labs("lerner_index", "1", "Price-cost margin: gross profit in net revenue",
                [](const Market& m, std::size_t l) {
                    return ratio(to_usd(m.accounts().labs[l].gross_profit), to_usd(m.accounts().labs[l].net_revenue));
                }),
        lab_money("consumer_revenue", "Revenue from consumers, exogenous", &LabMonth::consumer),
        lab_money("royalties", "Royalties and gross-profit splits received from clouds", &LabMonth::receipts),
        lab_money("agency_sales", "Sales through clouds as agents less commission", &LabMonth::agency),
        lab_money("training_bill", "Part of the compute bill that is training", &LabMonth::training_bill),
        lab_money("gross_profit", "Net revenue less compute for inference", &LabMonth::gross_profit),
        lab_money("true_up", "Take-or-pay paid for compute not drawn", &LabMonth::true_up),
        lab_money("operating_cost", "Operating cost", &LabMonth::operating_cost),
        lab_money("equity_raised", "Equity raised in rounds and listings", &LabMonth::equity_raised),
        finance("cash", "Cash at the end of the month", &LabFinances::cash),
        finance("training_budget", "Training budget of the coming month", &LabFinances::training_budget),
        finance("pre_money", "Valuation before money raised, where the lab keeps accounts", &LabFinances::pre_money),
        of_labs("dilution", "1", "Dilution by this month's round",
                [](const Market& m, std::size_t l) { return finances(m, l).dilution; }),
        of_labs("distress_months", "1", "Months so far in which a round was cut",
                [](const Market& m, std::size_t l) { return static_cast<double>(finances(m, l).distress_months); }),
        of_labs("rounds", "1", "Rounds so far",
                [](const Market& m, std::size_t l) { return static_cast<double>(finances(m, l).rounds); }),
        integers("labs", "insolvent", {"month", "lab"}, Storage::flag, "1", "Whether cash is below 0",
                 [](const Market& m, Integers out) {
                     for (std::size_t l = 0; l < out.size(); ++l) out[l] = finances(m, l).insolvent ? 1 : 0;
                 }),
        reals("labs", "cap_table", {"month", "lab", "holder"}, "1", "Fraction of the lab held; sums to 1 over holders",
              cap_tables),
        organisations_total("labs", "payers_by_region", {"month", "lab", "region"},
                            "Customers with a workload on the lab", &MonthTotals::payers_region),
    };
}

std::vector<Variable> cloud_variables() {
    return {
        reals("clouds", "platform_fee", {"month", "venue"}, "1", "Platform fee on list prices; 0 is parity",
              [](const Market& m, Reals out) {
                  std::copy(m.offers().platform_fee.begin(), m.offers().platform_fee.end(), out.begin());
              }),
        reals("clouds", "lerner_index", {"month", "cloud"}, "1",
              "Price-cost margin of model sales: sales less payments to labs and unit cost of the compute, in sales",
              [](const Market& m, Reals out) {
                  std::size_t cell = 0;
                  for (const std::size_t v : clouds_of(m.scenario())) out[cell++] = cloud_margin(m, v);
              }),
        cloud_money("base_revenue", "Base-cloud revenue", &CloudMonth::base_revenue),
        cloud_money("base_cost", "Cost of base service", &CloudMonth::base_cost),
        cloud_money("commissions", "Agency commissions, part of compute revenue", &CloudMonth::commissions),
        cloud_money("true_up", "Take-or-pay received", &CloudMonth::true_up),
        cloud_money("reserve_value", "What first-party use pays for its reserve", &CloudMonth::reserve_value),
        cloud_money("licence_value", "Shadow value of a licence, never cash", &CloudMonth::licence_value),
        cloud_money("equity_bought", "Equity of labs bought", &CloudMonth::equity_bought),
        reals("clouds", "compute_used", {"month", "venue"}, "MW-month", "Compute sold at the cloud and hosted for labs",
              [](const Market& m, Reals out) {
                  for (std::size_t v = 0; v < out.size(); ++v) out[v] = mw_months(m.accounts().clouds[v].used);
              }),
        money_total("clouds", "new_base_spend", {"month", "venue"}, "Base spend that grew onto the cloud this month",
                    &MonthTotals::base_moved),
        organisations_total("clouds", "new_logos", {"month", "venue", "taste_tercile"},
                            "Newcomers whose first cloud it is, by third of the taste for the focal lab",
                            &MonthTotals::new_logos),
        organisations_total("clouds", "primary_switches", {"month", "venue", "taste_tercile"},
                            "Customers who moved their home cloud to it, by third of the taste for the focal lab",
                            &MonthTotals::primary_switches),
        number("market", "unit_cost", "USD/MW-month", "User cost of capacity",
               [](const Market& m) { return m.offers().unit_cost; }),
        number("market", "wholesale_price", "USD/MW-month", "Price of compute that labs pay",
               [](const Market& m) { return m.offers().wholesale_price; }),
        organisations_total("market", "born_by_region", {"month", "region"}, "Customers born by this month",
                            &MonthTotals::born_region),
        integers("market", "prices_converged", {"month"}, Storage::flag, "1",
                 "Whether rule nash found an equilibrium; true without it",
                 [](const Market& m, Integers out) { out[0] = m.prices().converged ? 1 : 0; }),
    };
}

}  // namespace

const std::vector<Variable>& party_variables() {
    static const std::vector<Variable> variables = [] {
        std::vector<Variable> all;
        for (auto part : {lab_variables(), cloud_variables()}) all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return variables;
}

}  // namespace nephoscope
