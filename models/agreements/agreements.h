#pragma once

#include <optional>
#include <vector>

#include "models/scenario/scenario.h"
#include "sim/core/random.h"

namespace nephoscope {

/// What the clauses allow in one month.
struct Legality {
    std::vector<std::uint32_t> legal;  ///< [labs×venues] bit k: workload k may be bought
    std::vector<int> lag;              ///< [labs×venues] months by which the version there trails the newest
};

/// How a sale of a lab at a cloud is split.
struct ResaleTerms {
    bool agreed = false;  ///< false: the seller keeps all
    ResaleMode mode = ResaleMode::royalty;
    double rate = 0;
};

/// The dated clauses of a scenario in force, month by month (docs/model.md#agreements). Clauses enter the model only
/// through legality, lags, splits, shares and stakes read here. State: which triggers have fired.
class Agreements {
public:
    explicit Agreements(const Scenario& scenario);

    /// Fires the triggers of month `m`: dated ones in their month, others by hazard. A clause that a trigger of month m
    /// ends is last in force in m, as if its end were m; one that it starts is in force from m + 1.
    void fire_triggers(Month m, const Draws& draws);

    bool in_force(const Clause& clause, Month m) const;
    /// In force in month m or in one before it.
    bool begun(const Clause& clause, Month m) const;
    /// First and last month in force as triggers left them; nothing while the clause waits for a trigger.
    std::optional<std::pair<Month, Month>> months(const Clause& clause) const;

    /// The resolution rule of MODEL 4.3. With `onboarding_complete`, hosting counts from its first month (burn-in).
    Legality resolve(Month m, bool onboarding_complete = false) const;

    ResaleTerms resale(int lab, int venue, Month m) const;
    bool counts_to_commit(int lab, int venue, Month m) const;
    std::vector<const Clause*> revenue_shares(Month m) const;  ///< in force, byte order of id
    double stake(int venue, int lab) const;                    ///< ς: fraction of the lab that the cloud holds
    /// A hosting, resale or licence clause of the pair has a written end by the horizon: its terms are not capitalised.
    bool expires(int lab, int venue) const;
    const std::vector<std::optional<Month>>& fired() const { return fired_; }  ///< [clauses], of triggers

private:
    std::size_t index_of(const Clause& clause) const;
    void end_after(std::size_t clause, Month m);

    const Scenario& scenario_;
    std::vector<Month> first_, last_;  ///< [clauses] months in force, as triggers left them
    std::vector<bool> waiting_;        ///< [clauses] not in force until a trigger starts it
    std::vector<std::optional<Month>> fired_;
};

}  // namespace nephoscope
