#include "models/customers/start_unknowns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/core/error.h"
#include "sim/core/math.h"

namespace nephoscope {

namespace {

double share_of(double spent, const Spend& spend) { return spend.total > 0 ? spent / spend.total : 0.0; }

double log_gap(double target, double spent, const Spend& spend) {
    // A share that a bad step has driven to nothing still says in which direction to go back.
    constexpr double least_share = 1e-6;
    return math::log(target / std::max(share_of(spent, spend), least_share));
}

}  // namespace

Spend& Spend::operator*=(double factor) {
    for (std::vector<double>* spent : {&lab, &venue})
        for (double& usd : *spent) usd *= factor;
    total *= factor;
    return *this;
}

Spend spend_of(const Scenario& scenario, const std::vector<Money>& by_offer) {
    std::vector<Money> lab(scenario.labs.size(), 0), venue(scenario.venues.size(), 0);
    for (std::size_t l = 0; l < lab.size(); ++l)
        for (std::size_t v = 0; v < venue.size(); ++v) {
            lab[l] += by_offer[l * venue.size() + v];
            venue[v] += by_offer[l * venue.size() + v];
        }
    Spend spend;
    Money total = 0;
    for (const Money money : lab) {
        spend.lab.push_back(to_usd(money));
        total += money;
    }
    for (const Money money : venue) spend.venue.push_back(to_usd(money));
    spend.total = to_usd(total);
    return spend;
}

Spend spend_of(const Scenario& scenario, const MonthTotals& totals) {
    std::vector<Money> by_offer;
    const auto workloads = static_cast<std::size_t>(totals.workloads);
    for (std::size_t o = 0; o < totals.list_value.size(); ++o) {
        Money money = 0;
        for (std::size_t k = 0; k < workloads; ++k) money += totals.workload_paid[o * workloads + k];
        by_offer.push_back(money);
    }
    return spend_of(scenario, by_offer);
}

StartUnknowns::StartUnknowns(const Scenario& scenario)
    : scenario_(scenario), outlay_(scenario.customers.start_outlay > 0) {
    for (std::size_t l = 0; l < scenario.labs.size(); ++l)
        if (scenario.labs[l].target_share > 0) labs_.push_back(l);
    for (std::size_t v = 0; v < scenario.venues.size(); ++v)
        if (scenario.venues[v].target_share > 0) venues_.push_back(v);
    if (!labs_.empty()) {
        first_lab_ = labs_.front();
        labs_.erase(labs_.begin());
    }
    if (venues_.empty()) return;
    const auto cloud = std::find_if(venues_.begin(), venues_.end(),
                                    [&](std::size_t v) { return scenario.venues[v].kind == VenueKind::cloud; });
    const auto reference = cloud == venues_.end() ? venues_.begin() : cloud;
    first_venue_ = *reference;
    venues_.erase(reference);
}

void StartUnknowns::check_sold(const OfferTable& offers) const {
    std::vector<bool> lab(scenario_.labs.size(), false), venue(scenario_.venues.size(), false);
    for (const LegalOffer& offer : legal_offers(offers)) {
        lab[static_cast<std::size_t>(offer.lab)] = true;
        venue[static_cast<std::size_t>(offer.venue)] = true;
    }
    const auto check = [](bool sold, const std::string& id, double target) {
        if (sold || !(target > 0)) return;
        throw ModelError(
            fmt::format("inversion: '{}' has the target share {} but sells nothing under the clauses in force before "
                        "the start",
                        id, target));
    };
    for (std::size_t l = 0; l < lab.size(); ++l) check(lab[l], scenario_.labs[l].id, scenario_.labs[l].target_share);
    for (std::size_t v = 0; v < venue.size(); ++v)
        check(venue[v], scenario_.venues[v].id, scenario_.venues[v].target_share);
}

StartValues StartUnknowns::values(const Eigen::VectorXd& unknowns) const {
    StartValues values;
    values.lab_fit.assign(scenario_.labs.size(), 0);
    for (const Venue& venue : scenario_.venues)
        values.venue_appeal.push_back(venue.target_share > 0 ? 0.0 : venue.given_appeal);
    Eigen::Index j = 0;
    for (const std::size_t l : labs_) values.lab_fit[l] = unknowns[j++];
    for (const std::size_t v : venues_) values.venue_appeal[v] = unknowns[j++];
    if (outlay_) values.budget_factor = math::exp(unknowns[j]);
    return values;
}

Eigen::VectorXd StartUnknowns::gaps(const Spend& spend) const {
    Eigen::VectorXd gaps(size());
    Eigen::Index j = 0;
    const auto lab = [&](std::size_t l) { return log_gap(scenario_.labs[l].target_share, spend.lab[l], spend); };
    const auto venue = [&](std::size_t v) { return log_gap(scenario_.venues[v].target_share, spend.venue[v], spend); };
    for (const std::size_t l : labs_) gaps[j++] = lab(l) - lab(first_lab_);
    for (const std::size_t v : venues_) gaps[j++] = venue(v) - venue(first_venue_);
    if (outlay_) gaps[j] = math::log(scenario_.customers.start_outlay / std::max(spend.total, 1.0));
    return gaps;
}

Eigen::VectorXd StartUnknowns::plain_steps() const {
    Eigen::VectorXd steps = Eigen::VectorXd::Ones(size());
    const double lab_step = 1 / scenario_.choice.taste_precision;
    const auto labs = static_cast<Eigen::Index>(labs_.size()), venues = static_cast<Eigen::Index>(venues_.size());
    steps.head(labs).setConstant(lab_step);
    steps.segment(labs, venues).setConstant(scenario_.choice.nest_dissimilarity * lab_step);
    return steps;
}

Eigen::MatrixXd StartUnknowns::derivatives(const ExpectedSpend& expected) const {
    const std::size_t labs = scenario_.labs.size(), entities = labs + scenario_.venues.size();
    const Spend spend = spend_of(scenario_, expected.by_offer);
    const auto spent = [&](std::size_t entity) {
        return entity < labs ? spend.lab[entity] : spend.venue[entity - labs];
    };
    const auto answer = [&](std::size_t entity, std::size_t to) {
        return to_usd(expected.response[entity * entities + to]) / std::max(spent(entity), 1.0);
    };
    std::vector<std::size_t> entity(labs_);
    for (const std::size_t v : venues_) entity.push_back(labs + v);
    Eigen::MatrixXd result = Eigen::MatrixXd::Zero(size(), size());
    for (std::size_t column = 0; column < entity.size(); ++column) {
        const auto c = static_cast<Eigen::Index>(column);
        for (std::size_t row = 0; row < entity.size(); ++row) {
            const std::size_t reference = entity[row] < labs ? first_lab_ : labs + first_venue_;
            result(static_cast<Eigen::Index>(row), c) =
                answer(entity[row], entity[column]) - answer(reference, entity[column]);
        }
        if (!outlay_) continue;
        Money total = 0;
        for (std::size_t l = 0; l < labs; ++l) total += expected.response[l * entities + entity[column]];
        result(size() - 1, c) = to_usd(total) / std::max(spend.total, 1.0);
    }
    if (outlay_) result(size() - 1, size() - 1) = 1;
    return result;
}

double StartUnknowns::distance(const Spend& spend) const {
    double most = 0;
    for (const InvertedMoment& moment : moments(spend)) {
        const double scale = moment.target > 1 ? moment.target : 1.0;
        most = std::max(most, std::fabs(moment.reached - moment.target) / scale);
    }
    return most;
}

std::vector<InvertedMoment> StartUnknowns::moments(const Spend& spend) const {
    std::vector<InvertedMoment> list;
    for (std::size_t l = 0; l < scenario_.labs.size(); ++l)
        if (scenario_.labs[l].target_share > 0)
            list.push_back(
                {"lab share " + scenario_.labs[l].id, scenario_.labs[l].target_share, share_of(spend.lab[l], spend)});
    for (std::size_t v = 0; v < scenario_.venues.size(); ++v)
        if (scenario_.venues[v].target_share > 0)
            list.push_back({"venue share " + scenario_.venues[v].id, scenario_.venues[v].target_share,
                            share_of(spend.venue[v], spend)});
    if (outlay_) list.push_back({"outlay", scenario_.customers.start_outlay, spend.total});
    return list;
}

}  // namespace nephoscope
