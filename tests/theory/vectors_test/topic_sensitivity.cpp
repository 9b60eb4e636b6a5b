/// The kinds of tests/vectors/sensitivity.json: Sobol' indices, estimators, Morris screening, low-discrepancy points.

#include <fmt/format.h>

#include <Eigen/Core>
#include <functional>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/theory/designs.h"
#include "models/theory/sensitivity.h"
#include "models/theory/sensitivity_benchmarks.h"
#include "tests/theory/vectors_test/harness.h"

namespace nephoscope::vectors {

namespace {

using Function = std::function<double(const Eigen::VectorXd&)>;

Eigen::VectorXd vector_of(const Json& list) {
    const std::vector<double> values = numbers(list);
    return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Eigen::Index>(values.size()));
}

Json json_of(const Eigen::VectorXd& values) { return std::vector<double>(values.begin(), values.end()); }

Eigen::MatrixXd matrix_of(const Json& rows) {
    Eigen::MatrixXd matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows.at(0).size()));
    for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
        matrix.row(i) = vector_of(rows[static_cast<std::size_t>(i)]).transpose();
    }
    return matrix;
}

Json json_of_rows(const Eigen::MatrixXd& rows) {
    Json list = Json::array();
    for (Eigen::Index i = 0; i < rows.rows(); ++i) list.push_back(json_of(Eigen::VectorXd(rows.row(i).transpose())));
    return list;
}

/// The number after `name=` in a description such as "ishigami a=7 b=0.1".
double parameter(const std::string& text, const std::string& name) {
    std::smatch match;
    if (!std::regex_search(text, match, std::regex("\\b" + name + "\\s*=\\s*([-+0-9.eE]+)"))) {
        throw std::invalid_argument("no parameter '" + name + "' in '" + text + "'");
    }
    return std::stod(match[1]);
}

Function g_function_of(const std::string& text) {
    const std::string list = text.substr(text.find('['), text.find(']') - text.find('[') + 1);
    const Eigen::VectorXd a = vector_of(Json::parse(list));
    return [a](const Eigen::VectorXd& x) { return theory::g_function(x, a); };
}

/// One term of a polynomial, coefficient · Π x_input (an input may repeat).
struct Term {
    double coefficient = 1.0;
    std::vector<Eigen::Index> inputs;
};

/// Reads terms such as "3", "x1", "- 1.5 x2", "2 x2 x3", "0.5 x3^2" of a sum; text after " on " is a remark.
std::vector<Term> polynomial_terms(const std::string& text) {
    const std::string sum = text.substr(0, text.find(" on "));
    const std::regex term_form("\\s*([+-])?\\s*([0-9.]+)?((?:\\s*\\*?\\s*x[0-9]+(?:\\^[0-9]+)?)*)");
    const std::regex factor_form("x([0-9]+)(?:\\^([0-9]+))?");
    std::vector<Term> terms;
    auto position = sum.cbegin();
    while (position != sum.cend()) {
        std::smatch match;
        const bool read =
            std::regex_search(position, sum.cend(), match, term_form, std::regex_constants::match_continuous);
        if (!read || (!match[2].matched && match[3].length() == 0)) {
            if (std::regex_match(position, sum.cend(), std::regex("\\s*"))) break;
            throw std::invalid_argument("not a function this program knows: '" + text + "'");
        }
        Term term;
        if (match[2].matched) term.coefficient = std::stod(match[2]);
        if (match[1] == "-") term.coefficient = -term.coefficient;
        const std::string factors = match[3];
        for (std::sregex_iterator f(factors.begin(), factors.end(), factor_form), end; f != end; ++f) {
            const int power = (*f)[2].matched ? std::stoi((*f)[2]) : 1;
            for (int i = 0; i < power; ++i) term.inputs.push_back(std::stol((*f)[1]) - 1);
        }
        terms.push_back(term);
        position = match[0].second;
    }
    return terms;
}

Function polynomial_of(const std::string& text) {
    return [terms = polynomial_terms(text)](const Eigen::VectorXd& x) {
        double sum = 0;
        for (const Term& term : terms) {
            double product = term.coefficient;
            for (const Eigen::Index input : term.inputs) product *= x(input);
            sum += product;
        }
        return sum;
    };
}

/// The function a case describes in words.
Function function_of(const Json& inputs) {
    const auto text = inputs.at("function").get<std::string>();
    if (text.rfind("ishigami", 0) == 0) {
        return [a = parameter(text, "a"), b = parameter(text, "b")](const Eigen::VectorXd& x) {
            return theory::ishigami(x, a, b);
        };
    }
    return text.rfind("g-function", 0) == 0 ? g_function_of(text) : polynomial_of(text);
}

/// [lower, upper] for all inputs, or one such pair per input.
Eigen::MatrixXd scaled(const Json& inputs, const Eigen::MatrixXd& unit_points) {
    const Json& bounds = inputs.at("bounds");
    Eigen::VectorXd lower(unit_points.cols()), upper(unit_points.cols());
    for (Eigen::Index i = 0; i < lower.size(); ++i) {
        const Json& pair = bounds.at(0).is_array() ? bounds.at(static_cast<std::size_t>(i)) : bounds;
        lower(i) = number(pair.at(0));
        upper(i) = number(pair.at(1));
    }
    return theory::scale_to_bounds(unit_points, lower, upper);
}

