#include <fmt/format.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <limits>

#include "sim/core/error.h"
#include "sim/io/hdf5.h"
#include "sim/io/results.h"

namespace nephoscope {

namespace {

using hdf5::check;
using hdf5::Handle;

// Nothing in a file is trusted: more cells than this are refused before memory is asked for.
constexpr hsize_t kMaxCells = hsize_t{1} << 30;
constexpr int kMaxRank = 16;

std::vector<std::size_t> shape_of(hid_t dataset, const std::string& path) {
    const Handle space(H5Dget_space(dataset), H5Sclose, path, "read a shape");
    const int rank = H5Sget_simple_extent_ndims(space.get());
    if (rank < 0 || rank > kMaxRank) throw FormatError(fmt::format("{}: a variable of rank {}", path, rank));
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.get(), extent.data(), nullptr), path, "read a shape");
    hsize_t cells = 1;
    for (const hsize_t n : extent) {
        if (n != 0 && cells > kMaxCells / n) throw FormatError(fmt::format("{}: a variable of too many cells", path));
        cells *= n;
    }
    return {extent.begin(), extent.end()};
}

std::size_t cells_of(const std::vector<std::size_t>& shape) {
    std::size_t cells = 1;
    for (const std::size_t n : shape) cells *= n;
    return cells;
}

herr_t take_name(hid_t, unsigned, hid_t scale, void* name) {
    char buffer[256] = {};
    if (H5Iget_name(scale, buffer, sizeof buffer) > 0) *static_cast<std::string*>(name) = std::strrchr(buffer, '/') + 1;
    return 1;
}

struct Found {
    std::vector<std::pair<std::string, std::string>> names;
};

herr_t visit(hid_t, const char* name, const H5O_info_t* info, void* data) {
    if (info->type != H5O_TYPE_DATASET) return 0;
    const std::string path = name;
    const std::size_t slash = path.rfind('/');
    static_cast<Found*>(data)->names.emplace_back(slash == std::string::npos ? "" : path.substr(0, slash),
                                                  slash == std::string::npos ? path : path.substr(slash + 1));
    return 0;
}

}  // namespace

struct ResultsReader::Impl {
    std::string path;
    Handle file;

    Handle open(const std::string& name) const {
        if (H5Lexists(file.get(), name.c_str(), H5P_DEFAULT) <= 0)
            throw FormatError(fmt::format("{}: holds no '{}'", path, name));
        return {H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), H5Dclose, path, "open a variable"};
    }

    std::vector<std::string> texts(const std::string& name) const {
        const Handle dataset = open(name);
        return hdf5::read_strings(dataset.get(), cells_of(shape_of(dataset.get(), path)), path);
    }

    std::vector<std::int64_t> integers(const std::string& name) const {
        const Handle dataset = open(name);
        const Handle type(H5Dget_type(dataset.get()), H5Tclose, path, "read a type");
        if (H5Tget_class(type.get()) != H5T_INTEGER)
            throw FormatError(fmt::format("{}: '{}' holds no whole numbers", path, name));
        std::vector<std::int64_t> values(cells_of(shape_of(dataset.get(), path)));
        if (!values.empty())
            check(H5Dread(dataset.get(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), path,
                  "read an axis");
        return values;
    }
};

ResultsReader::ResultsReader(const std::string& path) : impl_(std::make_unique<Impl>()) {
    hdf5::prepare();
    impl_->path = path;
    std::error_code problem;
    const auto status = std::filesystem::status(path, problem);
    if (!std::filesystem::exists(status))
        throw MachineError(fmt::format("{}: cannot open: {}", path, std::strerror(ENOENT)));
    if (!std::filesystem::is_regular_file(status)) throw MachineError(fmt::format("{}: is not a regular file", path));
    if (access(path.c_str(), R_OK) != 0)
        throw MachineError(fmt::format("{}: cannot open: {}", path, std::strerror(errno)));
    if (H5Fis_hdf5(path.c_str()) <= 0) {
        hdf5::reason();
        throw FormatError(fmt::format("{}: is no results file (not HDF5, or cut short)", path));
    }
    const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    if (id < 0) throw FormatError(fmt::format("{}: is damaged or cut short: {}", path, hdf5::reason()));
    impl_->file = Handle(id, H5Fclose, path, "open the file");
    const std::string format = attribute("format_version");
    if (format.empty()) throw FormatError(fmt::format("{}: is HDF5 but no results file of nephoscope", path));
    if (format != std::to_string(kFormatVersion))
        throw FormatError(
            fmt::format("{}: has format_version {}; this program reads {}", path, format, kFormatVersion));
}

ResultsReader::~ResultsReader() = default;
ResultsReader::ResultsReader(ResultsReader&&) noexcept = default;

std::string ResultsReader::attribute(const std::string& name) const {
    return hdf5::read_attribute(impl_->file.get(), name);
}

