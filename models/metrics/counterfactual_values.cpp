#include <algorithm>
#include <limits>

#include "models/metrics/counterfactual_metrics.h"

namespace nephoscope {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr const char* kGroup = "counterfactual";

VariableSpec spec(const char* name, std::vector<std::string> axes, const char* units, const char* meaning) {
    axes.insert(axes.begin(), "month");
    return {kGroup, name, std::move(axes), Storage::real, units, meaning};
}

class Writer {
public:
    Writer(Recording& recording, int month_index) : recording_(recording), month_(month_index) {}

    void put(const char* name, const std::vector<double>& values) {
        const std::span<double> cells = recording_.real(recording_.index_of(kGroup, name), month_);
        std::copy_n(values.begin(), std::min(values.size(), cells.size()), cells.begin());
    }
    /// Rows and columns of a matrix; the last column of `columns` beyond the offers is legacy.
    void put(const char* name, const std::vector<std::vector<double>>& matrix, const std::vector<std::size_t>& rows,
             const std::vector<std::size_t>& columns) {
        std::vector<double> cells;
        for (const std::size_t row : rows)
            for (const std::size_t column : columns) cells.push_back(matrix[row][column]);
        put(name, cells);
    }

private:
    Recording& recording_;
    int month_;
};

std::vector<double> flat(const std::vector<std::vector<double>>& rows) {
    std::vector<double> all;
    for (const std::vector<double>& row : rows) all.insert(all.end(), row.begin(), row.end());
    return all;
}

}  // namespace

std::vector<std::size_t> possible_offers(const Scenario& scenario) {
    std::vector<std::size_t> offers;
    for (std::size_t l = 0; l < scenario.labs.size(); ++l)
        for (std::size_t v = 0; v < scenario.venues.size(); ++v) {
            const Venue& venue = scenario.venues[v];
            const bool own = venue.kind == VenueKind::direct && venue.lab == static_cast<int>(l);
            const bool self = venue.kind == VenueKind::self_hosted && scenario.labs[l].open_weights;
            if (venue.kind == VenueKind::cloud || own || self) offers.push_back(l * scenario.venues.size() + v);
        }
    return offers;
}

std::vector<VariableSpec> counterfactual_variables() {
    return {
        spec(
            "lock_in_wedge", {"segment"}, "USD/month",
            "W: panel's surplus without barriers less surplus as it is, at known quality, net of standing venue costs"),
        spec("lock_in_part", {"barrier", "segment"}, "USD/month", "Shapley part of a barrier in W; parts sum to W"),
        spec("lock_in_surplus", {"segment"}, "USD/month", "Surplus as it is, in the same terms"),
        spec("lock_in_index", {}, "1", "W over W and surplus, all segments"),
        spec("captive_share", {}, "1",
             "Share of desired spend at another venue or lab if there were no switching costs and all decided now"),
        spec("effective_choice", {}, "1",
             "Effective number of offers: mean exponential of the entropy of choice probabilities"),
        spec("removal_diversion", {"offer_from", "offer_to"}, "1",
             "Where an offer's spend goes when it is gone: second choices; rows sum to 1"),
        spec("price_diversion", {"offer_from", "offer_to"}, "1",
             "Of an offer's spend that leaves for a price 1 % higher, all deciding: where it goes; rows sum to 1"),
        spec("elasticity_short", {"offer_from", "offer_at"}, "1",
             "Elasticity of units at an offer in the price of another, this month's deciders"),
        spec("elasticity_long", {"offer_from", "offer_at"}, "1",
             "Elasticity of units at an offer in the price of another, all deciding"),
        spec("lab_elasticity_short", {"lab_priced", "lab"}, "1",
             "Elasticity of a lab's units in the list price of another at all venues, this month's deciders"),
        spec("lab_elasticity_long", {"lab_priced", "lab"}, "1",
             "Elasticity of a lab's units in the list price of another at all venues, all deciding"),
    };
}

void add_counterfactual_labels(const Scenario& scenario, AxisLabels& labels) {
    for (const char* axis : {"offer_from", "offer_to", "offer_at", "barrier", "lab_priced"}) labels[axis] = {};
    if (!scenario.metrics.counterfactuals || scenario.metrics.panel <= 0) return;
    const std::size_t venues = scenario.venues.size();
    for (const std::size_t o : possible_offers(scenario))
        labels["offer_from"].push_back(scenario.labs[o / venues].id + " at " + scenario.venues[o % venues].id);
    labels["offer_at"] = labels["offer_to"] = labels["offer_from"];
    labels["offer_to"].push_back("legacy");
    for (int b = 0; b < kBarriers; ++b) labels["barrier"].push_back(barrier_name(static_cast<Barrier>(b)));
    labels["lab_priced"] = labels["lab"];
}

bool is_counterfactual_month(const Scenario& scenario, Month month) {
    const int t = scenario.month_number(month);
    return t == 0 || t == 12 || month.month_of_year() == 12;
}

void record_counterfactuals(const Panel& panel, const Market& market, bool due, Recording& recording, int month_index) {
    Writer writer(recording, month_index);
    for (const VariableSpec& its : counterfactual_variables()) {
        const int v = recording.index_of(kGroup, its.name);
        if (v >= 0) std::fill_n(recording.real(v, month_index).begin(), recording.cells(v), kNaN);
    }
    if (!due) return;
    Rerun rerun(market, panel);
    const LockIn lock = lock_in(rerun);
    writer.put("lock_in_wedge", lock.wedge);
    writer.put("lock_in_part", flat(lock.part));
    writer.put("lock_in_surplus", lock.surplus);
    writer.put("lock_in_index", std::vector<double>{lock.index()});
    writer.put("captive_share", std::vector<double>{captive_share(rerun)});
    writer.put("effective_choice", std::vector<double>{effective_choice(rerun)});
    const Substitution all = substitution(rerun);
    const std::vector<std::size_t> offers = possible_offers(market.scenario());
    std::vector<std::size_t> with_legacy = offers;
    with_legacy.push_back(static_cast<std::size_t>(market.offers().count()));
    writer.put("removal_diversion", all.diversion.by_removal, offers, with_legacy);
    writer.put("price_diversion", all.diversion.by_price, offers, with_legacy);
    writer.put("elasticity_short", all.elasticities.short_run, offers, offers);
    writer.put("elasticity_long", all.elasticities.long_run, offers, offers);
    const Elasticities labs = lab_elasticities(rerun);
    writer.put("lab_elasticity_short", flat(labs.short_run));
    writer.put("lab_elasticity_long", flat(labs.long_run));
}

}  // namespace nephoscope
