#include "models/customers/terms.h"

#include <algorithm>

#include "sim/core/math.h"
#include "sim/core/math_inline.h"

namespace nephoscope {

namespace {

/// Log points of data gravity at full distance, τ_k·δ_dir.
double gravity(const Scenario& scenario, const OfferTable& offers, std::size_t workload, std::size_t venue) {
    const bool direct = scenario.venues[venue].kind == VenueKind::direct;
    return scenario.workloads[workload].gravity * offers.gravity_scale *
           (direct ? scenario.choice.direct_gravity_scale : 1.0);
}

/// What counts as near at a venue beside the base share, which only clouds hold.
double nearness(const Scenario& scenario, std::size_t venue) {
    return scenario.venues[venue].kind == VenueKind::self_hosted ? scenario.choice.self_hosted_base_share : 0.0;
}

/// Everything of −ln π but θ, γ, the peer effect, the cash price and data gravity, at quality `quality`.
double shared_attraction(const Scenario& scenario, const OfferTable& offers, const Contract& contract, int workload,
                         int lab, int venue, double quality) {
    const auto v = static_cast<std::size_t>(venue);
    const bool direct = scenario.venues[v].kind == VenueKind::direct;
    const double productivity = scenario.workloads[static_cast<std::size_t>(workload)].productivity;
    const double penalty = direct && contract.regulated != 0 ? scenario.choice.regulated_direct_penalty : 0.0;
    const Segment& segment = scenario.segments[static_cast<std::size_t>(contract.segment)];
    const bool burns_down =
        venue == contract.cloud && offers.counts_to_commit[static_cast<std::size_t>(offers.offer(lab, venue))] != 0;
    const double wedge = segment.contract && !burns_down ? segment.commit_wedge * offers.wedge_scale : 0.0;
    return productivity * (quality - scenario.choice.reference_quality) + penalty + scenario.choice.frontier_advantage +
           scenario.choice.reliability_weight * (offers.reliability[v] - 1) - wedge;
}

double seller_price(const Scenario& scenario, const OfferTable& offers, const Contract& contract, int lab, int venue) {
    const auto o = static_cast<std::size_t>(offers.offer(lab, venue));
    const Segment& segment = scenario.segments[static_cast<std::size_t>(contract.segment)];
    const bool discounted = segment.contract && venue == contract.cloud && offers.discounted[o] != 0;
    return discounted ? offers.seller_price[o] * (1 - segment.discount) : offers.seller_price[o];
}

/// g_v, of a row [base_venues] of base shares.
double base_at(const Scenario& scenario, const double* base_share, int venue) {
    return scenario.venues[static_cast<std::size_t>(venue)].kind == VenueKind::cloud ? base_share[venue] : 0.0;
}

/// Σ_c g_c·fee_c [USD/GB]: what a gigabyte costs that may come from any cloud.
double fee_of_base(const Scenario& scenario, const OfferTable& offers, const double* base_share, int region) {
    double fee = 0;
    for (int c = 0; c < offers.venues; ++c) fee += base_at(scenario, base_share, c) * offers.egress(c, region);
    return fee;
}

/// P_cash of an offer at `venue`, where data that stands there moves for nothing.
double cash_price(const Scenario& scenario, const OfferTable& offers, double seller, double fee,
                  const double* base_share, int region, int workload, int venue) {
    const double foreign = fee - base_at(scenario, base_share, venue) * offers.egress(venue, region);
    return seller + scenario.workloads[static_cast<std::size_t>(workload)].data_gb * foreign;
}

/// θ + γ + κ_e·E of an offer for a segment.
double value_of(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged, int segment,
                int lab, int venue) {
    const auto l = static_cast<std::size_t>(lab);
    const auto v = static_cast<std::size_t>(venue);
    double appeal = start.venue_appeal[v];
    if (!scenario.labs[l].open_weights) appeal += scenario.venues[v].closed_lab_appeal;
    const double in_use = lagged.lab_in_use[l * scenario.segments.size() + static_cast<std::size_t>(segment)];
    return start.lab_fit[l] + appeal + scenario.choice.peer_effect * in_use;
}

FloatLines singles_of(const std::vector<double>& values) {
    FloatLines singles(values.size());
    std::transform(values.begin(), values.end(), singles.get(), [](double x) { return static_cast<float>(x); });
    return singles;
}

Contract contract_of_profile(const Profile& profile) {
    return {profile.segment, profile.contract_cloud, profile.regulated, 0};
}

}  // namespace

OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Contract& contract, const double* base_share, int workload,
                       int lab, int venue) {
    const auto o = static_cast<std::size_t>(offers.offer(lab, venue));
    const auto k = static_cast<std::size_t>(workload), v = static_cast<std::size_t>(venue);
    OfferTerms terms;
    terms.seller_price = seller_price(scenario, offers, contract, lab, venue);
    const double fee = fee_of_base(scenario, offers, base_share, contract.region);
    terms.cash_price =
        cash_price(scenario, offers, terms.seller_price, fee, base_share, contract.region, workload, venue);
    const double log_price = math::log_inline(terms.cash_price);
    const double pull =
        gravity(scenario, offers, k, v) * (1.0 - (nearness(scenario, v) + base_at(scenario, base_share, venue)));
    const double value = value_of(scenario, start, lagged, contract.segment, lab, venue);
    const auto at = [&](double quality) {
        return ((shared_attraction(scenario, offers, contract, workload, lab, venue, quality) + value) - log_price) -
               pull;
    };
    terms.known_attraction = at(offers.known_quality[o]);
    terms.attraction = at(offers.quality[o]);
    return terms;
}

