#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <set>

#include "sim/core/error.h"
#include "sim/io/atomic_file.h"
#include "sim/io/hdf5.h"
#include "sim/io/results.h"

namespace nephoscope {

namespace {

using hdf5::check;
using hdf5::Handle;

constexpr std::int64_t kIntegerFill = std::numeric_limits<std::int64_t>::min();
constexpr unsigned kCompression = 4;

Handle tracked(hid_t property_class, const std::string& path) {
    Handle list(H5Pcreate(property_class), H5Pclose, path, "prepare a property list");
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    check(H5Pset_link_creation_order(list.get(), order), path, "keep the order of names");
    check(H5Pset_attr_creation_order(list.get(), order), path, "keep the order of attributes");
    return list;
}

std::string full_name(const VariableSpec& spec) {
    return spec.group.empty() ? spec.name : spec.group + "/" + spec.name;
}

}  // namespace

struct ResultsWriter::Impl {
    struct Axis {
        std::vector<std::string> labels;  // byte order; empty for month and replication
        std::size_t size = 0;
        Handle dataset;
    };
    struct Variable {
        VariableSpec spec;
        std::vector<std::size_t> shape;  // behind scenario, replication
        Handle dataset;
    };

    Impl(std::string path_, Layout layout_, bool force) : atomic(std::move(path_), force), layout(std::move(layout_)) {
        hdf5::prepare();
        create_file();
        create_axes();
        for (const VariableSpec& spec : layout.variables) {
            Variable variable = create(spec, {"scenario", "replication"});
            variables.push_back(std::move(variable));
        }
        write_presence();
    }

    const std::string& path() const { return atomic.path(); }

    void create_file() {
        const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, path(), "prepare a property list");
        check(H5Pset_libver_bounds(access.get(), H5F_LIBVER_V18, H5F_LIBVER_V18), path(), "set the file version");
        check(H5Pset_fclose_degree(access.get(), H5F_CLOSE_SEMI), path(), "set how the file closes");
        const Handle creation = tracked(H5P_FILE_CREATE, path());
        file = Handle(H5Fcreate(atomic.temporary_path().c_str(), H5F_ACC_TRUNC, creation.get(), access.get()), H5Fclose,
                      path(), "create the file");
        hdf5::write_attribute(file.get(), "Conventions", "CF-1.10", path());
        hdf5::write_attribute(file.get(), "title", "nephoscope results", path());
        hdf5::write_attribute(file.get(), "format_version", std::int64_t{kFormatVersion}, path());
        hdf5::write_attribute(file.get(), "results_version", std::int64_t{kResultsVersion}, path());
    }

    void create_axes() {
        std::vector<std::string> scenarios = layout.scenarios;
        std::sort(scenarios.begin(), scenarios.end());
        label_axis("scenario", scenarios);
        std::vector<std::int64_t> numbers;
        for (int r = 0; r < layout.replications; ++r) numbers.push_back(r);
        number_axis("replication", numbers);
        std::vector<std::int64_t> days;
        for (const Month m : layout.months) days.push_back(m.days_since_2000());
        number_axis("month", days);
        const hid_t month = axes.at("month").dataset.get();
        hdf5::write_attribute(month, "units", "days since 2000-01-01 00:00:00", path());
        hdf5::write_attribute(month, "calendar", "proleptic_gregorian", path());
        hdf5::write_attribute(month, "standard_name", "time", path());
        hdf5::write_attribute(month, "long_name", "first day of the month", path());
        std::map<std::string, std::set<std::string>> unions;
        for (const AxisLabels& labels : layout.labels)
            for (const auto& [axis, names] : labels) unions[axis].insert(names.begin(), names.end());
        for (const auto& [axis, names] : unions) label_axis(axis, {names.begin(), names.end()});
    }

