#include "models/customers/attention.h"

namespace nephoscope {

Attention::Attention(const Customers& customers, const DecisionContext& context)
    : customers_(customers),
      context_(context),
      scenario_(context.scenario),
      kernels_(kernels()),
      turnover_(turnover_chances(context.scenario)),
      activation_(context.scenario, Stream::activation),
      losses_(loses_offers()),
      base_chance_(word_threshold(context.scenario.attention.base)) {
    for (std::size_t v = 0; v < scenario_.venues.size() && !context_.burn_in; ++v)
        if (context_.now.news[v] != 0 && scenario_.venues[v].kind == VenueKind::cloud) news_.push_back(v);
    const std::size_t segments = scenario_.segments.size();
    for (std::size_t s = 0; s < segments && !context_.burn_in; ++s)
        for (std::size_t k = 0; k < scenario_.workloads.size(); ++k)
            activation_.set(s, k,
                            scenario_.attention.activation +
                                scenario_.attention.imitation * context_.lagged.active_share[k * segments + s]);
    due_[0] = 255;
    for (int term = 1; term < 256; ++term) due_[term] = static_cast<std::uint8_t>((context_.t % term + term) % term);
}

void Attention::draw(std::size_t first, std::size_t last, AttentionDraws& draws) const {
    kernels_.customer_words(context_.draws.key().data(), context_.draws.counter_0(Stream::evaluation, 0, context_.t),
                            customers_.id.data() + first, last - first, draws.evaluation);
    turnover_.draw(kernels_, customers_, context_.draws, context_.t, first, last, draws.new_project);
    activation_.draw(kernels_, customers_, context_.draws, context_.t, first, last, draws.activated);
}

/// Where there is news or something was short: with probability 1 − Π(1 − h) of base attention, news of a lab at a
/// cloud that holds enough of the customer's base, last month's shortage.
bool Attention::evaluates(std::size_t i, std::uint32_t word) const {
    const double short_of = context_.burn_in ? 0.0 : 1 - customers_.fill[i];
    bool news = false;
    for (const std::size_t v : news_)
        news = news || customers_.base_shares(i)[v] >= scenario_.attention.new_offer_base_share;
    const double shortage = scenario_.attention.shortage * short_of;
    return unit_uniform(word) <
           1 - (1 - scenario_.attention.base) * (1 - (news ? scenario_.attention.new_offer : 0.0)) * (1 - shortage);
}

bool Attention::renews(std::size_t i) const {
    const bool due = customers_.phase[i] == due_[customers_.term[i]], later = context_.t > customers_.entry[i];
    return scenario_.attention.renewal & due & later;
}

std::uint32_t Attention::forced_out(std::size_t i) const {
    std::uint32_t forced = 0;
    for (int k = 0; k < customers_.workloads; ++k) {
        const std::size_t slot = customers_.slot(i, k);
        if (customers_.lab[slot] != kNone && !context_.now.is_legal(customers_.lab[slot], customers_.venue[slot], k))
            forced |= 1U << k;
    }
    return forced;
}

/// Whoever is on an offer may have it for its workload last month: it was legal then.
bool Attention::loses_offers() const {
    const auto &before = context_.before.legal, &now = context_.now.legal;
    for (std::size_t o = 0; o < now.size(); ++o)
        if ((before[o] & ~now[o]) != 0) return true;
    return false;
}

/// Without branches on what customers do, which nobody can foresee.
void Attention::find(std::size_t first, std::size_t last, const AttentionDraws& draws, std::vector<Stirring>& stirring,
                     MonthTotals& totals) const {
    const bool everybody = context_.first || context_.everyone, burn_in = context_.burn_in, no_news = news_.empty();
    const int t = context_.t;
    const std::int16_t* entry = customers_.entry.data();
    const double* fill = customers_.fill.data();
    std::int64_t evaluations = 0, renewals = 0;
    std::size_t found = 0;
    stirring.resize(last - first);
    for (std::size_t i = first; i < last; ++i) {
        const std::size_t at = i - first;
        const bool born = t >= entry[i], enters = (t == entry[i]) & !burn_in, renewal = renews(i);
        const bool usual = no_news & (burn_in | (fill[i] == 1));
        const bool evaluates_anyway = draws.evaluation[at] < base_chance_,
                   evaluates_now = burn_in ? evaluates_anyway : evaluates(i, draws.evaluation[at]);
        const bool full = born & ((usual ? evaluates_anyway : evaluates_now) | renewal | everybody);
        evaluations += full ? 1 : 0;
        renewals += renewal ? 1 : 0;
        const std::uint32_t forced = losses_ && born ? forced_out(i) : 0, active = customers_.active[i];
        Agenda& agenda = stirring[found].agenda;
        stirring[found].customer = i;
        agenda.renewal = renewal;
        agenda.full = full;
        agenda.forced_out = forced;
        agenda.new_project = draws.new_project[at] & active;
        agenda.activated = draws.activated[at] & ~active;
        agenda.active = active | agenda.activated;
        const std::uint32_t alone = agenda.new_project | agenda.activated | forced;
        agenda.deciding = alone | (full ? agenda.active : 0);
        const bool stirs = born & ((agenda.deciding != 0) | renewal | enters);
        found += stirs ? 1 : 0;
    }
    stirring.resize(found);
    totals.evaluations += evaluations;
    totals.renewals += renewals;
}

}  // namespace nephoscope
