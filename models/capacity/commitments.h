#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "models/agreements/agreements.h"
#include "models/scenario/scenario.h"
#include "sim/core/exact.h"

namespace nephoscope {

/// Compute commitments of labs at clouds (docs/model.md#commitments, MODEL 6.5): what must be drawn when, what was
/// drawn, what is owed for it. All vectors are [clauses], zero for clauses of other types; money in 1e-4 USD.
class Commitments {
public:
    /// Draws required before the start of the simulation count as drawn.
    explicit Commitments(const Scenario& scenario);

    /// Takes over the months in which commitments are in force from what triggers did. One that a trigger starts
    /// spreads its total over the months from then on; one that a trigger ends keeps its schedule until then and owes
    /// no more.
    void follow(const Agreements& agreements);

    /// draw_m = remaining·v_m/Σ_{j≥m} v_j of every commitment in force in month m, v_j = 1 (flat) or j (linear).
    std::vector<Money> required(Month m) const;

    /// Books what was drawn in month m against what was required by the original schedule.
    void draw(Month m, const std::vector<Money>& drawn);

    /// Take-or-pay, each December and in a commitment's last month: max(0, cumulative required by the original schedule
    /// − drawn − trued up before). What is trued up counts as drawn.
    std::vector<Money> true_up(Month m);

    Money total(std::size_t clause) const { return total_[clause]; }
    Money drawn(std::size_t clause) const { return drawn_[clause]; }          ///< so far, trued-up dollars included
    Money remaining(std::size_t clause) const { return remaining_[clause]; }  ///< total − drawn
    Money scheduled(std::size_t clause) const { return scheduled_[clause]; }  ///< required so far, original schedule

    /// What a checkpoint keeps (sim/core/state.h); totals are the scenario's, months in force are taken over by follow.
    template <class Self, class Visit>
    static void for_each_field(Self& self, Visit& visit) {
        visit.by_key("drawn", self.drawn_);
        visit.by_key("remaining", self.remaining_);
        visit.by_key("scheduled", self.scheduled_);
    }

private:
    bool in_force(std::size_t clause, Month m) const;
    int length(std::size_t clause) const;  ///< months of the schedule
    Money required_by(std::size_t clause, Month m) const;

    const Scenario& scenario_;
    std::vector<std::optional<std::pair<Month, Month>>> months_;  ///< [clauses] in force; nothing while it waits
    std::vector<Money> total_, drawn_, remaining_, scheduled_;
};

}  // namespace nephoscope
