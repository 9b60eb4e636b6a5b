#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/agreements/offers.h"
#include "models/customers/kernels.h"
#include "models/customers/tastes.h"
#include "models/customers/word_blocks.h"
#include "models/scenario/scenario.h"
#include "sim/core/random.h"

namespace nephoscope {

/// An offer that somebody may buy this month, in order of (lab, venue).
struct LegalOffer {
    int lab = 0, venue = 0;
    std::uint32_t workloads = 0;  ///< bit k: may be bought for workload k
    friend bool operator==(const LegalOffer&, const LegalOffer&) = default;
};

std::vector<LegalOffer> legal_offers(const OfferTable& offers);

/// Length of a row over venues: padded to a multiple of eight, so that venues fill lanes (models/customers/kernels.h).
inline int venue_stride(int venues) { return (venues + 7) / 8 * 8; }
inline constexpr int kVenueLanes = (kMaxVenues + 7) / 8 * 8;
inline constexpr int kOfferLanes = kMaxLabs * kVenueLanes;

/// Taste shocks of one population: nested by lab (docs/model.md#shocks, MODEL 5.3), ε_v = λ(ln S + Gumbel_v) with S
/// positive stable of index λ, so that P(ε_v ≤ x_v for all v) = exp(−(Σ_v e^(−x_v/λ))^λ) within a lab. A shock belongs
/// to customer, workload, lab, venue and project (epoch): it persists until the project is replaced, and an offer more
/// or less changes no other.
class Shocks {
public:
    Shocks(const Scenario& scenario, const Draws& draws);
    Shocks(const Shocks&) = delete;
    Shocks& operator=(const Shocks&) = delete;

    /// A customer's own attraction to every offer that could ever be sold (any lab at any cloud, a lab at its own
    /// channel, open weights at self-hosting), tastes + ε/α [log points], rounded to single precision, at lab·stride +
    /// venue; 0 elsewhere. `own` [labs×venue_stride].
    void own(std::uint32_t customer, int workload, int epoch, TasteSpan tastes, float* own) const {
        kernels_.own_attractions(view_, customer, workload_slots_[static_cast<std::size_t>(workload)], epoch,
                                 tastes.lab, tastes.venue, own);
    }

    /// The same of one customer's projects in single precision, if the kernels have a way to: off by no more than
    /// own_off() and 2^-19 of themselves.
    void own_roughly(const Tastes& tastes, std::uint32_t customer, const ProjectRows& rows) const {
        kernels_.own_roughly(view_, tastes.view(), customer, rows);
    }
    float own_off() const { return own_off_; }

    /// The same of single offers, exactly: own[offers].
    void own_of(const Tastes& tastes, std::span<const OwnOffer> offers, float* own) const {
        kernels_.own_of_offers(view_, tastes.view(), offers.data(), offers.size(), own);
    }

    /// What `epoch` of a workload is called in ProjectRows and OwnOffer.
    std::uint32_t project(int workload, int epoch) const {
        return project_of(workload_slots_[static_cast<std::size_t>(workload)], epoch);
    }

    /// Length of own's rows.
    std::size_t row() const { return static_cast<std::size_t>(view_.labs) * static_cast<std::size_t>(view_.stride); }

private:
    const Kernels& kernels_;
    WordBlocks blocks_;
    ShockView view_;
    std::vector<int> workload_slots_;
    std::vector<std::int64_t> lab_, venue_, offer_word_;
    std::vector<std::int32_t> place_, word_of_, first_of_, rank_at_, sold_at_;
    float own_off_;
};

/// ε of one offer, drawn alone.
double shock_of(const Scenario& scenario, const Draws& draws, std::uint32_t customer, int workload, int epoch, int lab,
                int venue);

}  // namespace nephoscope