std::vector<std::string> ResultsReader::axis(const std::string& name) const {
    std::vector<std::string> labels;
    if (name == "month")
        for (const Month m : months()) labels.push_back(m.str());
    else if (name == "replication")
        for (const std::int64_t r : impl_->integers(name)) labels.push_back(std::to_string(r));
    else
        labels = impl_->texts(name);
    return labels;
}

std::vector<Month> ResultsReader::months() const {
    std::vector<Month> months;
    for (const std::int64_t days : impl_->integers("month")) {
        // 30.436875 days a month: the nearest month first, then the one that starts on that day.
        Month m = Month(2000, 1) + static_cast<int>(std::lround(static_cast<double>(days) / 30.436875));
        while (m.days_since_2000() > days) m = m - 1;
        while ((m + 1).days_since_2000() <= days) m = m + 1;
        months.push_back(m);
    }
    return months;
}

std::map<std::string, std::string> ResultsReader::scenario_text(const std::string& name) const {
    const std::vector<std::string> scenarios = this->scenarios(), texts = impl_->texts(name);
    if (texts.size() != scenarios.size())
        throw FormatError(fmt::format("{}: '{}' is not one text per scenario", impl_->path, name));
    std::map<std::string, std::string> result;
    for (std::size_t s = 0; s < scenarios.size(); ++s) result[scenarios[s]] = texts[s];
    return result;
}

std::vector<std::string> ResultsReader::run_text(const std::string& name) const {
    const std::size_t runs = scenarios().size() * impl_->integers("replication").size();
    if (!has("", name)) return std::vector<std::string>(runs);
    std::vector<std::string> texts = impl_->texts(name);
    if (texts.size() != runs) throw FormatError(fmt::format("{}: '{}' is not one text per run", impl_->path, name));
    return texts;
}

bool ResultsReader::has(const std::string& group, const std::string& name) const {
    if (!group.empty() && H5Lexists(impl_->file.get(), group.c_str(), H5P_DEFAULT) <= 0) return false;
    const std::string path = group.empty() ? name : group + "/" + name;
    return H5Lexists(impl_->file.get(), path.c_str(), H5P_DEFAULT) > 0;
}

ResultsReader::Array ResultsReader::read(const std::string& group, const std::string& name) const {
    const std::string full = group.empty() ? name : group + "/" + name;
    if (!has(group, name)) throw FormatError(fmt::format("{}: holds no '{}'", impl_->path, full));
    const Handle dataset = impl_->open(full);
    const Handle type(H5Dget_type(dataset.get()), H5Tclose, impl_->path, "read a type");
    const H5T_class_t kind = H5Tget_class(type.get());
    if (kind != H5T_FLOAT && kind != H5T_INTEGER)
        throw FormatError(fmt::format("{}: '{}' holds no numbers", impl_->path, full));
    Array array;
    array.shape = shape_of(dataset.get(), impl_->path);
    array.spec = {group,
                  name,
                  {},
                  Storage::real,
                  hdf5::read_attribute(dataset.get(), "units"),
                  hdf5::read_attribute(dataset.get(), "long_name")};
    for (std::size_t a = 0; a < array.shape.size(); ++a) {
        std::string axis;
        H5DSiterate_scales(dataset.get(), static_cast<unsigned>(a), nullptr, take_name, &axis);
        array.axes.push_back(axis);
        if (axis != "scenario" && axis != "replication") array.spec.axes.push_back(axis);
    }
    array.values.resize(cells_of(array.shape));
    if (array.values.empty()) return array;
    if (kind == H5T_FLOAT) {
        check(H5Dread(dataset.get(), H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.values.data()),
              impl_->path, "read a variable");
        return array;
    }
    const bool money = H5Aexists(dataset.get(), "scale_factor") > 0;
    const bool flag = hdf5::read_attribute(dataset.get(), "dtype") == "bool";
    array.spec.storage = money ? Storage::money : flag ? Storage::flag : Storage::count;
    std::vector<std::int64_t> integers(array.values.size());
    check(H5Dread(dataset.get(), H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, integers.data()), impl_->path,
          "read a variable");
    const std::int64_t fill = flag ? -1 : std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < integers.size(); ++i)
        array.values[i] = integers[i] == fill ? std::numeric_limits<double>::quiet_NaN()
                                              : static_cast<double>(integers[i]) / (money ? 1e4 : 1);
    return array;
}

std::vector<std::pair<std::string, std::string>> ResultsReader::variables() const {
    Found found;
    check(H5Ovisit2(impl_->file.get(), H5_INDEX_NAME, H5_ITER_INC, visit, &found, H5O_INFO_BASIC), impl_->path,
          "list the variables");
    return found.names;
}

std::string new_results_name(const std::string& stem) {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y-%m-%dT%H%M", &local);
    std::string name = fmt::format("{}-{}.nc", stem, stamp);
    for (int n = 2; std::filesystem::exists(name); ++n) name = fmt::format("{}-{}-{}.nc", stem, stamp, n);
    return name;
}

}  // namespace nephoscope
