#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "sim/core/error.h"
#include "sim/io/hdf5_guard.h"
#include "sim/io/results.h"
#include "sim/io/results_layout.h"
#include "sim/io/results_netcdf.h"

namespace nephoscope {
namespace {

using results::Labels;
using results::NetcdfFile;

/// The cells of a run's variable at their places in the file, shape [months of the file][cells of a month of the file];
/// `fill` where the run has none. `position_of_month`: where each month of the run stands among the file's.
template <class Stored, class CellsOfMonth>
std::vector<Stored> slab(const NetcdfFile::Variable& variable, Stored fill, const std::vector<std::size_t>& positions,
                         const std::vector<std::size_t>& position_of_month, CellsOfMonth cells_of_month) {
    std::vector<Stored> cells(variable.slab_cells(), fill);
    const bool has_months = variable.spec.has_months();
    const std::size_t month_size =
        has_months && !cells.empty() ? cells.size() / variable.sizes[variable.leading] : cells.size();
    for (std::size_t m = 0; m < (has_months ? position_of_month.size() : 1); ++m) {
        const std::size_t first = has_months ? position_of_month[m] * month_size : 0;
        const auto source = cells_of_month(static_cast<int>(m));
        for (std::size_t i = 0; i < positions.size(); ++i) {
            cells[first + positions[i]] = static_cast<Stored>(source[i]);
        }
    }
    return cells;
}

}  // namespace

struct ResultsWriter::Impl : hdf5::GuardedWriting {
    Impl(std::string path, Layout layout_, bool force);

    void create_axes();
    void create_variables();
    std::vector<std::size_t> positions_of(const std::vector<Month>& months) const;
    void require_run(std::size_t scenario, int replication, const Recording& recording) const;
    void write_variable(const NetcdfFile::Variable& variable, const std::vector<hsize_t>& run,
                        const Recording& recording, const std::vector<std::size_t>& months);
    void write_run_texts();