OfferTerms offer_terms(const Scenario& scenario, const StartValues& start, const LaggedStatistics& lagged,
                       const OfferTable& offers, const Profile& profile, int workload, int lab, int venue) {
    return offer_terms(scenario, start, lagged, offers, contract_of_profile(profile), profile.base_share.data(),
                       workload, lab, venue);
}

MonthTerms::MonthTerms(const Scenario& scenario, const OfferTable& offers)
    : scenario_(scenario),
      table_(offers),
      kernels_(kernels()),
      workloads_(scenario.workloads.size()),
      venues_(scenario.venues.size()),
      stride_(static_cast<std::size_t>(venue_stride(static_cast<int>(venues_)))),
      base_venues_(static_cast<int>(base_venues(scenario))),
      legal_(legal_offers(offers)),
      position_(scenario.labs.size() * scenario.venues.size(), -1),
      labs_at_(venues_, 0) {
    for (std::size_t c = 0; c < legal_.size(); ++c)
        position_[static_cast<std::size_t>(table_.offer(legal_[c].lab, legal_[c].venue))] = static_cast<int>(c);
    for (const LegalOffer& offer : legal_) labs_at_[static_cast<std::size_t>(offer.venue)] |= 1U << offer.lab;
    fill_venues();
    fill_contracts();
}

MonthTerms::MonthTerms(const Scenario& scenario, const OfferTable& offers, const std::vector<Profile>& profiles)
    : MonthTerms(scenario, offers) {
    profiles_ = &profiles;
}

void MonthTerms::fill_venues() {
    gravity_.assign(workloads_ * stride_, 0);
    near_.assign(stride_, 0);
    egress_.assign(scenario_.regions.size() * stride_, 0);
    data_gb_.assign(kMaxWorkloads, 0);
    for (const std::size_t cloud : clouds_of(scenario_)) clouds_.push_back(static_cast<std::uint8_t>(cloud));
    for (std::size_t v = 0; v < venues_; ++v) {
        near_[v] = nearness(scenario_, v);
        for (std::size_t k = 0; k < workloads_; ++k) gravity_[k * stride_ + v] = gravity(scenario_, table_, k, v);
        for (std::size_t r = 0; r < scenario_.regions.size(); ++r)
            egress_[r * stride_ + v] = table_.egress(static_cast<int>(v), static_cast<int>(r));
    }
    for (std::size_t k = 0; k < workloads_; ++k) data_gb_[k] = scenario_.workloads[k].data_gb;
    gravity_single_ = singles_of(gravity_);
    data_single_ = singles_of(data_gb_);
}

/// Contracts are with clouds; rows of other venues stay unused.
void MonthTerms::fill_contracts() {
    const std::size_t segments = scenario_.segments.size();
    seller_.assign(segments * venues_ * row(), 1);
    fixed_known_.assign(segments * venues_ * 2 * workloads_ * row(), -math::kInfinity);
    fixed_actual_ = fixed_known_;
    lowest_price_.assign(venues_, math::kInfinity);
    Contract contract;
    for (contract.segment = 0; contract.segment < static_cast<int>(segments); ++contract.segment)
        for (contract.cloud = 0; contract.cloud < static_cast<int>(venues_); ++contract.cloud) {
            if (scenario_.venues[static_cast<std::size_t>(contract.cloud)].kind != VenueKind::cloud) continue;
            for (const LegalOffer& offer : legal_) {
                const auto o = static_cast<std::size_t>(offer.lab) * stride_ + static_cast<std::size_t>(offer.venue);
                const auto at = static_cast<std::size_t>(table_.offer(offer.lab, offer.venue));
                seller_[contract_row(contract) / 2 * row() + o] =
                    seller_price(scenario_, table_, contract, offer.lab, offer.venue);
                double& lowest = lowest_price_[static_cast<std::size_t>(offer.venue)];
                lowest = std::min(lowest, seller_[contract_row(contract) / 2 * row() + o]);
                for (contract.regulated = 0; contract.regulated < 2; ++contract.regulated)
                    for (std::size_t k = 0; k < workloads_; ++k) {
                        if ((offer.workloads >> k & 1U) == 0) continue;
                        const std::size_t cell = (contract_row(contract) * workloads_ + k) * row() + o;
                        const auto fixed = [&](double quality) {
                            return shared_attraction(scenario_, table_, contract, static_cast<int>(k), offer.lab,
                                                     offer.venue, quality);
                        };
                        fixed_known_[cell] = fixed(table_.known_quality[at]);
                        fixed_actual_[cell] = fixed(table_.quality[at]);
                    }
                contract.regulated = 0;
            }
        }
    seller_single_ = singles_of(seller_);
}

