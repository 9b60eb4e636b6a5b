#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "models/customers/kernels.h"
#include "models/customers/portfolio.h"
#include "models/customers/surplus.h"
#include "models/customers/terms.h"

/// Decisions for the sieve, random ones and such as are hard to tell, beside their exact answers.
namespace nephoscope::sieve {

inline constexpr int kLabs = 5, kSegments = 2, kWorkloads = 5, kStride = 8, kRow = kLabs * kStride, kMonths = 18;
inline constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// How near a tie one question of every problem is made, between which of its offers.
enum class Tie { none, labs, venues, cost, legacy };

/// A random market, and one customer's questions after another.
class Problems {
public:
    Problems(int venues, double excess, unsigned seed) : venues_(venues), excess_(excess), random_(seed) {
        const int contracts = kSegments * venues * 2;
        fill(seller_, kSegments * venues * kRow, [&] { return real(0.05, 3); });
        fill(known_, contracts * kWorkloads * kRow, [&] { return whole(3) == 0 ? -kInfinite : real(-1, 2); });
        for (const double known : known_) actual_.push_back(known + real(-0.1, 0.1));
        fill(gravity_, kWorkloads * kStride, [&] { return real(0, 0.5); });
        fill(near_, kStride, [&] { return whole(3) == 0 ? 0.5 : 0.0; });
        fill(egress_, 2 * kStride, [&] { return real(0, 0.1); });
        fill(data_gb_, 8, [&] { return real(0, 0.3); });
        for (const auto& [from, to] : {std::pair{&seller_, &seller_single_}, std::pair{&known_, &known_single_},
                                       std::pair{&gravity_, &gravity_single_}, std::pair{&data_gb_, &data_single_}})
            to->assign(from->begin(), from->end());
        for (std::size_t o = 0; o < known_.size(); ++o) news_.push_back(static_cast<float>(actual_[o] - known_[o]));
        labs_at_.assign(static_cast<std::size_t>(venues), (1U << kLabs) - 1U);
        terms_ = {kLabs,
                  venues,
                  kStride,
                  kWorkloads,
                  bases(),
                  seller_.data(),
                  known_.data(),
                  actual_.data(),
                  gravity_.data(),
                  near_.data(),
                  egress_.data(),
                  data_gb_.data(),
                  seller_single_.data(),
                  known_single_.data(),
                  news_.data(),
                  gravity_single_.data(),
                  data_single_.data(),
                  3.1F,
                  labs_at_.data()};
    }

    void next(bool given) {
        questions = {};
        questions.count = 1 + whole(kWorkloads);
        questions.contract.seller = static_cast<std::size_t>(whole(kSegments * venues_));
        questions.contract.contract = questions.contract.seller * 2 + static_cast<std::size_t>(whole(2));
        questions.contract.region = static_cast<std::size_t>(whole(2));
        questions.excess = excess_;
        base_share_.assign(static_cast<std::size_t>(bases()), 0.0);
        for (double left = 1; double& share : base_share_) left -= share = left * real(0, 1);
        questions.base_share = base_share_.data();
        budget_ = std::exp(real(3, 18));
        for (int n = 0; n < questions.count; ++n) ask(n, given);
        exact = {};
        exact.venues = venues_;
        exact.workloads = questions.count;
        if (whole(2) == 0) exact.forced = std::uint64_t{1} << whole(venues_);
        for (int v = 0; v < venues_; ++v) exact.cost[z(v)] = whole(4) == 0 ? 0 : std::exp(real(1, 9));
        sieve = {};
        sieve.venues = venues_;
        sieve.in_use = exact.forced;
        sieve.slots = exact.max_venues - __builtin_popcountll(exact.forced);
        sieve.cost = exact.cost.data();
        sieve.lab_months = 3.0 / kMonths;
        sieve.venue_months = 2.0 / kMonths;
    }

    /// Moves question 0's own attractions so that two of its alternatives differ by `by` log points or so; false where
    /// there are none such.
    bool make_tie(Tie tie, double by) {
        std::vector<double> term = terms_of(0);
        std::vector<int> offers;  // that may be bought
        for (int o = 0; o < kRow; ++o)
            if (o % kStride < venues_ && term[z(o)] > -kInfinite) offers.push_back(o);
        for (std::size_t a = 0; a + 1 < offers.size(); ++a)
            for (std::size_t b = a + 1; b < offers.size(); ++b) {
                const bool same_venue = offers[a] % kStride == offers[b] % kStride;
                if (same_venue != (tie == Tie::labs)) continue;
                const double level = tie == Tie::legacy ? 0 : 6;
                for (const int o : offers) own_[0][z(o)] = static_cast<float>(-term[z(o)] - 1);
                questions.lab[0] = questions.venue[0] = -1;
                // Floats cannot hold such a difference: it is put into the exact terms, which are given then.
                given_[0] = term;
                given_[0][z(offers[a])] = level - static_cast<double>(own_[0][z(offers[a])]);
                given_[0][z(offers[b])] = (level + by) - static_cast<double>(own_[0][z(offers[b])]);
                if (tie == Tie::legacy) given_[0][z(offers[a])] = -20;
                use_given(0);
                return true;
            }
        return false;
    }