    Layout layout;
    std::map<std::string, Labels> axes;
    std::optional<NetcdfFile> file;
    std::vector<NetcdfFile::Variable> variables;
    std::set<std::pair<std::size_t, int>> written;
    std::map<std::string, std::vector<std::string>> run_texts;  // [scenario × replication]
};

ResultsWriter::Impl::Impl(std::string path, Layout layout_, bool force)
    : GuardedWriting(std::move(path), force), layout(std::move(layout_)), axes(results::text_axes(layout)) {
    results::require_layout(layout);
    guarded([this] {
        file.emplace(atomic.temporary_path());
        file->set_attribute("title", "nephoscope results");
        file->set_attribute("Conventions", "CF-1.10");
        file->set_attribute("format_version", std::int64_t{kFormatVersion});
        file->set_attribute("results_version", std::int64_t{kResultsVersion});
        create_axes();
        create_variables();
    });
}

void ResultsWriter::Impl::create_axes() {
    std::vector<std::int64_t> replications, days;
    for (int r = 0; r < layout.replications; ++r) replications.push_back(r);
    for (const Month month : layout.months) days.push_back(month.days_since_2000());
    file->add_text_axis("scenario", axes.at("scenario").names());
    file->add_number_axis("replication", replications);
    file->add_number_axis("month", days);
    for (const auto& [axis, labels] : axes) {
        if (axis != "scenario") file->add_text_axis(axis, labels.names());
    }
}

void ResultsWriter::Impl::create_variables() {
    for (const VariableSpec& spec : layout.variables) {
        variables.push_back(file->add_variable(spec, {"scenario", "replication"}));
    }
    for (const std::string& axis : results::presence_axes(layout)) {
        const std::vector<std::int8_t> present = results::presence(layout, axes, axis);
        const VariableSpec spec{
            "", "present_" + axis, {"scenario", axis}, Storage::flag, "1", "Whether the scenario has this " + axis};
        file->add_array(spec, H5T_NATIVE_INT8, present.data());
    }
}

std::vector<std::size_t> ResultsWriter::Impl::positions_of(const std::vector<Month>& months) const {
    std::vector<std::size_t> positions;
    for (const Month month : months) {
        const auto found = std::lower_bound(layout.months.begin(), layout.months.end(), month);
        if (found == layout.months.end() || *found != month) {
            throw ArgumentError("recording", "of " + month.str(), "of months of the file");
        }
        positions.push_back(static_cast<std::size_t>(found - layout.months.begin()));
    }
    return positions;
}

void ResultsWriter::Impl::require_run(std::size_t scenario, int replication, const Recording& recording) const {
    if (replication < 0 || replication >= layout.replications) {
        throw ArgumentError("replication", std::to_string(replication), fmt::format("in [0, {})", layout.replications));
    }
    if (written.count({scenario, replication}) != 0) {
        throw ArgumentError("replication", fmt::format("{} for a second time", replication), "written once a scenario");
    }
    std::set<std::string> known;
    for (const NetcdfFile::Variable& variable : variables) {
        known.insert(results::full_name(variable.spec));
        const int v = recording.index_of(variable.spec.group, variable.spec.name);
        if (v >= 0 && !(recording.specs()[static_cast<std::size_t>(v)] == variable.spec)) {
            throw ArgumentError("recording", "of another " + results::full_name(variable.spec), "as in the layout");
        }
    }
    for (const VariableSpec& spec : recording.specs()) {
        if (known.count(results::full_name(spec)) == 0) {
            throw ArgumentError("recording", "of '" + results::full_name(spec) + "'", "of variables of the layout");
        }
    }
    for (const auto& [name, text] : recording.texts) {
        results::require_name("text", name);
        results::require_text("text", text);
        if (file->has(name)) throw ArgumentError("text", "'" + name + "', a variable of the file", "named differently");
    }
    for (const auto& [axis, labels] : recording.labels()) {
        const auto known_axis = axes.find(axis);
        if (known_axis == axes.end()) continue;  // no variable has it, or the check above had refused the recording
        for (const std::string& label : labels) known_axis->second.position(label);
    }
}

void ResultsWriter::Impl::write_variable(const NetcdfFile::Variable& variable, const std::vector<hsize_t>& run,
                                         const Recording& recording, const std::vector<std::size_t>& months) {
    const int v = recording.index_of(variable.spec.group, variable.spec.name);
    if (v < 0) return;
    const std::vector<std::size_t> positions = results::cell_positions(variable.spec, recording.labels(), axes);
    const auto reals = [&](int m) { return recording.real(v, m); };
    const auto integers = [&](int m) { return recording.integer(v, m); };
    switch (variable.spec.storage) {
        case Storage::real: {
            const auto cells = slab(variable, std::numeric_limits<double>::quiet_NaN(), positions, months, reals);
            return guarded([&] { file->write_slab(variable, run, H5T_NATIVE_DOUBLE, cells.data()); });
        }
        case Storage::flag: {
            const auto cells = slab(variable, std::int8_t{0}, positions, months, integers);
            return guarded([&] { file->write_slab(variable, run, H5T_NATIVE_INT8, cells.data()); });
        }
        case Storage::money:
        case Storage::count: {
            const auto cells = slab(variable, std::numeric_limits<std::int64_t>::min(), positions, months, integers);
            return guarded([&] { file->write_slab(variable, run, H5T_NATIVE_INT64, cells.data()); });
        }
    }
}

void ResultsWriter::Impl::write_run_texts() {
    for (const auto& [name, texts] : run_texts) {
        file->add_texts(name, name + " of each run", {"scenario", "replication"}, texts);
    }
}

ResultsWriter::ResultsWriter(std::string path, Layout layout, bool force)
    : impl_(std::make_unique<Impl>(std::move(path), std::move(layout), force)) {}

ResultsWriter::~ResultsWriter() {
    if (!impl_) return;
    const hdf5::Lock lock;  // the handles close inside the library
    impl_.reset();
}

ResultsWriter::ResultsWriter(ResultsWriter&&) noexcept = default;

void ResultsWriter::attribute(const std::string& name, const std::string& text) {
    results::require_name("attribute", name);
    results::require_text("attribute", text);
    impl_->guarded([&] { impl_->file->set_attribute(name, text); });
}

void ResultsWriter::attribute(const std::string& name, std::int64_t value) {
    results::require_name("attribute", name);
    impl_->guarded([&] { impl_->file->set_attribute(name, value); });
}

void ResultsWriter::scenario_text(const std::string& name, const std::map<std::string, std::string>& text_of_scenario) {
    results::require_name("text", name);
    const Labels& scenarios = impl_->axes.at("scenario");
    std::vector<std::string> texts(scenarios.size());
    for (const auto& [scenario, text] : text_of_scenario) {
        results::require_text("text", text);
        texts[scenarios.position(scenario)] = text;
    }
    impl_->guarded([&] { impl_->file->add_texts(name, name + " of each scenario", {"scenario"}, texts); });
}

void ResultsWriter::write(const std::string& scenario, int replication, const Recording& recording) {
    const std::size_t s = impl_->axes.at("scenario").position(scenario);
    const std::vector<std::size_t> months = impl_->positions_of(recording.months());
    impl_->guarded([&] {
        impl_->require_run(s, replication, recording);
        impl_->written.emplace(s, replication);
        for (const auto& [name, text] : recording.texts) {
            const auto runs = impl_->layout.scenarios.size() * static_cast<std::size_t>(impl_->layout.replications);
            std::vector<std::string>& texts = impl_->run_texts.try_emplace(name, runs).first->second;
            texts[s * static_cast<std::size_t>(impl_->layout.replications) + static_cast<std::size_t>(replication)] =
                text;
        }
    });
    const std::vector<hsize_t> run{hsize_t{s}, static_cast<hsize_t>(replication)};
    for (const NetcdfFile::Variable& variable : impl_->variables)
        impl_->write_variable(variable, run, recording, months);
}

void ResultsWriter::add_axis(const std::string& name, const std::vector<std::string>& labels) {
    results::require_name("axis", name);
    const Labels checked(name, labels);
    impl_->guarded([&] { impl_->file->add_text_axis(name, checked.names()); });
}

void ResultsWriter::array(const VariableSpec& spec, const std::vector<double>& values) {
    results::require_variable(spec);
    if (spec.storage != Storage::real)
        throw ArgumentError("storage", "not real", "real for " + results::full_name(spec));
    impl_->guarded([&] {
        hsize_t cells = 1;
        for (const hsize_t size : impl_->file->sizes_of(results::full_name(spec), spec.axes)) cells *= size;
        if (values.size() != cells) {
            throw ArgumentError("values", fmt::format("{} numbers", values.size()),
                                fmt::format("{} for {}", cells, results::full_name(spec)));
        }
        impl_->file->add_array(spec, H5T_NATIVE_DOUBLE, values.data());
    });
}

void ResultsWriter::close() {
    impl_->guarded([this] {
        impl_->write_run_texts();
        for (NetcdfFile::Variable& variable : impl_->variables) NetcdfFile::finish(variable);
        impl_->file->close();
        impl_->file.reset();
        impl_->failure = impl_->atomic.path() + ": was closed before";
    });
    impl_->atomic.commit();
}

}  // namespace nephoscope