    Handle simple_dataset(const std::string& name, hid_t type, std::size_t size) {
        const hsize_t length = size;
        const Handle space(H5Screate_simple(1, &length, nullptr), H5Sclose, path(), "describe an axis");
        return {H5Dcreate2(file.get(), name.c_str(), type, space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                H5Dclose, path(), "create an axis"};
    }

    void label_axis(const std::string& name, const std::vector<std::string>& labels) {
        const Handle type = hdf5::utf8_type(H5T_VARIABLE, path());
        Axis axis{labels, labels.size(), simple_dataset(name, type.get(), labels.size())};
        if (!labels.empty()) hdf5::write_strings(axis.dataset.get(), H5S_ALL, H5S_ALL, labels, path());
        check(H5DSset_scale(axis.dataset.get(), name.c_str()), path(), "make an axis");
        axes.insert_or_assign(name, std::move(axis));
    }

    void number_axis(const std::string& name, const std::vector<std::int64_t>& numbers) {
        Axis axis{{}, numbers.size(), simple_dataset(name, H5T_STD_I64LE, numbers.size())};
        if (!numbers.empty())
            check(H5Dwrite(axis.dataset.get(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), path(),
                  "write an axis");
        check(H5DSset_scale(axis.dataset.get(), name.c_str()), path(), "make an axis");
        axes.insert_or_assign(name, std::move(axis));
    }

    hid_t group(const std::string& name) {
        if (name.empty()) return file.get();
        const auto known = groups.find(name);
        if (known != groups.end()) return known->second.get();
        const Handle creation = tracked(H5P_GROUP_CREATE, path());
        Handle made(H5Gcreate2(file.get(), name.c_str(), H5P_DEFAULT, creation.get(), H5P_DEFAULT), H5Gclose, path(),
                    "create a group");
        return groups.emplace(name, std::move(made)).first->second.get();
    }

    /// A chunk is one (scenario, replication) slab.
    Handle creation_list(const std::vector<hsize_t>& shape, std::size_t leading) {
        Handle list(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, path(), "prepare a property list");
        if (std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end()) return list;
        std::vector<hsize_t> chunk = shape;
        std::fill_n(chunk.begin(), leading, hsize_t{1});
        check(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), path(), "set chunks");
        check(H5Pset_shuffle(list.get()), path(), "set the shuffle filter");
        check(H5Pset_deflate(list.get(), kCompression), path(), "set compression");
        check(H5Pset_fletcher32(list.get()), path(), "set the checksum");
        return list;
    }

    void set_fill(hid_t list, Storage storage) {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const std::int8_t none = -1;
        if (storage == Storage::real)
            check(H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &nan), path(), "set the fill value");
        if (storage == Storage::money || storage == Storage::count)
            check(H5Pset_fill_value(list, H5T_NATIVE_INT64, &kIntegerFill), path(), "set the fill value");
        if (storage == Storage::flag)
            check(H5Pset_fill_value(list, H5T_NATIVE_INT8, &none), path(), "set the fill value");
    }

    static hid_t file_type(Storage storage) {
        switch (storage) {
            case Storage::real:
                return H5T_IEEE_F64LE;
            case Storage::flag:
                return H5T_STD_I8LE;
            default:
                return H5T_STD_I64LE;
        }
    }

    void describe(hid_t dataset, const VariableSpec& spec) {
        hdf5::write_attribute(dataset, "long_name", spec.long_name, path());
        hdf5::write_attribute(dataset, "units", spec.units, path());
        if (spec.storage == Storage::real)
            hdf5::write_attribute(dataset, "_FillValue", std::numeric_limits<double>::quiet_NaN(), path());
        if (spec.storage == Storage::money) hdf5::write_attribute(dataset, "scale_factor", 1e-4, path());
        if (spec.storage == Storage::money || spec.storage == Storage::count)
            hdf5::write_attribute(dataset, "_FillValue", kIntegerFill, path());
        if (spec.storage == Storage::flag) hdf5::write_attribute(dataset, "dtype", "bool", path());
    }

