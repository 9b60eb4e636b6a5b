#include "sim/io/results_netcdf.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/core/error.h"
#include "sim/io/results_layout.h"

namespace nephoscope::results {
namespace {

using hdf5::Handle;

/// How a kind of variable is stored: its type in the file, and the value of cells that nothing was written to.
struct StoredAs {
    hid_t type;
    const void* fill;
};

StoredAs stored_as(Storage storage) {
    static const double kNotANumber = std::numeric_limits<double>::quiet_NaN();
    static const std::int64_t kAbsent = std::numeric_limits<std::int64_t>::min();
    static const std::int8_t kFalse = 0;  // readers have no third truth value: present_<axis> tells absent from false
    switch (storage) {
        case Storage::real:
            return {H5T_IEEE_F64LE, &kNotANumber};
        case Storage::flag:
            return {H5T_STD_I8LE, &kFalse};
        case Storage::money:
        case Storage::count:
            break;
    }
    return {H5T_STD_I64LE, &kAbsent};
}

void describe(hid_t dataset, const VariableSpec& spec, const std::vector<std::string>& axes) {
    hdf5::put_attribute(dataset, "long_name", spec.long_name);
    hdf5::put_attribute(dataset, "units", spec.units);
    // What netCDF readers find through dimension scales, once more as a text that can be read without trusting the
    // file.
    hdf5::put_attribute(dataset, "axes", fmt::format("{}", fmt::join(axes, " ")));
    const StoredAs stored = stored_as(spec.storage);
    if (spec.storage == Storage::flag) {
        hdf5::put_attribute(dataset, "dtype", "bool");
    } else {
        hdf5::put_attribute(dataset, "_FillValue", stored.type, stored.fill);
    }
    constexpr double kUsdPerTick = 1e-4;
    if (spec.storage == Storage::money) {
        hdf5::put_attribute(dataset, "scale_factor", H5T_NATIVE_DOUBLE, &kUsdPerTick);
    }
}

/// One place of the leading axes, halved along its longest axis until it is at most 16 MiB: HDF5 wants chunks under 4
/// GiB, and readers hold several. Empty, that is contiguous, where an axis has no labels: a chunk cannot have size 0.
std::vector<hsize_t> chunk_of(const std::vector<hsize_t>& sizes, std::size_t leading) {
    constexpr hsize_t kMaxCells = hsize_t{1} << 21;
    if (std::find(sizes.begin(), sizes.end(), hsize_t{0}) != sizes.end()) return {};
    std::vector<hsize_t> chunk = sizes;
    std::fill_n(chunk.begin(), leading, hsize_t{1});
    const auto cells = [&chunk] {
        hsize_t product = 1;
        for (const hsize_t size : chunk) product *= size;
        return product;
    };
    while (cells() > kMaxCells) {
        hsize_t& longest = *std::max_element(chunk.begin(), chunk.end());
        longest = (longest + 1) / 2;
    }
    return chunk;
}

std::string with_spaces(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

}  // namespace

hsize_t NetcdfFile::Variable::slab_cells() const {
    hsize_t cells = 1;
    for (std::size_t a = leading; a < sizes.size(); ++a) cells *= sizes[a];
    return cells;
}

void NetcdfFile::take_name(const std::string& full_name) {
    if (!names_.insert(full_name).second) throw ArgumentError("name", "'" + full_name + "' twice", "used once");
}

void NetcdfFile::add_axis(const std::string& name, hsize_t size, Handle dataset) {
    hdf5::make_scale(dataset.id(), name);
    axes_.emplace(name, Axis{size, std::move(dataset)});
}

void NetcdfFile::add_text_axis(const std::string& name, const std::vector<std::string>& labels) {
    take_name(name);
    Handle dataset =
        hdf5::create_dataset(file_.id(), name, hdf5::text_type().id(), {{hsize_t{labels.size()}}, {}}, nullptr);
    hdf5::write_texts(dataset.id(), labels, name);
    hdf5::put_attribute(dataset.id(), "long_name", with_spaces(name));
    hdf5::put_attribute(dataset.id(), "units", "1");
    add_axis(name, labels.size(), std::move(dataset));
}

void NetcdfFile::add_number_axis(const std::string& name, const std::vector<std::int64_t>& numbers) {
    take_name(name);
    Handle dataset = hdf5::create_dataset(file_.id(), name, H5T_STD_I64LE, {{hsize_t{numbers.size()}}, {}}, nullptr);
    if (!numbers.empty()) hdf5::write_all(dataset.id(), H5T_NATIVE_INT64, numbers.data(), name);
    if (name == "month") {
        hdf5::put_attribute(dataset.id(), "long_name", "first day of the month");
        hdf5::put_attribute(dataset.id(), "units", "days since 2000-01-01 00:00:00");
        hdf5::put_attribute(dataset.id(), "calendar", "proleptic_gregorian");
        hdf5::put_attribute(dataset.id(), "standard_name", "time");
    } else {
        hdf5::put_attribute(dataset.id(), "long_name", with_spaces(name));
        hdf5::put_attribute(dataset.id(), "units", "1");
    }
    add_axis(name, numbers.size(), std::move(dataset));
}

hid_t NetcdfFile::group(const std::string& name) {
    if (name.empty()) return file_.id();
    const auto known = groups_.find(name);
    if (known != groups_.end()) return known->second.id();
    take_name(name);
    return groups_.emplace(name, hdf5::create_group(file_.id(), name)).first->second.id();
}

std::vector<hsize_t> NetcdfFile::sizes_of(const std::string& variable, const std::vector<std::string>& axes) const {
    std::vector<hsize_t> sizes;
    for (const std::string& axis : axes) {
        const auto found = axes_.find(axis);
        if (found == axes_.end()) {
            throw ArgumentError("axes", variable + " over '" + axis + "'", "axes that have labels");
        }
        sizes.push_back(found->second.size);
    }
    return sizes;
}

void NetcdfFile::attach_axes(hid_t dataset, const std::vector<std::string>& axes) {
    for (std::size_t a = 0; a < axes.size(); ++a) {
        hdf5::attach_scale(dataset, axes_.at(axes[a]).dataset.id(), static_cast<unsigned>(a));
    }
}

NetcdfFile::Variable NetcdfFile::add_variable(const VariableSpec& spec, const std::vector<std::string>& leading) {
    std::vector<std::string> axes = leading;
    axes.insert(axes.end(), spec.axes.begin(), spec.axes.end());
    Variable variable{spec, sizes_of(full_name(spec), axes), leading.size(), {}};
    const hid_t parent = group(spec.group);
    take_name(full_name(spec));
    const std::vector<hsize_t> chunk =
        variable.sizes.empty() ? std::vector<hsize_t>{} : chunk_of(variable.sizes, leading.size());
    const StoredAs stored = stored_as(spec.storage);
    variable.dataset = hdf5::create_dataset(parent, spec.name, stored.type, {variable.sizes, chunk}, stored.fill);
    describe(variable.dataset.id(), spec, axes);
    attach_axes(variable.dataset.id(), axes);
    return variable;
}

void NetcdfFile::write_slab(const Variable& variable, const std::vector<hsize_t>& place, hid_t memory_type,
                            const void* cells) {
    if (variable.slab_cells() == 0) return;
    if (variable.leading == 0) {
        hdf5::write_all(variable.dataset.id(), memory_type, cells, full_name(variable.spec));
        return;
    }
    const std::string operation = "write variable '" + full_name(variable.spec) + "'";
    std::vector<hsize_t> start(variable.sizes.size(), 0), count = variable.sizes;
    std::copy(place.begin(), place.end(), start.begin());
    std::fill_n(count.begin(), variable.leading, hsize_t{1});
    const Handle in_file = hdf5::checked(H5Dget_space(variable.dataset.id()), H5Sclose, operation);
    hdf5::check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr),
                operation);
    const Handle in_memory =
        hdf5::checked(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose, operation);
    hdf5::check(H5Dwrite(variable.dataset.id(), memory_type, in_memory.id(), in_file.id(), H5P_DEFAULT, cells),
                operation);
}

