#include <algorithm>
#include <cstring>

#include "models/metrics/metrics.h"
#include "models/metrics/variables.h"

/// What a recorder has of the months so far, as bytes and back (sim/core/state.h).
namespace nephoscope {

namespace {

/// The axis of a variable that stands for clauses: what the scenarios of one checkpoint may differ in. Empty for none.
std::string clause_axis(const VariableSpec& spec) {
    for (const std::string& axis : spec.axes)
        if (axis == "commitment" || axis == "revenue_share") return axis;
    return "";
}

std::string full_name(const VariableSpec& spec) {
    return spec.group.empty() ? spec.name : spec.group + "/" + spec.name;
}

/// Calls body(cells of a month as bytes) with reals or integers, as the variable has them.
template <class Body>
void with_cells(Recording& recording, int v, int month, Body body) {
    if (recording.specs()[static_cast<std::size_t>(v)].storage == Storage::real)
        body(std::as_writable_bytes(recording.real(v, month)));
    else
        body(std::as_writable_bytes(recording.integer(v, month)));
}

}  // namespace

void MarketRecorder::save(StateWriter& writer) const {
    writer("next", next_);
    writer("recorded", recorded_);
    writer("panel", panel_);
    std::vector<StoredVariable> variables;
    auto& recording = const_cast<Recording&>(recording_);  // read only
    for (std::size_t v = 0; v < recording.specs().size(); ++v) {
        const VariableSpec& spec = recording.specs()[v];
        if (!spec.has_months()) continue;
        StoredVariable stored{spec.group, spec.name, {}, {}};
        const std::string axis = clause_axis(spec);
        if (!axis.empty()) stored.labels = recording.labels().at(axis);
        for (int month = 0; month < next_; ++month)
            with_cells(recording, static_cast<int>(v), month, [&](std::span<std::byte> cells) {
                stored.cells.append(reinterpret_cast<const char*>(cells.data()), cells.size());
            });
        variables.push_back(std::move(stored));
    }
    writer("variables", variables);
}

void MarketRecorder::open(StateReader& reader) {
    reader("next", next_);
    reader("recorded", recorded_);
    reader("panel", panel_);
    if (!panel_.ids().empty()) require_sound(panel_.customers(), market_.scenario());
    if (next_ < 0 || static_cast<std::size_t>(next_) > recording_.months().size()) reader.fail("has other months");
    std::vector<StoredVariable> variables;
    reader("variables", variables);
    fill_clauses_before();
    for (const StoredVariable& stored : variables) place(stored);
}

/// Clauses that have not acted yet stand in every month so far as they stand now.
void MarketRecorder::fill_clauses_before() {
    for_each_variable([&](const Variable& variable) {
        const int v = recording_.index_of(variable.spec.group, variable.spec.name);
        if (v < 0 || clause_axis(variable.spec).empty()) return;
        for (int month = 0; month < next_; ++month)
            if (variable.real)
                variable.real(market_, recording_.real(v, month));
            else
                variable.integer(market_, recording_.integer(v, month));
    });
}

void MarketRecorder::place(const StoredVariable& stored) {
    const int v = recording_.index_of(stored.group, stored.name);
    const std::string axis = v < 0 ? "" : clause_axis(recording_.specs()[static_cast<std::size_t>(v)]);
    if (v < 0 && stored.labels.empty()) throw StateError(stored.name + ": is a variable that is not recorded");
    if (v < 0) return;  // of clauses that this scenario has none of
    if (!recording_.specs()[static_cast<std::size_t>(v)].has_months())
        throw StateError(stored.name + ": is a variable without months");
    constexpr std::size_t kBytes = 8;
    const std::size_t width = axis.empty() ? recording_.cells(v) : stored.labels.size();
    if (stored.cells.size() != kBytes * width * static_cast<std::size_t>(next_))
        throw StateError(full_name(recording_.specs()[static_cast<std::size_t>(v)]) + ": has another size");
    const char* from = stored.cells.data();
    for (int month = 0; month < next_; ++month, from += kBytes * width)
        with_cells(recording_, v, month, [&](std::span<std::byte> cells) {
            if (axis.empty()) {
                if (!cells.empty()) std::memcpy(cells.data(), from, cells.size());
                return;
            }
            const std::vector<std::string>& labels = recording_.labels().at(axis);
            for (std::size_t cell = 0; cell < labels.size(); ++cell) {
                const auto found = std::find(stored.labels.begin(), stored.labels.end(), labels[cell]);
                if (found == stored.labels.end() || !market_.begun(labels[cell])) continue;
                const auto stands = static_cast<std::size_t>(found - stored.labels.begin());
                std::memcpy(cells.data() + kBytes * cell, from + kBytes * stands, kBytes);
            }
        });
}

}  // namespace nephoscope
