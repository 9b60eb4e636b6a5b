#include "models/customers/shocks.h"

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

double Shocks::of(std::uint32_t customer, int workload, int epoch, int lab, int venue) const {
    double shock = 0;
    fill(customer, workload, epoch, {{lab, venue, 1U << workload}}, &shock);
    return shock;
}

void Shocks::fill(std::uint32_t customer, int workload, int epoch, const std::vector<LegalOffer>& offers,
                  double* out) const {
    const double dissimilarity = scenario_.choice.nest_dissimilarity;
    const int workload_slot = scenario_.workloads[static_cast<std::size_t>(workload)].draw_slot;
    int lab = -1, block = -1, lab_slot = 0;
    double nest = 0;
    Words words{};
    for (std::size_t o = 0; o < offers.size(); ++o) {
        const LegalOffer& offer = offers[o];
        if ((offer.workloads >> workload & 1U) == 0) {
            out[o] = 0;
            continue;
        }
        if (offer.lab != lab) {
            lab = offer.lab;
            lab_slot = scenario_.labs[static_cast<std::size_t>(lab)].draw_slot;
            nest =
                scaled_log_stable(draws_.block(Stream::nest, customer, workload_slot, epoch, lab_slot), dissimilarity);
            block = -1;
        }
        const int slot = scenario_.venues[static_cast<std::size_t>(offer.venue)].draw_slot;
        if (slot / 4 != block) {
            block = slot / 4;
            words = draws_.block(Stream::idiosyncratic, customer, workload_slot, epoch, lab_slot, block);
        }
        out[o] = nest + dissimilarity * gumbel(words[static_cast<std::size_t>(slot % 4)]);
    }
}

}  // namespace nephoscope
