#include "models/customers/attention.h"

#include "models/customers/turnover.h"

namespace nephoscope {

Attention::Attention(const Customers& customers, const DecisionContext& context)
    : customers_(customers), context_(context), scenario_(context.scenario) {
    for (std::size_t v = 0; v < scenario_.venues.size() && !context_.burn_in; ++v)
        if (context_.now.news[v] != 0 && scenario_.venues[v].kind == VenueKind::cloud) news_.push_back(v);
}

/// 1 − Π(1 − h): base attention, news of a lab at a cloud that holds enough of the customer's base, last month's
/// shortage.
double Attention::evaluation_probability(std::size_t i) const {
    bool news = false;
    for (const std::size_t v : news_)
        news =
            news || customers_.base_share[i * scenario_.venues.size() + v] >= scenario_.attention.new_offer_base_share;
    const double shortage = context_.burn_in ? 0.0 : scenario_.attention.shortage * (1 - customers_.fill[i]);
    return 1 - (1 - scenario_.attention.base) * (1 - (news ? scenario_.attention.new_offer : 0.0)) * (1 - shortage);
}

bool Attention::renews(std::size_t i) const {
    if (!scenario_.attention.renewal || context_.t <= customers_.entry[i]) return false;
    return (context_.t - customers_.phase[i]) % customers_.term[i] == 0;
}

void Attention::activate(std::size_t i, Agenda& agenda) const {
    const std::uint32_t all = (1U << customers_.workloads) - 1;
    const std::size_t segments = scenario_.segments.size();
    for_workload_words(scenario_, context_.draws, Stream::activation, customers_.id[i], context_.t,
                       all & ~agenda.active, [&](std::size_t k, std::uint32_t word) {
                           const double share = context_.lagged.active_share[k * segments + customers_.segment[i]];
                           const double hazard = scenario_.attention.activation + scenario_.attention.imitation * share;
                           if (unit_uniform(word) < hazard) agenda.activated |= 1U << k;
                       });
    agenda.active |= agenda.activated;
}

Agenda Attention::agenda(std::size_t i, MonthTotals& totals) const {
    Agenda agenda;
    agenda.active = active_workloads(customers_, i);
    agenda.new_project = new_projects(customers_, scenario_, context_.draws, i, context_.t);
    if (!context_.burn_in) activate(i, agenda);
    const double uniform = unit_uniform(context_.draws.of_customer(Stream::evaluation, customers_.id[i], context_.t));
    agenda.renewal = renews(i);
    agenda.full = uniform < evaluation_probability(i) || agenda.renewal || context_.first || context_.everyone;
    for (int k = 0; k < customers_.workloads; ++k) {
        const std::size_t slot = customers_.slot(i, k);
        if (customers_.lab[slot] != kNone && !context_.now.is_legal(customers_.lab[slot], customers_.venue[slot], k))
            agenda.forced_out |= 1U << k;
    }
    agenda.deciding = agenda.full ? agenda.active : (agenda.new_project | agenda.activated | agenda.forced_out);
    totals.evaluations += agenda.full ? 1 : 0;
    totals.renewals += agenda.renewal ? 1 : 0;
    return agenda;
}

}  // namespace nephoscope
