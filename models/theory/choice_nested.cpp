#include "models/theory/choice_nested.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "models/theory/errors.h"
#include "sim/core/math.h"

namespace nephoscope::theory {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::size_t at(Eigen::Index j) { return static_cast<std::size_t>(j); }

void check_level(const NestLevel& level, Eigen::Index alternatives) {
    require_size(level.label_name, static_cast<long>(level.nest.size()), alternatives);
    for (const int nest : level.nest) {
        require(nest >= 0 && nest < level.dissimilarity.size(), level.label_name, nest,
                fmt::format("a nest that has a '{}', below {}", level.name, level.dissimilarity.size()));
    }
    check_dissimilarity(level.name, level.dissimilarity);
}

/// The parent of each nest of `level` in the level above; all 0, the root, for the outermost level.
std::vector<int> parents(const std::vector<NestLevel>& levels, std::size_t depth) {
    const NestLevel& level = levels[depth];
    std::vector<int> parent(at(level.dissimilarity.size()), depth == 0 ? 0 : -1);
    if (depth == 0) return parent;
    const NestLevel& above = levels[depth - 1];
    for (std::size_t j = 0; j < level.nest.size(); ++j) {
        int& known = parent[static_cast<std::size_t>(level.nest[j])];
        require(known == -1 || known == above.nest[j], level.label_name, level.nest[j],
                "within a single nest of the level above");
        known = above.nest[j];
        const double own = level.dissimilarity[level.nest[j]];
        const double ceiling = above.dissimilarity[above.nest[j]];
        require(own <= ceiling, fmt::format("{}[{}]", level.name, level.nest[j]), own,
                fmt::format("in (0, {:.17g}], not above that of the nest it lies in", ceiling));
    }
    for (int& unused : parent) unused = unused == -1 ? 0 : unused;
    return parent;
}

/// Members' values gathered into groups: the groups' logsums of value/λ and the members' log conditional probabilities.
struct Grouped {
    Eigen::VectorXd value;            ///< λ log Σ exp(V/λ), shape [groups]
    Eigen::VectorXd inclusive_value;  ///< log Σ exp(V/λ), shape [groups]
    Eigen::VectorXd log_conditional;  ///< log P(member | group), shape [members]
};

/// The largest value of a group is taken out before dividing by λ, so that values of ±700 with λ = 0.01 lose no digits.
Grouped group(const Eigen::VectorXd& member_value, const std::vector<int>& group_of,
              const Eigen::VectorXd& dissimilarity) {
    const Eigen::Index groups = dissimilarity.size();
    Eigen::VectorXd highest = Eigen::VectorXd::Constant(groups, -infinity);
    for (Eigen::Index j = 0; j < member_value.size(); ++j) {
        highest[group_of[at(j)]] = std::fmax(highest[group_of[at(j)]], member_value[j]);
    }
    Eigen::VectorXd total = Eigen::VectorXd::Zero(groups);
    Eigen::VectorXd distance = Eigen::VectorXd::Constant(member_value.size(), -infinity);
    for (Eigen::Index j = 0; j < member_value.size(); ++j) {
        const int g = group_of[at(j)];
        if (member_value[j] == -infinity) continue;
        distance[j] = (member_value[j] - highest[g]) / dissimilarity[g];
        total[g] += math::exp(distance[j]);
    }
    Grouped result{Eigen::VectorXd(groups), Eigen::VectorXd(groups), Eigen::VectorXd(member_value.size())};
    Eigen::VectorXd log_total(groups);
    for (Eigen::Index g = 0; g < groups; ++g) {
        log_total[g] = total[g] > 0.0 ? math::log(total[g]) : 0.0;
        result.value[g] = highest[g] + dissimilarity[g] * log_total[g];
        result.inclusive_value[g] = highest[g] / dissimilarity[g] + log_total[g];
    }
    for (Eigen::Index j = 0; j < member_value.size(); ++j) {
        result.log_conditional[j] = distance[j] - log_total[group_of[at(j)]];
    }
    return result;
}

/// Who contains whom. `parent` by level and nest; `group_of` by level and member, which is a nest of the level below
/// or, at the innermost level, an alternative.
struct Tree {
    std::vector<std::vector<int>> parent;
    std::vector<std::vector<int>> group_of;
};

Tree check_tree(const std::vector<NestLevel>& levels, Eigen::Index alternatives) {
    Tree tree;
    for (std::size_t depth = 0; depth < levels.size(); ++depth) {
        check_level(levels[depth], alternatives);
        tree.parent.push_back(parents(levels, depth));
        if (depth > 0) tree.group_of.push_back(tree.parent.back());
    }
    if (!levels.empty()) tree.group_of.push_back(levels.back().nest);
    return tree;
}

/// Up the tree: the values of all nests from the utilities of the alternatives.
std::vector<Grouped> climb(const std::vector<NestLevel>& levels, const Tree& tree, const Eigen::VectorXd& utility) {
    std::vector<Grouped> grouped(levels.size());
    for (std::size_t depth = levels.size(); depth-- > 0;) {
        const Eigen::VectorXd& value = depth + 1 == levels.size() ? utility : grouped[depth + 1].value;
        grouped[depth] = group(value, tree.group_of[depth], levels[depth].dissimilarity);
    }
    return grouped;
}

Eigen::VectorXd exponential(const Eigen::VectorXd& logarithm) {
    Eigen::VectorXd result(logarithm.size());
    for (Eigen::Index j = 0; j < result.size(); ++j) result[j] = math::exp(logarithm[j]);
    return result;
}

/// P(alternative | nest) at every level, as products of the conditional probabilities from the innermost level up.
void add_conditionals(const std::vector<NestLevel>& levels, const std::vector<Grouped>& grouped, NestedLaw& law) {
    Eigen::VectorXd log_within = Eigen::VectorXd::Zero(law.choice.probability.size());
    for (std::size_t depth = levels.size(); depth-- > 0;) {
        for (Eigen::Index j = 0; j < log_within.size(); ++j) {
            const bool innermost = depth + 1 == levels.size();
            log_within[j] += grouped[depth].log_conditional[innermost ? j : levels[depth + 1].nest[at(j)]];
        }
        law.levels[depth].within = exponential(log_within);
    }
}

/// One NestEffect per nest with two members or more; a nest of one substitutes with nothing.
void add_effects(const std::vector<NestLevel>& levels, const Tree& tree, NestedLaw& law) {
    const Eigen::Index n = law.choice.probability.size();
    for (std::size_t depth = 0; depth < levels.size(); ++depth) {
        const NestLevel& level = levels[depth];
        for (Eigen::Index g = 0; g < level.dissimilarity.size(); ++g) {
            const double above = depth == 0 ? 1.0 : levels[depth - 1].dissimilarity[tree.parent[depth][at(g)]];
            NestEffect effect{1.0 / level.dissimilarity[g] - 1.0 / above, Eigen::VectorXd::Zero(n),
                              Eigen::VectorXd::Zero(n)};
            for (Eigen::Index j = 0; j < n; ++j) {
                if (level.nest[at(j)] != g) continue;
                effect.conditional[j] = law.levels[depth].within[j];
                effect.membership[j] = 1.0;
            }
            if (effect.membership.sum() > 1.0 && effect.weight > 0.0) law.choice.nests.push_back(std::move(effect));
        }
    }
}

}  // namespace

