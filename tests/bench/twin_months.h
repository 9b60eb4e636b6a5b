#pragma once

#include <vector>

#include "models/market.h"
#include "tests/reference/from_engine.h"

/// The customers of the plain twin (tests/reference) through the months of a run.
namespace nephoscope::bench {

/// A sample of a start's customers, which decide, ask and are served on the twin's code. What the market gives them,
/// offers, prices, fills and what others use, is the engine's; the twin's firms are not run, so that its time is that
/// of customers alone.
class TwinMonths {
public:
    /// Every `step`-th customer from `first` on.
    TwinMonths(const Scenario& scenario, const Draws& draws, const StartState& start, std::size_t first,
               std::size_t step);

    /// The month that `market` has just advanced.
    void month(const Market& market, int t);

    double agent_months() const { return agent_months_; }
    double seconds() const { return seconds_; }                ///< CPU of decisions, demand, service and statistics
    double naming_seconds() const { return naming_seconds_; }  ///< beside it, of its counts by name (counts.cpp)

    /// Throws when a customer is elsewhere than the engine's: what was timed was not the same months.
    void require_same(const Market& market, int t) const;

private:
    reference::Prices prices_of(const OfferTable& offers, int t) const;
    void choose(const reference::World& world);
    void serve(const reference::World& world, const reference::Table& fill);

    const Scenario& scenario_;
    const Draws& draws_;
    std::size_t first_, step_;
    std::vector<reference::Agent> agents_, before_;
    std::vector<reference::Choice> choices_;
    std::vector<std::vector<reference::Purchase>> bought_;
    reference::StartingValues values_;
    reference::Prices prices_;
    double agent_months_ = 0, seconds_ = 0, naming_seconds_ = 0;
};

/// Engine and twin through the same months, month by month in turns.
struct TwinRatio {
    double engine = 0, twin = 0, twin_naming = 0;  ///< CPU ns per agent-month; the last with counts by name
    double ratio() const { return twin / engine; }
};

/// `round` picks the sample of customers.
TwinRatio against_twin(const Scenario& scenario, const Draws& draws, const StartState& start, int round);

}  // namespace nephoscope::bench
