#include "models/customers/shocks.h"

#include <algorithm>

#include "sim/core/contract.h"

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
    std::vector<LegalOffer> offers;
    for (int l = 0; l < static_cast<int>(scenario.labs.size()); ++l)
        for (int v = 0; v < static_cast<int>(scenario.venues.size()); ++v)
            if (could_be_sold(scenario, l, v)) offers.push_back({l, v, 0});
    for (const Workload& workload : scenario.workloads) workload_slots_.push_back(workload.draw_slot);
    const auto lab_slot = [&](int lab) {
        return static_cast<std::uint64_t>(scenario.labs[static_cast<std::size_t>(lab)].draw_slot);
    };
    for (int l = 0; l < static_cast<int>(scenario.labs.size()); ++l) {
        stream_.push_back(static_cast<std::uint64_t>(Stream::nest));
        lab_slots_.push_back(lab_slot(l));
    }
    std::vector<std::size_t> block_of;
    for (const LegalOffer& offer : offers) {
        const int slot = scenario.venues[static_cast<std::size_t>(offer.venue)].draw_slot;
        const std::uint64_t counter = lab_slot(offer.lab) | static_cast<std::uint64_t>(slot / 4) << 8;
        const auto first = lab_slots_.begin() + static_cast<std::ptrdiff_t>(scenario.labs.size());
        const auto found = std::find(first, lab_slots_.end(), counter);
        block_of.push_back(static_cast<std::size_t>(found - lab_slots_.begin()));
        if (found == lab_slots_.end()) {
            stream_.push_back(static_cast<std::uint64_t>(Stream::idiosyncratic));
            lab_slots_.push_back(counter);
        }
        lab_.push_back(offer.lab);
        venue_.push_back(offer.venue);
    }
    view_.drawn = static_cast<int>(lab_slots_.size());
    const std::size_t blocks = (lab_slots_.size() + 7) / 8 * 8;
    NEPHOSCOPE_ASSERT(blocks <= std::size_t{kMostBlocks});
    stream_.resize(blocks, 0);
    lab_slots_.resize(blocks, 0);
    for (std::size_t o = 0; o < offers.size(); ++o) {
        const int slot = scenario.venues[static_cast<std::size_t>(offers[o].venue)].draw_slot;
        offer_word_.push_back(static_cast<std::int64_t>(static_cast<std::size_t>(slot % 4) * blocks + block_of[o]));
    }
    for (auto* index : {&lab_, &venue_, &offer_word_}) index->resize((offers.size() + 7) / 8 * 8, 0);
    view_.key[0] = draws.key()[0];
    view_.key[1] = draws.key()[1];
    view_.labs = static_cast<int>(scenario.labs.size());
    view_.stride = venue_stride(static_cast<int>(scenario.venues.size()));
    view_.blocks = static_cast<int>(blocks);
    view_.stream = stream_.data();
    view_.lab_slots = lab_slots_.data();
    view_.offers = static_cast<int>(offers.size());
    view_.lab = lab_.data();
    view_.venue = venue_.data();
    view_.offer_word = offer_word_.data();
    view_.dissimilarity = scenario.choice.nest_dissimilarity;
    view_.per_precision = 1 / scenario.choice.taste_precision;
}

}  // namespace nephoscope
