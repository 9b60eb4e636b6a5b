#include "models/theory/bass.h"

#include <algorithm>
#include <cmath>

#include "models/theory/dynamics_arguments.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

void check(const BassModel& model) {
    require(model.innovation > 0 && std::isfinite(model.innovation), "innovation", model.innovation,
            "finite and above 0");
    require(model.imitation >= 0 && std::isfinite(model.imitation), "imitation", model.imitation,
            "finite and at least 0");
}

void check_recursion(const BassModel& model, int periods) {
    check(model);
    require(periods >= 0, "periods", periods, "0 or more");
}

void check_hazard(const BassModel& model) {
    require(model.innovation + model.imitation <= 1, "imitation", model.imitation,
            fmt::format("at most 1 - innovation = {}", 1 - model.innovation));
}

/// Binomial(n, h) probabilities, built outwards from the mode so that nothing under- or overflows.
Eigen::VectorXd binomial_law(int n, double h) {
    Eigen::VectorXd law = Eigen::VectorXd::Zero(n + 1);
    if (h >= 1) {
        law(n) = 1;
        return law;
    }
    const int mode = std::min(n, static_cast<int>(std::floor((n + 1) * h)));
    const double odds = h / (1 - h);
    law(mode) = 1;
    for (int k = mode; k < n; ++k) law(k + 1) = law(k) * odds * (n - k) / (k + 1);
    for (int k = mode; k > 0; --k) law(k - 1) = law(k) * k / ((n - k + 1) * odds);
    return law / law.sum();
}

}  // namespace

double bass_adoption(const BassModel& model, double time) {
    check(model);
    require(time >= 0, "time", time, "at least 0");
    const double speed = model.innovation + model.imitation;
    const double decayed = math::expm1(-speed * time);  // e^−(p+q)t − 1
    return -decayed / (1 + model.imitation / model.innovation * (1 + decayed));
}

double bass_rate(const BassModel& model, double time) {
    check(model);
    require(time >= 0, "time", time, "at least 0");
    const double speed = model.innovation + model.imitation;
    const double remaining = math::exp(-speed * time);
    const double denominator = 1 + model.imitation / model.innovation * remaining;
    return speed * speed / model.innovation * remaining / (denominator * denominator);
}

BassPeak bass_peak(const BassModel& model) {
    check(model);
    const double p = model.innovation, q = model.imitation;
    if (q <= p) return {0.0, p, 0.0};
    return {math::log(q / p) / (p + q), (p + q) * (p + q) / (4 * q), (1 - p / q) / 2};
}

double bass_recursion(const BassModel& model, int periods) {
    check_recursion(model, periods);
    check_hazard(model);
    double adopted = 0;
    for (int t = 0; t < periods; ++t) adopted += (model.innovation + model.imitation * adopted) * (1 - adopted);
    return adopted;
}

double bass_hazard_recursion(const BassModel& model, int periods) {
    check_recursion(model, periods);
    double adopted = 0;
    for (int t = 0; t < periods; ++t) {
        adopted -= math::expm1(-(model.innovation + model.imitation * adopted)) * (1 - adopted);
    }
    return adopted;
}

Eigen::VectorXd bass_agents_law(const BassModel& model, int agents, int periods) {
    check_recursion(model, periods);
    check_hazard(model);
    require(agents >= 1, "agents", agents, "1 or more");
    Eigen::VectorXd law = Eigen::VectorXd::Zero(agents + 1);
    law(0) = 1;
    for (int t = 0; t < periods; ++t) {
        Eigen::VectorXd next = Eigen::VectorXd::Zero(agents + 1);
        for (int adopters = 0; adopters <= agents; ++adopters) {
            if (law(adopters) == 0) continue;
            const double hazard = model.innovation + model.imitation * adopters / agents;
            next.tail(agents - adopters + 1) += law(adopters) * binomial_law(agents - adopters, hazard);
        }
        law = next;
    }
    return law;
}

AdoptionMoments adoption_moments(const Eigen::VectorXd& law) {
    require_distribution("law", law);
    require(law.size() >= 2, "law", fmt::format("of length {}", law.size()), "of length 2 or more");
    const double agents = static_cast<double>(law.size() - 1);
    double mean = 0, variance = 0;
    for (Eigen::Index k = 0; k < law.size(); ++k) mean += law(k) * static_cast<double>(k) / agents;
    for (Eigen::Index k = 0; k < law.size(); ++k) {
        const double deviation = static_cast<double>(k) / agents - mean;
        variance += law(k) * deviation * deviation;
    }
    return {mean, std::sqrt(variance)};
}

}  // namespace nephoscope::theory
