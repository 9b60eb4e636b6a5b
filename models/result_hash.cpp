#include <algorithm>
#include <numeric>

#include "models/market.h"

/// The month's part of the result hash (docs/output.md#result-hash): ledger balances and flows, state of labs and
/// venues, sum of the customers' states. Entities in byte order of id, so that display order and draw slots do not
/// enter.
namespace nephoscope {

namespace {

template <class Entity>
std::vector<std::size_t> byte_order(const std::vector<Entity>& entities) {
    std::vector<std::size_t> order(entities.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return entities[a].id < entities[b].id; });
    return order;
}

}  // namespace

void Market::hash_month() {
    const std::vector<std::size_t> labs = byte_order(scenario_.labs), venues = byte_order(scenario_.venues);
    std::vector<int> accounts(static_cast<std::size_t>(ledger_.accounts()));
    std::iota(accounts.begin(), accounts.end(), 0);
    std::sort(accounts.begin(), accounts.end(), [&](int a, int b) {
        return ledger_accounts_.names()[static_cast<std::size_t>(a)] <
               ledger_accounts_.names()[static_cast<std::size_t>(b)];
    });

    hasher_.add(static_cast<std::int64_t>(t_));
    for (const int account : accounts) hasher_.add(ledger_.balance(account));
    for (int posting = 0; posting < kPostings; ++posting)
        for (const int from : accounts)
            for (const int to : accounts) hasher_.add(ledger_.flow(static_cast<Posting>(posting), from, to));
    for (const std::size_t l : labs) {
        hasher_.add(quality_.latent(static_cast<int>(l)));
        const LabFinances& finances = funding_.finances(static_cast<int>(l));
        hasher_.add(finances.cash);
        hasher_.add(finances.training_budget);
        hasher_.add(finances.shares);
        hasher_.add(offers_.list_price[l]);
        hasher_.add(offers_.compute_per_unit[l]);
        for (const std::size_t v : venues) {
            const auto o = static_cast<std::size_t>(offers_.offer(static_cast<int>(l), static_cast<int>(v)));
            hasher_.add(static_cast<std::int64_t>(offers_.legal[o]));
            hasher_.add(offers_.quality[o]);
            hasher_.add(offers_.seller_price[o]);
        }
    }
    for (const std::size_t v : venues) {
        hasher_.add(offers_.platform_fee[v]);
        hasher_.add(reliability_[v]);
        hasher_.add(capacity_.installed(static_cast<int>(v)));
        hasher_.add(capacity_.queued(static_cast<int>(v)));
        for (int c = 0; c < kComputeClasses; ++c) {
            const std::size_t at = clearing_.at(static_cast<int>(v), static_cast<ComputeClass>(c));
            hasher_.add(clearing_.demand[at]);
            hasher_.add(clearing_.served[at]);
        }
    }
    hasher_.add(static_cast<std::int64_t>(customer_state_sum(customers_, scenario_, threads_)));
}

}  // namespace nephoscope
