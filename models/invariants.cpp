#include "models/invariants.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/customers/accumulate.h"
#include "sim/core/error.h"
#include "sim/core/parallel.h"

namespace nephoscope {

namespace {

[[noreturn]] void broken(const InvariantInputs& in, const char* invariant, const char* phase,
                         const std::string& values) {
    throw ModelError(fmt::format("{} in month {}, phase {}: {}", invariant, in.offers.month.str(), phase, values));
}

void balances_sum_to_zero(const InvariantInputs& in) {  // N1
    int128 sum = 0;
    for (int a = 0; a < in.ledger.accounts(); ++a) sum += in.ledger.balance(a);
    if (sum != 0)
        broken(in, "N1 (balances sum to 0)", "settle",
               fmt::format("the sum is {} ticks", static_cast<std::int64_t>(sum)));
}

void accounts_close(const InvariantInputs& in) {  // N2
    for (int a = 0; a < in.ledger.accounts(); ++a) {
        const Money expected = in.ledger.opening(a) + in.ledger.inflow(a) - in.ledger.outflow(a);
        if (in.ledger.balance(a) != expected)
            broken(in, "N2 (closing = opening + in - out)", "settle",
                   fmt::format("account {} closes at {} ticks, expected {}",
                               in.accounts.names()[static_cast<std::size_t>(a)], in.ledger.balance(a), expected));
    }
}

void payments_are_received(const InvariantInputs& in) {  // N3
    const auto sum = [](const std::vector<Money>& values) {
        return std::accumulate(values.begin(), values.end(), Money{0});
    };
    Money received = 0, egress = 0;
    for (int to = 0; to < in.ledger.accounts(); ++to) {
        received += in.ledger.flow(Posting::model_purchase, Accounts::customers, to) +
                    in.ledger.flow(Posting::agency_sale, Accounts::customers, to);
        egress += in.ledger.flow(Posting::egress, Accounts::customers, to);
    }
    const Money paid = sum(in.totals.seller_paid), egress_paid = sum(in.totals.egress_paid);
    if (paid != received || egress_paid != egress || sum(in.totals.workload_paid) != paid + egress_paid)
        broken(in, "N3 (customers' payments = sellers' receipts)", "settle",
               fmt::format("paid {} received {}, egress paid {} received {}, by workload {} ticks", paid, received,
                           egress_paid, egress, sum(in.totals.workload_paid)));
}

void shares_keep_their_caps(const InvariantInputs& in) {  // N4
    for (std::size_t c = 0; c < in.scenario.clauses.size(); ++c) {
        const Clause& clause = in.scenario.clauses[c];
        if (clause.type != ClauseType::revenue_share) continue;
        const Money paid_now = in.share_paid[c] - in.share_paid_before[c];
        const Money cap = clause.cap ? std::max(to_money(*clause.cap), to_money(clause.paid_to_date)) : 0;
        if ((clause.cap && in.share_paid[c] > cap) || paid_now < 0 ||
            (paid_now != 0 && !in.agreements.in_force(clause, in.offers.month)))
            broken(in, "N4 (revenue share within cap and term)", "settle",
                   fmt::format("clause {} paid {} ticks this month, {} so far", clause.id, paid_now, in.share_paid[c]));
    }
}

void commitments_add_up(const InvariantInputs& in) {  // N4
    for (std::size_t c = 0; c < in.scenario.clauses.size(); ++c) {
        const Commitments& all = in.commitments;
        if (all.drawn(c) + all.remaining(c) == all.total(c) && all.drawn(c) >= 0 && all.remaining(c) >= 0) continue;
        broken(in, "N4 (commitment drawn + remaining = total)", "clear_market",
               fmt::format("clause {} drew {} ticks, {} remain of {}", in.scenario.clauses[c].id, all.drawn(c),
                           all.remaining(c), all.total(c)));
    }
}

void compute_is_allotted(const InvariantInputs& in) {  // N5
    const Clearing& clearing = in.clearing;
    for (int v = 0; v < in.offers.venues; ++v) {
        Compute served = 0, customers = 0;
        for (int c = 0; c < kComputeClasses; ++c) {
            const std::size_t at = clearing.at(v, static_cast<ComputeClass>(c));
            served += clearing.served[at];
            if (clearing.served[at] < 0 || clearing.served[at] > clearing.demand[at] ||
                !(clearing.fill[at] >= 0 && clearing.fill[at] <= 1))
                broken(in, "N5 (0 <= served <= demand, fill in [0, 1])", "clear_market",
                       fmt::format("venue {} class {}: demand {}, served {}, fill {}", v, c, clearing.demand[at],
                                   clearing.served[at], clearing.fill[at]));
        }
        if (in.scenario.venues[static_cast<std::size_t>(v)].kind != VenueKind::cloud) continue;
        for (int l = 0; l < in.offers.labs; ++l)
            customers += in.totals.compute[static_cast<std::size_t>(in.offers.offer(l, v))];
        const bool over = in.scenario.capacity.limited && served > clearing.capacity[static_cast<std::size_t>(v)];
        if (over || customers > clearing.served[clearing.at(v, ComputeClass::inference)])
            broken(in, "N5 (served <= capacity)", "serve_customers",
                   fmt::format("{}: capacity {}, allotted {}, of it to customers {}, who got {}",
                               in.scenario.venues[static_cast<std::size_t>(v)].id,
                               clearing.capacity[static_cast<std::size_t>(v)], served,
                               clearing.served[clearing.at(v, ComputeClass::inference)], customers));
    }
}

void base_shares_sum_to_one(const InvariantInputs& in) {  // N7
    const auto bases = static_cast<std::size_t>(in.customers.base_venues);
    for_blocks(in.customers.size(), kCustomerBlock, in.threads, [&](std::size_t first, std::size_t last) {
        for (std::size_t i = first; i < last; ++i) {
            double left = 1, least = 0;
            const double* share = in.customers.base_shares(i);
            for (std::size_t c = 0; c < bases; ++c) left -= share[c], least = share[c] < least ? share[c] : least;
            if (left != 0 || least < 0)  // then none is above 1 either
                broken(in, "N7 (base shares sum to 1)", "serve_customers",
                       fmt::format("customer {} has {} left", in.customers.id[i], left));
        }
    });
}

void cap_tables_sum_to_one(const InvariantInputs& in) {  // N8
    for (std::size_t l = 0; l < in.scenario.labs.size(); ++l) {
        double left = 1;
        bool inside = true;
        for (const double fraction : in.funding.cap_table(static_cast<int>(l))) {
            left -= fraction;
            inside = inside && fraction >= 0 && fraction <= 1;
        }
        if (left != 0 || !inside)
            broken(in, "N8 (cap table sums to 1)", "train_and_fund",
                   fmt::format("{} has {} left", in.scenario.labs[l].id, left));
    }
}

void totals_are_not_negative(const InvariantInputs& in) {  // N5, N10
    const auto check = [&](const char* name, const auto& values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            if (values[i] < 0)
                broken(in, "N5, N10 (quantities are not negative)", "serve_customers",
                       fmt::format("{}[{}] is {}", name, i, values[i]));
    };
    check("compute", in.totals.compute);
    check("seller_paid", in.totals.seller_paid);
    check("egress_paid", in.totals.egress_paid);
    check("users", in.totals.users);
    check("switching_cost", in.totals.switching_cost);
}

void flows_balance(const InvariantInputs& in, const char* name, const std::vector<Weight>& now,
                   const std::vector<Weight>& before,
                   std::size_t n) {  // N6
    Weight total = 0, total_before = 0;
    for (std::size_t e = 0; e < n; ++e) {
        Weight row = 0, stock = 0;
        for (std::size_t f = 0; f < n; ++f) {
            row += now[e * n + f];
            stock += before[f * n + e];
        }
        total += row;
        total_before += stock;
        if (row != stock)
            broken(
                in, "N6 (flow rows = last month's stock)", "choose_offers",
                fmt::format("{} row {}: {} left or stayed, stock was {} (2^-20 organisations)", name, e, row, stock));
    }
    if (total != total_before)
        broken(in, "N6 (no workload appears or vanishes)", "choose_offers",
               fmt::format("{}: {} before, {} now", name, total_before, total));
}

void sales_are_legal(const InvariantInputs& in) {  // N9
    for (int l = 0; l < in.offers.labs; ++l)
        for (int v = 0; v < in.offers.venues; ++v)
            for (int k = 0; k < in.offers.workloads; ++k) {
                const auto cell = static_cast<std::size_t>(in.offers.offer(l, v) * in.offers.workloads + k);
                if (in.totals.workload_paid[cell] != 0 && !in.offers.is_legal(l, v, k))
                    broken(in, "N9 (no sale on an illegal offer)", "choose_offers",
                           fmt::format(
                               "{} at {} for {} sold {} ticks", in.scenario.labs[static_cast<std::size_t>(l)].id,
                               in.scenario.venues[static_cast<std::size_t>(v)].id,
                               in.scenario.workloads[static_cast<std::size_t>(k)].id, in.totals.workload_paid[cell]));
            }
}

void prices_are_finite(const InvariantInputs& in) {  // N10
    for (std::size_t o = 0; o < in.offers.seller_price.size(); ++o)
        if (in.offers.legal[o] != 0 && !(std::isfinite(in.offers.seller_price[o]) && in.offers.seller_price[o] > 0 &&
                                         std::isfinite(in.offers.quality[o])))
            broken(in, "N10 (prices positive, qualities finite)", "freeze_offers",
                   fmt::format("offer {}: price {}, quality {}", o, in.offers.seller_price[o], in.offers.quality[o]));
}

}  // namespace

void check_invariants(const InvariantInputs& in) {
    balances_sum_to_zero(in);
    accounts_close(in);
    payments_are_received(in);
    shares_keep_their_caps(in);
    commitments_add_up(in);
    compute_is_allotted(in);
    base_shares_sum_to_one(in);
    cap_tables_sum_to_one(in);
    totals_are_not_negative(in);
    flows_balance(in, "venue", in.totals.venue_flow, in.before.venue_flow, in.scenario.venues.size() + 2);
    flows_balance(in, "lab", in.totals.lab_flow, in.before.lab_flow, in.scenario.labs.size() + 2);
    sales_are_legal(in);
    prices_are_finite(in);
}

}  // namespace nephoscope
