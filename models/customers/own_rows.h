#pragma once

#include <vector>

#include "models/customers/decide.h"
#include "models/customers/kernels.h"
#include "models/customers/shock_cache.h"
#include "models/customers/shocks.h"
#include "models/customers/tastes.h"

namespace nephoscope {

/// Where customers' own attractions come from: what burn-in keeps, what the months remember, or fresh draws. Of those
/// the sieve is content with rows in single precision, which take less than half of the time: then only decisions that
/// it leaves open, and the offers that workloads go to, take exact ones (docs/performance.md#sieve).
class OwnRows {
public:
    OwnRows(Customers& customers, const DecisionContext& context, const ShockCache* cache);
    OwnRows(const OwnRows&) = delete;
    OwnRows& operator=(const OwnRows&) = delete;

    /// Fills `own` and `own_off` of the questions of customer i. For the sieve they may be off, or not. `its_room`
    /// [questions×room()].
    void find_for_sieve(std::size_t i, Questions& questions, float* its_room) const;
    void find_exactly(std::size_t i, Questions& questions, float* its_room) const;
    /// Values of a row that nobody keeps; 0 where all are kept.
    std::size_t room() const { return cache_ == nullptr && customers_.shock_memory.empty() ? shocks_.row() : 0; }

    /// Fetches rows of `workloads` of customer i, ahead of time; projects of `anew` will have begun by then.
    void prefetch(std::size_t i, std::uint32_t workloads, std::uint32_t anew) const;

    /// Workloads that went to an offer whose own attraction is not known exactly yet.
    struct Pending {
        std::vector<OwnOffer> offers;
        std::vector<std::size_t> slots;
    };
    void await(std::size_t i, int k, std::uint8_t lab, std::uint8_t venue, Pending& pending) const;

    /// Puts what they wait for to `Customers::own`.
    void settle(const Pending& pending) const;

private:
    /// Remembered, or in `drawn`.
    TasteSpan tastes_of(std::size_t i, TastesOnce& drawn) const;

    Customers& customers_;
    const ShockCache* cache_;
    Shocks shocks_;
    Tastes tastes_;
    bool roughly_;  ///< nobody keeps rows: the sieve's are in single precision
};

}  // namespace nephoscope