    /// Puts question 0 on an offer that may not be bought any more; false where there is none.
    bool use_forbidden() {
        const std::vector<double> term = terms_of(0);
        for (int o = 0; o < kRow; ++o) {
            if (o % kStride >= venues_ || term[z(o)] > -kInfinite) continue;
            questions.lab[0] = o / kStride;
            questions.venue[0] = o % kStride;
            return true;
        }
        return false;
    }

    /// Makes the costs of all venues but the best what question 0 gains there, but for `by`.
    bool make_worth_its_cost(double by) {
        questions.count = exact.workloads = 1;
        questions.lab[0] = questions.venue[0] = -1;
        exact.forced = sieve.in_use = 0;
        sieve.slots = 3;
        answer();
        const double most = *std::max_element(exact.value[0].begin(), exact.value[0].begin() + venues_);
        if (!(most > 0)) return false;
        for (int v = 0; v < venues_; ++v) exact.cost[z(v)] = most * (1 + by);
        return true;
    }

    /// Hands the sieve own attractions that are off by up to `off`, as they may be when they are drawn roughly.
    void blur(float off) {
        questions.own_off = off;
        for (int n = 0; n < questions.count; ++n) {
            blurred_[z(n)] = own_[z(n)];
            for (float& own : blurred_[z(n)]) own += off * static_cast<float>(real(-1, 1));
            questions.own[n] = blurred_[z(n)].data();
        }
    }

    /// The exact answer: values by venue in `exact`, then the portfolio.
    Portfolio answer() {
        std::uint8_t lab[8 * kVenueLanes];
        for (int n = 0; n < questions.count; ++n) {
            questions.own[n] = own_[z(n)].data();
            if (questions.lab[n] < 0) continue;
            const std::size_t o = z(questions.lab[n] * kStride + questions.venue[n]);
            const std::size_t at = (questions.contract.contract * kWorkloads + z(questions.workload[n])) * kRow + o;
            const double attraction = terms_of(n)[o] + (actual_[at] - known_[at]) + static_cast<double>(own_[z(n)][o]);
            const double outlay = outlay_and_surplus(questions.budget[n], attraction, excess_).outlay;
            questions.to_lab[n] = outlay * 3 / kMonths;
            questions.to_venue[n] = outlay * 2 / kMonths;
        }
        plain_kernels().best_offers(terms_, questions, kVenueLanes, exact.value[0].data(), lab);
        const Portfolio portfolio = solve(exact);
        for (std::size_t n = 0; n < z(questions.count); ++n)
            best_lab[n] = portfolio.venue[n] < 0 ? -1 : lab[n * kVenueLanes + z(portfolio.venue[n])];
        return portfolio;
    }

    const TermsView& terms() const { return terms_; }

    Questions questions;
    PortfolioProblem exact;
    SiftProblem sieve;
    int best_lab[8] = {};

private:
    static std::size_t z(int n) { return static_cast<std::size_t>(n); }
    double real(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    int whole(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    template <class Make>
    void fill(std::vector<double>& column, int count, Make make) {
        for (int j = 0; j < count; ++j) column.push_back(make());
    }

    std::vector<double> terms_of(int n) const {
        std::vector<double> term(kRow);
        plain_kernels().known_terms(terms_, questions.contract, base_share_.data(), questions.workload[n], term.data());
        return term;
    }

    void use_given(int n) {
        given_single_[z(n)].assign(given_[z(n)].begin(), given_[z(n)].end());
        questions.terms[n] = given_[z(n)].data();
        questions.terms_single[n] = given_single_[z(n)].data();
    }

    void ask(int n, bool given) {
        own_[z(n)].clear();
        for (int o = 0; o < kRow; ++o) own_[z(n)].push_back(static_cast<float>(real(-1, 2)));
        questions.workload[n] = (n + whole(kWorkloads)) % kWorkloads;
        questions.own[n] = own_[z(n)].data();
        questions.budget[n] = budget_ * real(0.05, 0.4);
        questions.lab[n] = questions.venue[n] = -1;
        if (whole(3) != 0) {
            const int lab = whole(kLabs), venue = whole(venues_);
            if (terms_of(n)[z(lab * kStride + venue)] > -kInfinite) questions.lab[n] = lab, questions.venue[n] = venue;
        }
        if (!given) return;
        given_[z(n)] = terms_of(n);
        use_given(n);
    }

    int bases() const { return venues_ > 4 ? venues_ - 2 : venues_; }

    int venues_;
    double excess_, budget_ = 0;
    std::mt19937_64 random_;
    std::vector<double> seller_, known_, actual_, gravity_, near_, egress_, data_gb_, base_share_, given_[8];
    std::vector<float> seller_single_, known_single_, news_, gravity_single_, data_single_, own_[8], blurred_[8],
        given_single_[8];
    std::vector<std::uint32_t> labs_at_;
    TermsView terms_;
};

}  // namespace nephoscope::sieve
