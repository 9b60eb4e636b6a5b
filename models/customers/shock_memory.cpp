#include "models/customers/shock_memory.h"

namespace nephoscope {

void ShockMemory::prepare(const std::vector<LegalOffer>& offers, std::size_t slots) {
    if (offers == offers_ && project_.size() == slots) return;
    if (slots * offers.size() * sizeof(double) > kMostBytes) {
        *this = ShockMemory();
        return;
    }
    offers_ = offers;
    project_.assign(slots, 0);
    values_.resize(slots * offers.size());
}

const double* ShockMemory::of(const Shocks& shocks, std::size_t slot, std::uint32_t customer, int workload, int epoch) {
    if (project_.empty()) return nullptr;
    double* values = values_.data() + slot * offers_.size();
    const std::uint64_t project = (std::uint64_t{customer} << 16 | static_cast<std::uint64_t>(epoch)) + 1;
    if (project_[slot] != project) {
        shocks.fill(customer, workload, epoch, offers_, values);
        project_[slot] = project;
    }
    return values;
}

}  // namespace nephoscope