    Variable create(const VariableSpec& spec, std::vector<std::string> leading) {
        Variable variable;
        variable.spec = spec;
        std::vector<std::string> names = leading;
        names.insert(names.end(), spec.axes.begin(), spec.axes.end());
        std::vector<hsize_t> shape;
        for (const std::string& name : names) {
            const auto axis = axes.find(name);
            if (axis == axes.end())
                throw ArgumentError("axes", full_name(spec) + " over '" + name + "'", "axes that have labels");
            shape.push_back(axis->second.size);
        }
        for (std::size_t a = leading.size(); a < shape.size(); ++a) variable.shape.push_back(shape[a]);
        const Handle list = creation_list(shape, leading.size());
        set_fill(list.get(), spec.storage);
        const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, path(),
                           "describe a variable");
        variable.dataset = Handle(H5Dcreate2(group(spec.group), spec.name.c_str(), file_type(spec.storage), space.get(),
                                             H5P_DEFAULT, list.get(), H5P_DEFAULT),
                                  H5Dclose, path(), "create a variable");
        attach_scales(variable.dataset.get(), names);
        describe(variable.dataset.get(), spec);
        return variable;
    }

    void attach_scales(hid_t dataset, const std::vector<std::string>& names) {
        for (std::size_t a = 0; a < names.size(); ++a)
            check(H5DSattach_scale(dataset, axes.at(names[a]).dataset.get(), static_cast<unsigned>(a)), path(),
                  "attach an axis");
    }

    std::size_t position(const std::string& axis, const std::string& label) const {
        const std::vector<std::string>& labels = axes.at(axis).labels;
        const auto at = std::lower_bound(labels.begin(), labels.end(), label);
        if (at == labels.end() || *at != label) throw ArgumentError(axis, "'" + label + "'", "a label of the layout");
        return static_cast<std::size_t>(at - labels.begin());
    }

    /// present_lab(scenario, lab) and the like: which cells a scenario has at all.
    void write_presence() {
        for (const char* axis : {"lab", "venue", "segment", "workload"}) {
            if (axes.count(axis) == 0) continue;
            const std::size_t width = axes.at(axis).size;
            std::vector<std::int8_t> present(layout.scenarios.size() * width, 0);
            for (std::size_t s = 0; s < layout.scenarios.size(); ++s) {
                const auto labels = layout.labels[s].find(axis);
                if (labels == layout.labels[s].end()) continue;
                for (const std::string& label : labels->second)
                    present[position("scenario", layout.scenarios[s]) * width + position(axis, label)] = 1;
            }
            const VariableSpec spec{"",     std::string("present_") + axis,
                                    {axis}, Storage::flag,
                                    "1",    std::string("Whether the scenario has the ") + axis};
            const Variable variable = create(spec, {"scenario"});
            if (!present.empty())
                check(H5Dwrite(variable.dataset.get(), H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, H5P_DEFAULT, present.data()),
                      path(), "write a variable");
        }
    }

    /// Where each cell of a run's month lies in the file's, per variable: the run's labels in the union's order.
    std::vector<std::size_t> cell_map(const Variable& variable, const AxisLabels& labels) const {
        std::vector<std::size_t> map{0};
        const VariableSpec& spec = variable.spec;
        for (std::size_t a = spec.has_months() ? 1 : 0; a < spec.axes.size(); ++a) {
            std::vector<std::size_t> wider;
            for (const std::size_t base : map)
                for (const std::string& label : labels.at(spec.axes[a]))
                    wider.push_back(base * variable.shape[a] + position(spec.axes[a], label));
            map = std::move(wider);
        }
        return map;
    }

    template <class Stored, class Cells>
    void write_slab(const Variable& variable, std::size_t scenario, int replication, const Recording& recording,
                    hid_t type, Stored fill, Cells cells_of_month) {
        std::size_t cells = 1;
        for (const std::size_t n : variable.shape) cells *= n;
        if (cells == 0) return;
        const std::size_t months = variable.spec.has_months() ? variable.shape[0] : 1;
        std::vector<Stored> slab(cells, fill);
        const std::vector<std::size_t> map = cell_map(variable, recording.labels());
        for (std::size_t m = 0; m < months; ++m) {
            const auto source = cells_of_month(static_cast<int>(m));
            for (std::size_t i = 0; i < map.size(); ++i)
                slab[m * (cells / months) + map[i]] = static_cast<Stored>(source[i]);
        }
        std::vector<hsize_t> start{scenario, static_cast<hsize_t>(replication)}, count{1, 1};
        for (const std::size_t n : variable.shape) {
            start.push_back(0);
            count.push_back(n);
        }
        const Handle file_space(H5Dget_space(variable.dataset.get()), H5Sclose, path(), "find a variable's space");
        check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
              path(), "select a run");
        const Handle memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose, path(),
                            "describe a run");
        check(H5Dwrite(variable.dataset.get(), type, memory.get(), file_space.get(), H5P_DEFAULT, slab.data()), path(),
              "write a variable");
    }

    void write(const std::string& scenario, int replication, const Recording& recording) {
        const std::size_t s = position("scenario", scenario);
        if (replication < 0 || replication >= layout.replications)
            throw ArgumentError("replication", std::to_string(replication),
                                fmt::format("in [0, {})", layout.replications));
        if (recording.months() != layout.months)
            throw ArgumentError("recording", "of other months", "of the months of the layout");
        for (const Variable& variable : variables) {
            const int v = recording.index_of(variable.spec.group, variable.spec.name);
            if (v < 0) continue;
            switch (variable.spec.storage) {
                case Storage::real:
                    write_slab(variable, s, replication, recording, H5T_NATIVE_DOUBLE,
                               std::numeric_limits<double>::quiet_NaN(), [&](int m) { return recording.real(v, m); });
                    break;
                case Storage::flag:
                    write_slab(variable, s, replication, recording, H5T_NATIVE_INT8, std::int8_t{-1},
                               [&](int m) { return recording.integer(v, m); });
                    break;
                default:
                    write_slab(variable, s, replication, recording, H5T_NATIVE_INT64, kIntegerFill,
                               [&](int m) { return recording.integer(v, m); });
            }
        }
        for (const auto& [name, text] : recording.texts) write_run_text(name, s, replication, text);
    }

    Handle& text_variable(const std::string& name, const std::vector<std::string>& names) {
        const auto known = texts.find(name);
        if (known != texts.end()) return known->second;
        std::vector<hsize_t> shape;
        for (const std::string& axis : names) shape.push_back(axes.at(axis).size);
        const Handle type = hdf5::utf8_type(H5T_VARIABLE, path());
        const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, path(),
                           "describe a text");
        Handle dataset(
            H5Dcreate2(file.get(), name.c_str(), type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
            H5Dclose, path(), "create a text");
        attach_scales(dataset.get(), names);
        return texts.emplace(name, std::move(dataset)).first->second;
    }

    void write_run_text(const std::string& name, std::size_t scenario, int replication, const std::string& text) {
        const Handle& dataset = text_variable(name, {"scenario", "replication"});
        const Handle file_space(H5Dget_space(dataset.get()), H5Sclose, path(), "find a text's space");
        const hsize_t start[2] = {scenario, static_cast<hsize_t>(replication)}, count[2] = {1, 1};
        check(H5Sselect_hyperslab(file_space.get(), H5S_SELECT_SET, start, nullptr, count, nullptr), path(),
              "select a run");
        const Handle memory(H5Screate_simple(2, count, nullptr), H5Sclose, path(), "describe a run");
        hdf5::write_strings(dataset.get(), memory.get(), file_space.get(), {text}, path());
    }

    void close() {
        variables.clear();
        texts.clear();
        axes.clear();
        groups.clear();
        check(H5Fflush(file.get(), H5F_SCOPE_GLOBAL), path(), "write the file out");
        check(file.close(), path(), "close the file");
        atomic.commit();
    }

    AtomicFile atomic;
    Layout layout;
    Handle file;  // declared before what it holds, so closed after
    std::map<std::string, Handle> groups;
    std::map<std::string, Axis> axes;
    std::vector<Variable> variables;
    std::map<std::string, Handle> texts;
    std::mutex mutex;
};