Eigen::VectorXd outputs_at(const Json& inputs, const Eigen::MatrixXd& unit_points) {
    const Function function = function_of(inputs);
    const Eigen::MatrixXd points = scaled(inputs, unit_points);
    Eigen::VectorXd outputs(points.rows());
    for (Eigen::Index row = 0; row < points.rows(); ++row) outputs(row) = function(points.row(row).transpose());
    return outputs;
}

theory::ExactIndices exact_indices_of(const Json& inputs) {
    if (inputs.contains("c")) return theory::linear_indices(vector_of(inputs.at("c")), vector_of(inputs.at("width")));
    if (inputs.at("a").is_array()) return theory::g_function_indices(vector_of(inputs.at("a")));
    return theory::ishigami_indices(number(inputs.at("a")), number(inputs.at("b")));
}

/// S12, S13 and the like are second-order indices of the inputs numbered from 1.
Json sobol_exact(const Json& vector_case) {
    const theory::ExactIndices exact = exact_indices_of(vector_case.at("inputs"));
    Json computed = {{"mean", exact.mean},
                     {"variance", exact.variance},
                     {"S", json_of(exact.first_order)},
                     {"ST", json_of(exact.total)}};
    for (Eigen::Index i = 0; i < exact.total.size(); ++i) {
        for (Eigen::Index j = i + 1; j < exact.total.size(); ++j) {
            computed[fmt::format("S{}{}", i + 1, j + 1)] = exact.interaction(i, j);
        }
    }
    return computed;
}

Json sobol_estimator(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::SaltelliDesign design =
        theory::saltelli_design_of(matrix_of(inputs.at("A_unit")), matrix_of(inputs.at("B_unit")), true);
    const theory::SaltelliOutputs all = theory::split_outputs(design, outputs_at(inputs, design.design.points));
    theory::SaltelliOutputs without_ba = all;
    without_ba.ba.resize(0, 0);
    const auto centred = [](const theory::SaltelliOutputs& outputs) {
        return json_of(theory::saltelli_first_order(outputs, theory::Centring::all_rows));
    };
    return {{"saltelli2010_S_raw", json_of(theory::saltelli_first_order(all, theory::Centring::none))},
            {"jansen_ST", json_of(theory::jansen_total(all))},
            {"jansen_S", json_of(theory::jansen_first_order(all))},
            {"salib_S_second_order_False", centred(without_ba)},
            {"salib_ST_second_order_False", json_of(theory::jansen_total(without_ba))},
            {"salib_S_second_order_True", centred(all)},
            {"salib_ST_second_order_True", json_of(theory::jansen_total(all))}};
}

Json morris_exact(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const int levels = inputs.at("levels").get<int>();
    const auto at_unit_point = [&inputs, function = function_of(inputs)](const Eigen::VectorXd& point) {
        return function(scaled(inputs, point.transpose()).row(0).transpose());
    };
    const theory::MorrisMeasures exact =
        theory::exact_morris_measures(at_unit_point, inputs.at("k").get<int>(), levels);
    return {{"mu", json_of(exact.mu)},
            {"mu_star", json_of(exact.mu_star)},
            {"sigma_population", json_of(exact.sigma)},
            {"delta", theory::morris_step(levels)}};
}

Json morris_sample(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    Json rows = Json::array();
    for (const Json& trajectory : inputs.at("trajectories_unit")) {
        rows.insert(rows.end(), trajectory.begin(), trajectory.end());
    }
    const Eigen::MatrixXd points = matrix_of(rows);
    const Eigen::VectorXd outputs = outputs_at(inputs, points);
    const theory::MorrisMeasures measures = theory::morris_measures(theory::elementary_effects(points, outputs));
    return {{"Y", json_of(outputs)},
            {"mu", json_of(measures.mu)},
            {"mu_star", json_of(measures.mu_star)},
            {"sigma", json_of(measures.sigma)}};
}

Json halton(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const auto bases = inputs.at("bases").get<std::vector<int>>();
    Eigen::MatrixXd points(static_cast<Eigen::Index>(inputs.at("n").size()), static_cast<Eigen::Index>(bases.size()));
    for (Eigen::Index row = 0; row < points.rows(); ++row) {
        const auto index = inputs.at("n").at(static_cast<std::size_t>(row)).get<std::uint64_t>();
        points.row(row) = theory::halton_points(bases, 1, index).points.row(0);
    }
    return {{"points", json_of_rows(points)}};
}

Json sobol_sequence(const Json& vector_case) {
    const Json& inputs = vector_case.at("inputs");
    const theory::Design design =
        theory::sobol_points(inputs.at("n").get<int>(), inputs.at("dim").get<int>(), theory::Randomisation::none, 0,
                             inputs.value("first", std::uint64_t{0}));
    return {{"points", json_of_rows(design.points)}};
}

const Topic topic("sensitivity",
                  {{"sobol_exact", sobol_exact},
                   {"sobol_estimator", sobol_estimator},
                   {"morris_exact", morris_exact},
                   {"morris_sample", morris_sample},
                   {"halton", halton},
                   {"sobol_sequence", sobol_sequence}},
                  {},
                  {{"coefficients", "c"},
                   {"widths", "width"},
                   {"inputs", "dim"},
                   {"points", "n"},
                   {"lower", "bounds"},
                   {"upper", "bounds"},
                   {"unit_points", "trajectories_unit"}});

}  // namespace

}  // namespace nephoscope::vectors