void MonthTerms::set_values(const StartValues& start, const LaggedStatistics& lagged) {
    known_ = fixed_known_;
    actual_ = fixed_actual_;
    const std::size_t rows = venues_ * 2 * workloads_;  // of one segment
    for (std::size_t s = 0; s < scenario_.segments.size(); ++s)
        for (const LegalOffer& offer : legal_) {
            const double value = value_of(scenario_, start, lagged, static_cast<int>(s), offer.lab, offer.venue);
            const auto o = static_cast<std::size_t>(offer.lab) * stride_ + static_cast<std::size_t>(offer.venue);
            for (std::size_t r = s * rows; r < (s + 1) * rows; ++r) {
                known_[r * row() + o] += value;
                actual_[r * row() + o] += value;
            }
        }
    set_singles();
    if (profiles_ != nullptr) set_profiles();
}

/// Cash prices lie between the lowest seller price and the highest with all data moved at the highest fee.
void MonthTerms::set_singles() {
    known_single_ = singles_of(known_);
    news_ = FloatLines(known_.size());
    std::transform(actual_.begin(), actual_.end(), known_.begin(), news_.get(),
                   [](double actual, double known) { return static_cast<float>(actual - known); });
    const auto most = [](const std::vector<double>& values) { return *std::max_element(values.begin(), values.end()); };
    const double lowest = *std::min_element(seller_.begin(), seller_.end());
    const double highest = most(seller_) + most(data_gb_) * most(egress_);
    double size = most(gravity_);
    for (const double known : known_)
        if (known != -math::kInfinity) size = std::max(size, std::abs(known));
    if (!(lowest > 1e-30 && highest < 1e30)) size = math::kInfinity;
    size = std::max({size, std::abs(math::log(lowest)), std::abs(math::log(highest))});
    single_size_ = static_cast<float>(size * 1.001);
}

void MonthTerms::set_profiles() {
    terms_.clear();
    profile_known_.resize(profiles_->size() * workloads_ * row());
    double* known = profile_known_.data();
    for (const Profile& profile : *profiles_)
        for (int k = 0; k < static_cast<int>(workloads_); ++k) {
            const Contract contract = contract_of_profile(profile);
            known_at(contract, profile.base_share.data(), k, known);
            known += row();
            for (const LegalOffer& offer : legal_)
                terms_.push_back(terms_at(contract, profile.base_share.data(), k, offer));
        }
    profile_single_ = singles_of(profile_known_);
}

TermsView MonthTerms::view() const {
    return {static_cast<int>(scenario_.labs.size()),
            static_cast<int>(venues_),
            static_cast<int>(stride_),
            static_cast<int>(workloads_),
            base_venues_,
            seller_.data(),
            known_.data(),
            actual_.data(),
            gravity_.data(),
            near_.data(),
            egress_.data(),
            data_gb_.data(),
            seller_single_.get(),
            known_single_.get(),
            news_.get(),
            gravity_single_.get(),
            data_single_.get(),
            single_size_,
            labs_at_.data()};
}

const double* MonthTerms::known_at(const Contract& contract, const double* base_share, int workload,
                                   double* buffer) const {
    kernels_.known_terms(view(), rows_of(contract), base_share, workload, buffer);
    return buffer;
}

OfferTerms MonthTerms::terms_at(const Contract& contract, const double* base_share, int workload,
                                const LegalOffer& offer) const {
    const auto k = static_cast<std::size_t>(workload), v = static_cast<std::size_t>(offer.venue);
    const std::size_t o = static_cast<std::size_t>(offer.lab) * stride_ + v;
    const std::size_t cell = (contract_row(contract) * workloads_ + k) * row() + o;
    OfferTerms terms;
    terms.seller_price = seller_[contract_row(contract) / 2 * row() + o];
    terms.cash_price =
        cash_price(scenario_, table_, terms.seller_price, fee_of_base(scenario_, table_, base_share, contract.region),
                   base_share, contract.region, workload, offer.venue);
    const double log_price = math::log_inline(terms.cash_price);
    const double pull = gravity_[k * stride_ + v] * (1.0 - (near_[v] + base_at(scenario_, base_share, offer.venue)));
    terms.known_attraction = (known_[cell] - log_price) - pull;
    terms.attraction = (actual_[cell] - log_price) - pull;
    return terms;
}

OfferTerms MonthTerms::at(const Customers& customers, std::size_t i, int workload, int position) const {
    return terms_at(contract_of(customers, i), customers.base_shares(i), workload,
                    legal_[static_cast<std::size_t>(position)]);
}

}  // namespace nephoscope