ResultsWriter::ResultsWriter(std::string path, Layout layout, bool force)
    : impl_(std::make_unique<Impl>(std::move(path), std::move(layout), force)) {}
ResultsWriter::~ResultsWriter() = default;
ResultsWriter::ResultsWriter(ResultsWriter&&) noexcept = default;

void ResultsWriter::attribute(const std::string& name, const std::string& text) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    hdf5::write_attribute(impl_->file.get(), name, text, impl_->path());
}

void ResultsWriter::attribute(const std::string& name, std::int64_t value) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    hdf5::write_attribute(impl_->file.get(), name, value, impl_->path());
}

void ResultsWriter::scenario_text(const std::string& name, const std::map<std::string, std::string>& text_of_scenario) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    std::vector<std::string> texts;
    for (const std::string& scenario : impl_->axes.at("scenario").labels) {
        const auto text = text_of_scenario.find(scenario);
        texts.push_back(text == text_of_scenario.end() ? "" : text->second);
    }
    hdf5::write_strings(impl_->text_variable(name, {"scenario"}).get(), H5S_ALL, H5S_ALL, texts, impl_->path());
}

void ResultsWriter::write(const std::string& scenario, int replication, const Recording& recording) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    hdf5::prepare();
    impl_->write(scenario, replication, recording);
}

void ResultsWriter::add_axis(const std::string& name, const std::vector<std::string>& labels) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    impl_->label_axis(name, labels);
}

void ResultsWriter::array(const VariableSpec& spec, const std::vector<double>& values) {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    const Impl::Variable variable = impl_->create(spec, {});
    std::size_t cells = 1;
    for (const std::size_t n : variable.shape) cells *= n;
    if (values.size() != cells || spec.storage != Storage::real)
        throw ArgumentError("values", std::to_string(values.size()) + " numbers", fmt::format("{} reals", cells));
    if (cells > 0)
        check(H5Dwrite(variable.dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()),
              impl_->path(), "write a table");
}

void ResultsWriter::close() {
    const std::lock_guard<std::mutex> lock(impl_->mutex);
    impl_->close();
}

}  // namespace nephoscope
