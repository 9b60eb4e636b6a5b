#include "models/customers/shocks.h"

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

}  // namespace

/// Blocks of words: first one for every lab's nest, then those that hold a word of an offer.
Shocks::Shocks(const Scenario& scenario, const Draws& draws) : kernels_(kernels()) {
    const auto lab_slot = [&](int lab) { return scenario.labs[static_cast<std::size_t>(lab)].draw_slot; };
    const auto slot = [&](int venue) { return scenario.venues[static_cast<std::size_t>(venue)].draw_slot; };
    const int labs = static_cast<int>(scenario.labs.size()), venues = static_cast<int>(scenario.venues.size());
    for (const Workload& workload : scenario.workloads) workload_slots_.push_back(workload.draw_slot);
    for (int l = 0; l < labs; ++l) blocks_.add(Stream::nest, lab_slot(l));
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
    for (auto* index : {&lab_, &venue_, &offer_word_}) index->resize((block.size() + 7) / 8 * 8, 0);
    view_.blocks = blocks_.view();
    view_.labs = labs;
    view_.stride = venue_stride(venues);
    view_.offers = static_cast<int>(block.size());
    view_.lab = lab_.data();
    view_.venue = venue_.data();
    view_.place = place_.data();
    view_.offer_word = offer_word_.data();
    view_.dissimilarity = scenario.choice.nest_dissimilarity;
    view_.per_precision = 1 / scenario.choice.taste_precision;
}

}  // namespace nephoscope
