#include <gtest/gtest.h>

#include <Eigen/Core>
#include <cmath>
#include <limits>

#include "models/theory/bass.h"
#include "models/theory/experience.h"
#include "models/theory/inertia.h"
#include "models/theory/network_effects.h"
#include "models/theory/sampling.h"
#include "models/theory/screens.h"
#include "models/theory/switching_cost.h"
#include "sim/core/random.h"
#include "tests/theory/argument_of.h"

namespace nephoscope::theory {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A uniform number in (0, 1), a function of the test's `number` and `what`.
double uniform(std::uint32_t number, std::uint32_t what) {
    return unit_uniform(philox({number, what, 0, 0}, {7, 7})[0]);
}

InertiaChain random_chain(std::uint32_t number) {
    const auto size = static_cast<Eigen::Index>(1 + 6 * uniform(number, 0));
    InertiaChain chain{Eigen::VectorXd(size), 6 * uniform(number, 1) - 1, uniform(number, 2)};
    for (Eigen::Index j = 0; j < size; ++j) {
        chain.utility(j) = 8 * uniform(number, 10 + static_cast<std::uint32_t>(j)) - 4;
    }
    return chain;
}

TEST(Inertia, StationarySharesReproduceThemselves) {
    for (std::uint32_t number = 0; number < 200; ++number) {
        const InertiaChain chain = random_chain(number);
        const Eigen::MatrixXd transition = transition_matrix(chain);
        const Eigen::VectorXd shares = stationary_shares(chain);
        EXPECT_NEAR(shares.sum(), 1, 1e-14) << number;
        EXPECT_LT((transition.rowwise().sum().array() - 1).abs().maxCoeff(), 1e-14) << number;
        EXPECT_LT((shares.transpose() * transition - shares.transpose()).cwiseAbs().maxCoeff(), 1e-14) << number;
    }
}

TEST(Inertia, SharesOfPlainLogitAreNotStationaryUnderInertia) {
    const InertiaChain chain{Eigen::Vector2d(0.4, 0.0), 1.5, 1.0};
    const InertiaChain plain{chain.utility, 0.0, 1.0};
    const Eigen::VectorXd shares = stationary_shares(plain);
    EXPECT_GT((shares.transpose() * transition_matrix(chain) - shares.transpose()).cwiseAbs().maxCoeff(), 1e-2);
}

TEST(Inertia, FlowsBalanceBetweenEveryPairOfAlternatives) {
    for (std::uint32_t number = 0; number < 200; ++number) {
        const InertiaChain chain = random_chain(number);
        const Eigen::MatrixXd flow = stationary_shares(chain).asDiagonal() * transition_matrix(chain);
        EXPECT_LT((flow - flow.transpose()).cwiseAbs().maxCoeff(), 1e-15) << number;
    }
}

TEST(Inertia, DeviationsShrinkBySecondEigenvalue) {
    const InertiaChain chain{Eigen::Vector3d(1.0, 0.5, -0.3), 2.0, 0.5};
    const Eigen::MatrixXd transition = transition_matrix(chain);
    const Eigen::VectorXd stationary = stationary_shares(chain);
    const auto distance = [&](std::int64_t periods) {
        return (shares_after(transition, Eigen::Vector3d(0, 0, 1), periods) - stationary).norm();
    };
    EXPECT_NEAR(distance(121) / distance(120), second_eigenvalue(chain), 1e-6);
}

TEST(Inertia, StaysFiniteAtExtremeUtilities) {
    const InertiaChain chain{Eigen::Vector3d(700, -700, 0), 500, 0.5};
    const Eigen::VectorXd shares = stationary_shares(chain);
    EXPECT_NEAR(shares.sum(), 1, 1e-14);
    EXPECT_NEAR(shares(0), 1, 1e-14);
    EXPECT_NEAR(transition_matrix(chain).row(1).sum(), 1, 1e-14);
}

TEST(Inertia, HeterogeneityAloneLooksLikeInertia) {
    const RepeatPurchase repeat = spurious_state_dependence(0.5, 1.5, -1.5);
    EXPECT_GT(repeat.repeat_rate, repeat.share);
    const RepeatPurchase homogeneous = spurious_state_dependence(0.3, 0.7, 0.7);
    EXPECT_NEAR(homogeneous.repeat_rate, homogeneous.share, 1e-15);
    EXPECT_NEAR(homogeneous.naive_inertia, 0, 1e-14);
}

TEST(SwitchingCost, EquilibriumPricesCannotBeImprovedUpon) {
    for (std::uint32_t number = 0; number < 200; ++number) {
        const SwitchingCostMarket market{50 * uniform(number, 0) * uniform(number, 1), 0.1 + 5 * uniform(number, 2),
                                         3 * uniform(number, 3), 0.99 * uniform(number, 4)};
        const SwitchingCostEquilibrium e = switching_cost_equilibrium(market);
        EXPECT_LT(e.residual, 1e-10) << number;
        EXPECT_LT(e.deviation_gain, 0) << number;
        const double stays = e.probability_of_staying;
        const double value = stays * (e.incumbent_price - market.marginal_cost + market.discount * e.incumbent_value) +
                             (1 - stays) * market.discount * e.rival_value;
        EXPECT_NEAR(value, e.incumbent_value, 1e-11 * e.incumbent_value) << number;
    }
}

TEST(SwitchingCost, SmallCostsLowerThePriceOfPatientFirmsOnly) {
    const auto price = [](double cost, double discount) {
        return switching_cost_equilibrium({cost, 1.0, 1.0, discount}).average_price_paid;
    };
    EXPECT_LT(price(0.5, 0.95), price(0.0, 0.95));
    EXPECT_GT(price(0.5, 0.0), price(0.0, 0.0));
    EXPECT_GT(price(100.0, 0.95), price(0.0, 0.95));
}

TEST(Bass, RateIsTheDerivativeOfAdoption) {
    for (std::uint32_t number = 0; number < 200; ++number) {
        const BassModel model{0.001 + 0.1 * uniform(number, 0), uniform(number, 1)};
        const double time = 1 + 20 * uniform(number, 2);
        const double slope = (bass_adoption(model, time + 1e-4) - bass_adoption(model, time - 1e-4)) / 2e-4;
        EXPECT_NEAR(bass_rate(model, time), slope, 1e-8) << number;
        const double adopted = bass_adoption(model, time);
        EXPECT_NEAR(bass_rate(model, time), (model.innovation + model.imitation * adopted) * (1 - adopted), 1e-14);
    }
}

TEST(Bass, RateIsHighestAtThePeak) {
    const BassModel model{0.03, 0.38};
    const BassPeak peak = bass_peak(model);
    EXPECT_NEAR(bass_rate(model, peak.time), peak.rate, 1e-15);
    EXPECT_NEAR(bass_adoption(model, peak.time), peak.adoption, 1e-14);
    EXPECT_LT(bass_rate(model, peak.time + 0.1), peak.rate);
    EXPECT_LT(bass_rate(model, peak.time - 0.1), peak.rate);
    EXPECT_EQ(bass_peak({0.3, 0.1}).time, 0);
    EXPECT_EQ(bass_peak({0.3, 0.1}).rate, bass_rate({0.3, 0.1}, 0));
}

TEST(Bass, TheThreeFormsDifferButAgreeForShortPeriods) {
    const BassModel yearly{0.03, 0.38};
    EXPECT_GT(std::fabs(bass_recursion(yearly, 10) - bass_adoption(yearly, 10)), 0.01);
    EXPECT_GT(std::fabs(bass_hazard_recursion(yearly, 10) - bass_adoption(yearly, 10)), 0.01);
    const BassModel short_periods{0.03 / 10000, 0.38 / 10000};
    EXPECT_NEAR(bass_recursion(short_periods, 100000), bass_adoption(yearly, 10), 1e-4);
    EXPECT_NEAR(bass_hazard_recursion(short_periods, 100000), bass_adoption(yearly, 10), 1e-4);
}

TEST(Bass, ManyAgentsApproachTheRecursion) {
    const BassModel model{0.03, 0.38};
    const auto gap = [&](int agents) {
        return std::fabs(adoption_moments(bass_agents_law(model, agents, 8)).mean - bass_recursion(model, 8));
    };
    EXPECT_LT(gap(400), gap(100) / 3);
    EXPECT_GT(gap(400), gap(100) / 5);  // the error falls as 1/N, not faster
    EXPECT_NEAR(bass_agents_law(model, 400, 8).sum(), 1, 1e-12);
}

TEST(NetworkEffects, EveryEquilibriumIsAFixedPoint) {
    for (std::uint32_t number = 0; number < 200; ++number) {
        const double advantage = 2 * uniform(number, 0) - 1, effect = 8 * uniform(number, 1) - 2;
        const auto equilibria = network_equilibria(advantage, effect);
        ASSERT_TRUE(equilibria.size() == 1 || equilibria.size() == 3) << advantage << " " << effect;
        for (const NetworkEquilibrium& e : equilibria) {
            EXPECT_NEAR(std::tanh(advantage + effect * e.mean_choice), e.mean_choice, 1e-14);
            EXPECT_NEAR((1 + e.mean_choice) / 2, e.share, 1e-14);
        }
        if (equilibria.size() == 3) {
            EXPECT_TRUE(equilibria[0].stable && !equilibria[1].stable && equilibria[2].stable);
        }
    }
}

TEST(NetworkEffects, StrongEffectsMakeThreeEquilibriaAndWeakOnesOne) {
    EXPECT_EQ(network_equilibria(0, 0.99).size(), 1U);
    EXPECT_EQ(network_equilibria(0, 1.01).size(), 3U);
    EXPECT_EQ(network_equilibria(0, 60).size(), 3U);
    EXPECT_EQ(network_equilibria(0.5, 1.5).size(), 1U);
}

TEST(Experience, CostFallsByTheProgressRatioPerDoubling) {
    EXPECT_NEAR(experience_curve_cost(10, 50, 100, 0.8), 8, 1e-13);
    EXPECT_NEAR(experience_curve_cost(10, 50, 800, 0.8), 10 * 0.8 * 0.8 * 0.8 * 0.8, 1e-13);
    EXPECT_EQ(experience_curve_cost(10, 50, 50, 0.8), 10);
}

TEST(Sampling, SharesOfPersistentAgentsVaryAsTheirLawSays) {
    const InertiaChain chain{Eigen::Vector2d(0.4, 0.0), 1.5, 1.0};
    const double stay[2] = {transition_matrix(chain)(0, 0), transition_matrix(chain)(1, 0)};
    constexpr int kSamples = 4000, kAgents = 20, kPeriods = 10;
    const double share = stationary_shares(chain)(0);
    double squares = 0;
    for (std::uint32_t sample = 0; sample < kSamples; ++sample) {
        double mean = 0;
        for (std::uint32_t agent = 0; agent < kAgents; ++agent) {
            bool first = unit_uniform(philox({sample, agent, 0, 1}, {11, 0})[0]) < share;
            for (std::uint32_t period = 0; period < kPeriods; ++period) {
                if (period > 0)
                    first = unit_uniform(philox({sample, agent, period, 1}, {11, 0})[0]) < stay[first ? 0 : 1];
                mean += first ? 1.0 / (kAgents * kPeriods) : 0.0;
            }
        }
        squares += (mean - share) * (mean - share) / kSamples;
    }
    const double exact = time_average_standard_deviation(chain, kAgents, kPeriods);
    const double error = std::sqrt(2.0 / kSamples);  // relative, of a variance
    EXPECT_NEAR(squares / (exact * exact), 1, 5 * error);
    const double independent = std::sqrt(share * (1 - share) / (kAgents * kPeriods));
    EXPECT_GT(std::fabs(squares / (independent * independent) - 1), 5 * error);  // the test tells the two apart
}

TEST(Sampling, ChiSquaredTailsMatchClosedForms) {
    for (const double x : {1e-6, 0.3, 2.0, 9.0, 40.0, 300.0}) {
        EXPECT_NEAR(chi_squared_upper_tail(x, 2) / std::exp(-x / 2), 1, 1e-12) << x;
        EXPECT_NEAR(chi_squared_upper_tail(x, 4) / (std::exp(-x / 2) * (1 + x / 2)), 1, 1e-12) << x;
        EXPECT_NEAR(chi_squared_upper_tail(x, 1) / std::erfc(std::sqrt(x / 2)), 1, 1e-12) << x;
    }
    EXPECT_EQ(chi_squared_upper_tail(0, 3), 1);
    EXPECT_NEAR(chi_squared_upper_tail(1000, 1000), 0.4940526, 1e-6);  // median is near 1000 − 2/3
}

TEST(Sampling, PluginConcentrationIsBiasedUpwards) {
    const Eigen::Vector3d shares(0.5, 0.3, 0.2);
    EXPECT_GT(expected_plugin_hhi(shares, 10), hhi(shares));
    EXPECT_EQ(expected_plugin_hhi(shares, 1), 1e4);  // one agent: one cell has everything
    EXPECT_NEAR(share_covariance(shares, 7).sum(), 0, 1e-16);
}

TEST(DynamicsArguments, AreNamedWhenOutsideTheirRange) {
    const Eigen::Vector2d v(0.4, 0.0);
    EXPECT_EQ(argument_of([] { transition_matrix({Eigen::VectorXd(), 1, 1}); }), "utility");
    EXPECT_EQ(argument_of([] { stationary_shares({Eigen::Vector2d(0, kNaN), 1, 1}); }), "utility[1]");
    EXPECT_EQ(argument_of([&] { transition_matrix({v, kNaN, 1}); }), "inertia");
    EXPECT_EQ(argument_of([&] { transition_matrix({v, 1, 0}); }), "hazard");
    EXPECT_EQ(argument_of([&] { transition_matrix({v, 1, 1.1}); }), "hazard");
    EXPECT_EQ(argument_of([&] {
                  shares_after(transition_matrix({v, 1, 1}), Eigen::Vector2d(0.5, 0.6), 1);
              }),
              "initial");
    EXPECT_EQ(argument_of([] { spurious_state_dependence(1, 0, 0); }), "weight");
    EXPECT_EQ(argument_of([] { switching_cost_equilibrium({-1, 1, 0, 0}); }), "switching_cost");
    EXPECT_EQ(argument_of([] { switching_cost_equilibrium({1, 0, 0, 0}); }), "price_sensitivity");
    EXPECT_EQ(argument_of([] { switching_cost_equilibrium({1, 1, 0, 1}); }), "discount");
    EXPECT_EQ(argument_of([] { bass_adoption({0, 0.3}, 1); }), "innovation");
    EXPECT_EQ(argument_of([] { bass_recursion({0.3, 0.8}, 1); }), "imitation");
    EXPECT_EQ(argument_of([] { bass_agents_law({0.3, 0.1}, 0, 1); }), "agents");
    EXPECT_EQ(argument_of([] { network_equilibria(kNaN, 1); }), "advantage");
    EXPECT_EQ(argument_of([] { learning_exponent(0); }), "progress_ratio");
    EXPECT_EQ(argument_of([] { share_standard_deviations(Eigen::Vector2d(0.5, 0.4), 10); }), "true_shares");
    EXPECT_EQ(argument_of([] { autoregressive_moments({1, 1}, 10); }), "persistence");
    EXPECT_EQ(argument_of([] { goodness_of_fit(Eigen::Vector2d(0, 0), Eigen::Vector2d(0.5, 0.5)); }), "counts");
}

}  // namespace
}  // namespace nephoscope::theory