void NetcdfFile::finish(Variable& variable) {
    variable.dataset.close("write variable '" + full_name(variable.spec) + "'");
}

void NetcdfFile::add_array(const VariableSpec& spec, hid_t memory_type, const void* cells) {
    Variable variable = add_variable(spec, {});
    write_slab(variable, {}, memory_type, cells);
    finish(variable);
}

void NetcdfFile::add_texts(const std::string& name, const std::string& long_name, const std::vector<std::string>& axes,
                           const std::vector<std::string>& texts) {
    const std::vector<hsize_t> sizes = sizes_of(name, axes);
    take_name(name);
    Handle dataset = hdf5::create_dataset(file_.id(), name, hdf5::text_type().id(), {sizes, {}}, nullptr);
    hdf5::put_attribute(dataset.id(), "long_name", long_name);
    hdf5::put_attribute(dataset.id(), "units", "1");
    attach_axes(dataset.id(), axes);
    hdf5::write_texts(dataset.id(), texts, name);
    dataset.close("write variable '" + name + "'");
}

void NetcdfFile::set_attribute(const std::string& name, std::variant<std::string, std::int64_t> value) {
    attributes_.insert_or_assign(name, std::move(value));
}

void NetcdfFile::close() {
    for (const auto& [name, value] : attributes_) {
        if (const std::string* text = std::get_if<std::string>(&value)) {
            hdf5::put_attribute(file_.id(), name, *text);
        } else {
            hdf5::put_attribute(file_.id(), name, H5T_NATIVE_INT64, &std::get<std::int64_t>(value));
        }
    }
    for (auto& [name, axis] : axes_) axis.dataset.close("write axis '" + name + "'");
    for (auto& [name, group] : groups_) group.close("write group '" + name + "'");
    hdf5::check(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "write the file");
    file_.close("close the file");
}

}  // namespace nephoscope::results
