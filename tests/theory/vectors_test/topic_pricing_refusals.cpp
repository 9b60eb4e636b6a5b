#include <string>

#include "models/theory/errors.h"
#include "sim/core/error.h"
#include "tests/theory/vectors_test/harness.h"

/// The cases of topic pricing_bertrand that must be refused, whatever is asked of them.
namespace nephoscope::vectors {
namespace {

/// The kind of question that inputs without an answer pose; their keys tell.
std::string question(const Json& inputs) {
    const auto has = [&](const char* key) { return inputs.contains(key); };
    if (has("m")) return "grid_game";
    if (has("mu")) return "bertrand_nash_symmetric";
    if (has("R")) return "bertrand_nash_contract";
    if (has("firm_pre")) return "merger";
    if (has("available_before")) return "product_addition";
    if (has("prices")) return "cost_inversion";
    if (has("markup_on_cost")) return "cost_plus";
    if (has("own_products")) return "best_response";
    if (has("p0")) return "best_response_dynamics";
    if (has("start_low")) return "pitfall";
    if (has("delta")) return inputs.at("delta").is_array() ? "pass_through" : "closed_form_monopoly";
    return "bertrand_nash";
}

/// Whether `name` is an input of the case, under its own name or under an alias of the topic.
bool is_input(const Handlers& handlers, const Json& inputs, const std::string& name) {
    if (inputs.contains(name)) return true;
    const auto [first, last] = handlers.argument.equal_range(name);
    for (auto alias = first; alias != last; ++alias) {
        if (inputs.contains(alias->second)) return true;
    }
    return false;
}

/// A market without an equilibrium must be refused by naming an input, or by saying that none was found; never by a
/// number.
void rejection(const Json& vector_case, Verdict& verdict) {
    const Json& inputs = vector_case.at("inputs");
    const Handlers& handlers = topics().at("pricing_bertrand");
    try {
        handlers.compute.at(question(inputs))(vector_case);
        verdict.require(false, "no error was raised");
    } catch (const ArgumentError& error) {
        const std::string name = error.name.substr(0, error.name.find('['));
        verdict.require(is_input(handlers, inputs, name), "the error names no input: " + std::string(error.what()));
    } catch (const theory::NoEquilibrium&) {
        verdict.require(true, "");
    } catch (const theory::NoConvergence&) {
        verdict.require(true, "");
    }
}

const Topic topic("pricing_bertrand", {}, {{"rejection", rejection}},
                  {{"cost", "K"},
                   {"cost", "c"},
                   {"differentiation", "mu"},
                   {"interest", "kappa"},
                   {"lambda", "demand"},
                   {"margin", "xi"},
                   {"marginal_cost", "c"},
                   {"mean_utility", "a"},
                   {"mean_utility", "delta"},
                   {"mean_utility", "demand"},
                   {"nest", "demand"},
                   {"outside", "a0"},
                   {"outside", "demand"},
                   {"outside_quality", "a0"},
                   {"outside_utility", "a0"},
                   {"outside_utility", "demand"},
                   {"outside_utility", "outside"},
                   {"price_coefficient", "alpha"},
                   {"price_coefficient", "demand"},
                   {"price_coefficient", "mu"},
                   {"prices", "m"},
                   {"prices", "p0"},
                   {"prices", "rival_prices"},
                   {"quality", "a"},
                   {"revenue", "R"},
                   {"rows", "K"},
                   {"rows", "R"},
                   {"rows", "kappa"},
                   {"segments", "demand"},
                   {"u", "delta"},
                   {"u", "demand"},
                   {"u", "markup_on_cost"},
                   {"weight", "demand"}});

}  // namespace
}  // namespace nephoscope::vectors
