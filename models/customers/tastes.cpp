#include "models/customers/tastes.h"

namespace nephoscope {

double lab_taste(const Scenario& scenario, const Draws& draws, std::uint32_t customer, std::size_t lab) {
    const Words words = draws.block(Stream::taste_lab, customer, 0, 0, scenario.labs[lab].draw_slot);
    return scenario.choice.lab_taste_sd * normal(words[0]);
}

double venue_taste(const Scenario& scenario, const Draws& draws, std::uint32_t customer, std::size_t venue) {
    const std::uint32_t word = draws.of_venue(Stream::taste_venue, customer, scenario.venues[venue].draw_slot);
    return scenario.choice.venue_taste_sd * normal(word);
}

static_assert(kMaxLabs + kMaxVenues <= kMostTastes && kMostTastes % 8 == 0);
static_assert(kMaxLabs + 64 / 4 <= kMostTasteBlocks);  // slots of venues go to 63

/// A block for every lab, of which the first word is used; one for every four slots of venues.
Tastes::Tastes(const Scenario& scenario, const Draws& draws)
    : kernels_(kernels()), labs_(static_cast<int>(scenario.labs.size())) {
    std::vector<std::size_t> block;
    for (const Lab& lab : scenario.labs) block.push_back(blocks_.add(Stream::taste_lab, lab.draw_slot));
    for (const Venue& venue : scenario.venues)
        block.push_back(blocks_.add(Stream::taste_venue, 0, venue.draw_slot / 4));
    blocks_.close(draws, kMostTasteBlocks);
    for (std::size_t l = 0; l < scenario.labs.size(); ++l) {
        word_.push_back(blocks_.word(block[l], 0));
        scale_.push_back(scenario.choice.lab_taste_sd);
    }
    for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
        word_.push_back(blocks_.word(block[scenario.labs.size() + v], scenario.venues[v].draw_slot % 4));
        scale_.push_back(scenario.choice.venue_taste_sd);
    }
    view_.blocks = blocks_.view();
    view_.count = static_cast<int>(word_.size());
    word_.resize((word_.size() + 15) / 16 * 16, 0);
    scale_.resize(word_.size(), 0);
    word_of_.assign(word_.begin(), word_.end());
    view_.word = word_.data();
    view_.word_of = word_of_.data();
    view_.scale = scale_.data();
}

}  // namespace nephoscope
