#include <fmt/format.h>

#include "cli/options.h"
#include "cli/verbs.h"
#include "models/scenario/parameters.h"

namespace nephoscope::cli {

int explain_verb(const std::vector<std::string>& args) {
    Options options(
        "explain", "nephoscope explain [KEY] [options]",
        "What a scenario key means: unit, default, range, when to change it, source. Without KEY: all keys.",
        "nephoscope explain attention.base");
    options.flag("schema", "write the JSON Schema of scenario files");
    if (!options.parse(args)) return kDone;
    options.require_operands(0, 1, "at most one KEY");
    if (options.has("schema"))
        fmt::print("{}\n", json_schema());
    else
        fmt::print("{}\n", explain(options.operands().empty() ? std::string() : options.operands().front()));
    return kDone;
}

}  // namespace nephoscope::cli