void check_dissimilarity(const std::string& name, const Eigen::VectorXd& dissimilarity) {
    for (Eigen::Index m = 0; m < dissimilarity.size(); ++m) {
        const double lambda = dissimilarity[m];
        require(lambda > 0.0 && lambda <= 1.0, fmt::format("{}[{}]", name, m), lambda, "in (0, 1]");
    }
}

NestedLaw nested_logit(const ChoiceSet& set, const std::vector<NestLevel>& levels) {
    const Eigen::VectorXd utility = scaled_utility(set);
    const Tree tree = check_tree(levels, utility.size());
    const std::vector<Grouped> grouped = climb(levels, tree, utility);

    ChoiceSet top;
    top.utility = levels.empty() ? utility : grouped.front().value;
    top.outside = set.outside ? std::optional<double>(*set.outside / set.scale) : std::nullopt;
    NestedLaw law{logit(top), {}};
    law.choice.scale = set.scale;

    Eigen::VectorXd log_probability = law.choice.log_probability;
    for (std::size_t depth = 0; depth < levels.size(); ++depth) {
        law.levels.push_back({exponential(log_probability), log_probability, grouped[depth].inclusive_value, {}});
        Eigen::VectorXd below = grouped[depth].log_conditional;
        for (Eigen::Index m = 0; m < below.size(); ++m) below[m] += log_probability[tree.group_of[depth][at(m)]];
        log_probability = below;
    }
    law.choice.log_probability = log_probability;
    law.choice.probability = exponential(log_probability);
    add_conditionals(levels, grouped, law);
    add_effects(levels, tree, law);
    return law;
}

}  // namespace nephoscope::theory
