#pragma once

#include <string>
#include <vector>

#include "sim/io/results.h"

namespace nephoscope {

/// Three months from 2026-11.
inline std::vector<Month> sample_months() { return {Month(2026, 11), Month(2026, 12), Month(2027, 1)}; }

/// One variable of every kind of storage, in the root and in a group, over axes that differ between the two scenarios.
inline std::vector<VariableSpec> sample_variables() {
    return {{"", "share", {"month", "venue"}, Storage::real, "1", "Share of spend by venue"},
            {"", "outlay", {"month"}, Storage::money, "USD", "Outlay in the month"},
            {"", "customers", {"month", "segment"}, Storage::count, "organisations", "Customers"},
            {"offers", "legal", {"venue", "segment"}, Storage::flag, "1", "Whether the offer may be bought"},
            {"offers", "fit", {"venue"}, Storage::real, "log points", "Fit of the venue"}};
}

/// Scenario "zwei" has the venues "süd" and "aws", scenario "one" only "aws"; both have the same segments.
inline AxisLabels sample_labels(const std::string& scenario) {
    if (scenario == "zwei") return {{"venue", {"süd", "aws"}}, {"segment", {"smb", "mega"}}};
    return {{"venue", {"aws"}}, {"segment", {"smb", "mega"}}};
}

inline ResultsWriter::Layout sample_layout() {
    ResultsWriter::Layout layout;
    layout.scenarios = {"zwei", "one"};
    layout.replications = 2;
    layout.variables = sample_variables();
    layout.labels = {sample_labels("zwei"), sample_labels("one")};
    layout.months = sample_months();
    return layout;
}

/// Every cell has a value of its own: 100·(month + 1) + 10·replication + cell, money 1e-4 USD of that, flags its
/// parity.
inline Recording sample_recording(const std::string& scenario, int replication) {
    Recording recording(sample_variables(), sample_labels(scenario), sample_months());
    for (int v = 0; v < static_cast<int>(recording.specs().size()); ++v) {
        const VariableSpec spec = recording.specs()[static_cast<std::size_t>(v)];
        for (int m = 0; m < (spec.has_months() ? 3 : 1); ++m) {
            for (std::size_t i = 0; i < recording.cells(v); ++i) {
                const int value = 100 * (m + 1) + 10 * replication + static_cast<int>(i);
                if (spec.storage == Storage::real) recording.real(v, m)[i] = value;
                if (spec.storage == Storage::money || spec.storage == Storage::count)
                    recording.integer(v, m)[i] = value;
                if (spec.storage == Storage::flag) recording.integer(v, m)[i] = value % 2;
            }
        }
    }
    recording.texts["result_hash"] = scenario + std::to_string(replication);
    return recording;
}

inline void fill_sample(ResultsWriter& writer) {
    writer.attribute("program_version", "0.1");
    writer.attribute("seed", 7);
    writer.scenario_text("scenario_text", {{"one", "# Frage: süß?\nx = 1\n"}, {"zwei", ""}});
    for (const char* scenario : {"one", "zwei"}) {
        for (int replication = 0; replication < 2; ++replication) {
            writer.write(scenario, replication, sample_recording(scenario, replication));
        }
    }
    writer.add_axis("metric", {"hhi", "share of aws"});
    writer.array({"", "difference", {"scenario", "metric"}, Storage::real, "1", "Paired difference"}, {1, 2, 3, 4});
}

inline void write_sample(const std::string& path, bool force = false) {
    ResultsWriter writer(path, sample_layout(), force);
    fill_sample(writer);
    writer.close();
}

}  // namespace nephoscope
