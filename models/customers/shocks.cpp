#include "models/customers/shocks.h"

#include <cmath>
#include <vector>

namespace nephoscope {

std::vector<LegalOffer> legal_offers(const OfferTable& offers) {
    std::vector<LegalOffer> legal;
    for (int l = 0; l < offers.labs; ++l)
        for (int v = 0; v < offers.venues; ++v) {
            const std::uint32_t workloads = offers.legal[static_cast<std::size_t>(offers.offer(l, v))];
            if (workloads != 0) legal.push_back({l, v, workloads});
        }
    return legal;
}

double shock_of(const Scenario& scenario, const Draws& draws, std::uint32_t customer, int workload, int epoch, int lab,
                int venue) {
    const double dissimilarity = scenario.choice.nest_dissimilarity;
    const int workload_slot = scenario.workloads[static_cast<std::size_t>(workload)].draw_slot;
    const int lab_slot = scenario.labs[static_cast<std::size_t>(lab)].draw_slot;
    const int slot = scenario.venues[static_cast<std::size_t>(venue)].draw_slot;
    const Words words = draws.block(Stream::idiosyncratic, customer, workload_slot, epoch, lab_slot, slot / 4);
    return scaled_log_stable(draws.block(Stream::nest, customer, workload_slot, epoch, lab_slot), dissimilarity) +
           dissimilarity * gumbel(words[static_cast<std::size_t>(slot % 4)]);
}

namespace {

bool could_be_sold(const Scenario& scenario, int lab, int venue) {
    const Venue& its = scenario.venues[static_cast<std::size_t>(venue)];
    if (its.kind == VenueKind::direct) return its.lab == lab;
    return its.kind == VenueKind::cloud || scenario.labs[static_cast<std::size_t>(lab)].open_weights;
}

/// 2^-19·C of docs/performance.md#sieve.
float rough_off(const ChoiceParameters& choice) {
    const double lambda = choice.nest_dissimilarity, largest_log = 3.14;  // of −log u, u from 2^-33 on
    const double nest = lambda < 1 ? lambda * std::abs(std::log(lambda / (1 - lambda))) - std::log1p(-lambda) : 0;
    const double tastes = choice.lab_taste_sd + choice.venue_taste_sd, largest_taste = 6.4;
    const double below = (nest + largest_log) / choice.taste_precision + largest_taste * tastes;
    return static_cast<float>(0x1p-19 * (2 * below + 3 / choice.taste_precision + tastes));
}

}  // namespace

static_assert(kMaxLabs <= 16 && kMaxWorkloads <= 8);  // sizes of lanes_own_roughly.h

/// Blocks of words: first one for every lab's nest, then those that hold a word of an offer.
Shocks::Shocks(const Scenario& scenario, const Draws& draws)
    : kernels_(kernels()), own_off_(rough_off(scenario.choice)) {
    const auto lab_slot = [&](int lab) { return scenario.labs[static_cast<std::size_t>(lab)].draw_slot; };
    const auto slot = [&](int venue) { return scenario.venues[static_cast<std::size_t>(venue)].draw_slot; };
    const int labs = static_cast<int>(scenario.labs.size()), venues = static_cast<int>(scenario.venues.size());
    for (const Workload& workload : scenario.workloads) workload_slots_.push_back(workload.draw_slot);
    for (int l = 0; l < labs; ++l) blocks_.add(Stream::nest, lab_slot(l));
    const auto row_length = static_cast<std::size_t>(labs * venue_stride(venues));
    std::vector<std::size_t> block;
    for (int l = 0; l < labs; ++l)
        for (int v = 0; v < venues; ++v) {
            if (!could_be_sold(scenario, l, v)) continue;
            block.push_back(blocks_.add(Stream::idiosyncratic, lab_slot(l), slot(v) / 4));
            lab_.push_back(l);
            venue_.push_back(v);
            place_.push_back(l * venue_stride(venues) + v);
        }
    blocks_.close(draws, kMostBlocks);
    for (std::size_t o = 0; o < block.size(); ++o)
        offer_word_.push_back(blocks_.word(block[o], slot(static_cast<int>(venue_[o])) % 4));
    for (auto* row : {&rank_at_, &sold_at_}) row->assign(row_length, 0);
    for (std::size_t o = 0; o < block.size(); ++o) {
        const auto place = static_cast<std::size_t>(place_[o]), l = static_cast<std::size_t>(lab_[o]);
        first_of_.resize(l + 1, static_cast<std::int32_t>(o));
        rank_at_[place] = static_cast<std::int32_t>(o) - first_of_[l];
        sold_at_[place] = -1;
    }
    first_of_.resize(static_cast<std::size_t>(labs), 0);
    for (auto* index : {&lab_, &venue_, &offer_word_}) index->resize((block.size() + 7) / 8 * 8, 0);
    word_of_.assign(offer_word_.begin(), offer_word_.end());
    view_.blocks = blocks_.view();
    view_.labs = labs;
    view_.stride = venue_stride(venues);
    view_.offers = static_cast<int>(block.size());
    view_.lab = lab_.data();
    view_.venue = venue_.data();
    view_.place = place_.data();
    view_.offer_word = offer_word_.data();
    view_.word_of = word_of_.data();
    view_.first_of = first_of_.data();
    view_.rank_at = rank_at_.data();
    view_.sold_at = sold_at_.data();
    view_.dissimilarity = scenario.choice.nest_dissimilarity;
    view_.per_precision = 1 / scenario.choice.taste_precision;
}

}  // namespace nephoscope
