#pragma once

#include <cstdint>
#include <vector>

#include "models/customers/kernels.h"
#include "models/customers/word_blocks.h"
#include "models/scenario/scenario.h"
#include "sim/core/random.h"

namespace nephoscope {

/// Where the lasting tastes of one customer stand.
struct TasteSpan {
    const double* lab = nullptr;    ///< [labs] σ_L ζ_iℓ [log points]
    const double* venue = nullptr;  ///< [venues] σ_V ζ_iv [log points]
};

/// Room for them.
struct TasteRow {
    double values[kMostTastes];
    int labs = 0;

    const double* lab() const { return values; }
    const double* venue() const { return values + labs; }
    operator TasteSpan() const { return {lab(), venue()}; }
};

/// Tastes of the customers of one population (docs/model.md#population, MODEL 4.4). They follow from a customer's id;
/// nobody stores them, since they are drawn in less time than many millions of them take to come from memory.
class Tastes {
public:
    Tastes(const Scenario& scenario, const Draws& draws);
    Tastes(const Tastes&) = delete;
    Tastes& operator=(const Tastes&) = delete;

    void of(std::uint32_t customer, TasteRow& row) const {
        row.labs = labs_;
        kernels_.tastes(view_, customer, row.values);
    }

    const TasteView& view() const { return view_; }
    std::size_t count() const { return static_cast<std::size_t>(view_.count); }  ///< labs and venues
    std::size_t labs() const { return static_cast<std::size_t>(labs_); }

private:
    const Kernels& kernels_;
    int labs_;
    WordBlocks blocks_;
    TasteView view_;
    std::vector<std::int64_t> word_;
    std::vector<std::int32_t> word_of_;
    std::vector<double> scale_;
};

/// Those of one customer, drawn when somebody first asks for them.
class TastesOnce {
public:
    const TasteRow& of(const Tastes& tastes, std::uint32_t customer) {
        if (!known_) tastes.of(customer, row_);
        known_ = true;
        return row_;
    }

private:
    bool known_ = false;
    TasteRow row_;
};

/// One of them, drawn alone: for lab position `lab` [log points].
double lab_taste(const Scenario& scenario, const Draws& draws, std::uint32_t customer, std::size_t lab);

/// The same for venue position `venue`.
double venue_taste(const Scenario& scenario, const Draws& draws, std::uint32_t customer, std::size_t venue);

}  // namespace nephoscope
