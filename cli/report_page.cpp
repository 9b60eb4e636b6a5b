#include <fmt/format.h>

#include <fstream>

#include "analysis/report/page.h"
#include "cli/options.h"
#include "cli/verbs.h"
#include "sim/core/error.h"
#include "sim/io/atomic_file.h"

namespace nephoscope::cli {

namespace {

/// "quickstart.nc" becomes "quickstart.html"; a name without ".nc" gets ".html" behind it.
std::string page_name(const std::string& results) {
    const bool ends = results.size() > 3 && results.compare(results.size() - 3, 3, ".nc") == 0;
    return (ends ? results.substr(0, results.size() - 3) : results) + ".html";
}

void write_file(const std::string& path, const std::string& text, bool force) {
    AtomicFile file(path, force);
    std::ofstream stream(file.temporary_path(), std::ios::binary | std::ios::trunc);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw MachineError(path + ": cannot write the file: the disk may be full");
    file.commit();
}

}  // namespace

int report_verb(const std::vector<std::string>& args) {
    Options options(
        "report", "nephoscope report RESULTS [options]",
        "Writes one self-contained HTML page about a results file of run or compare: the answer with its intervals,\n"
        "tables, charts to hover, zoom and choose in, assumptions, limits and provenance. It opens without a network.",
        "nephoscope report compare-nonexclusive_2026.nc --output page.html");
    options.text("output", "FILE", "where to write the page (default: RESULTS with .html in place of .nc)")
        .flag("force", "replace an existing page");
    if (!options.parse(args)) return kDone;
    options.require_operands(1, 1, "one RESULTS file");
    const std::string results = options.operands().front();
    const std::string path = options.get("output", page_name(results));
    write_file(path, report::page(results), options.has("force"));
    fmt::print("report: {}\n", path);
    return kDone;
}

}  // namespace nephoscope::cli
