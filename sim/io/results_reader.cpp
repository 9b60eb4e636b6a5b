#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <sstream>

#include "sim/core/error.h"
#include "sim/io/hdf5_guard.h"
#include "sim/io/hdf5_read.h"
#include "sim/io/results.h"

namespace nephoscope {
namespace {

using hdf5::CellKind;
using hdf5::Handle;

/// The month that starts `days` after 2000-01-01; nothing when none does.
std::optional<Month> month_of(std::int64_t days) {
    constexpr std::int64_t kFarthest = 1'000'000;  // days, more than two millennia
    if (days < -kFarthest || days > kFarthest) return std::nullopt;
    constexpr double kDaysPerMonth = 30.436875;  // 146097 days in 4800 months
    Month month = Month(2000, 1) + static_cast<int>(static_cast<double>(days) / kDaysPerMonth) - 2;
    while (month.days_since_2000() < days) ++month;
    return month.days_since_2000() == days ? std::optional<Month>(month) : std::nullopt;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> found;
    for (std::string word; stream >> word;) found.push_back(word);
    return found;
}

}  // namespace

struct ResultsReader::Impl : hdf5::GuardedReading {
    explicit Impl(const std::string& path_);

    void require_format() const;
    Handle open(const std::string& group, const std::string& name) const;
    VariableSpec describe(hid_t dataset, const std::string& group, const std::string& name) const;
    std::vector<std::string> axes_of(hid_t dataset, const std::string& name) const;
    std::vector<std::string> texts(const std::string& name) const {
        return guarded([&] { return hdf5::read_texts(open("", name).id(), name, path); });
    }
    std::vector<std::int64_t> integers(const std::string& name) const {
        return guarded([&] { return hdf5::read_integers(open("", name).id(), name); });
    }
};

ResultsReader::Impl::Impl(const std::string& path_)
    : GuardedReading(path_, "the file is cut short, damaged or not written by nephoscope") {
    hdf5::require_hdf5(path, "results file");
    guarded([this] { file = hdf5::open_file(path); });
    require_format();
}

void ResultsReader::Impl::require_format() const {
    const auto version = guarded([this] { return hdf5::attribute(file.id(), "format_version"); });
    if (!version) {
        throw FormatError(
            fmt::format("{}: is HDF5, but no finished results file of nephoscope (no format_version)", path));
    }
    if (*version != std::to_string(kFormatVersion)) {
        throw FormatError(
            fmt::format("{}: has format_version {}, but this nephoscope reads {}; use the version that wrote it", path,
                        *version, kFormatVersion));
    }
}

Handle ResultsReader::Impl::open(const std::string& group, const std::string& name) const {
    if (group.empty()) return hdf5::open_dataset(file.id(), name);
    return hdf5::open_dataset(hdf5::open_group(file.id(), group).id(), name);
}

std::vector<std::string> ResultsReader::Impl::axes_of(hid_t dataset, const std::string& name) const {
    std::vector<std::string> axes = words(hdf5::attribute(dataset, "axes").value_or(""));
    const std::vector<hsize_t> sizes = hdf5::sizes_of(dataset);
    if (axes.size() != sizes.size()) throw hdf5::Error("read variable '" + name + "'", "its axes have no names");
    for (std::size_t a = 0; a < axes.size(); ++a) {
        if (hdf5::sizes_of(open("", axes[a]).id()) != std::vector<hsize_t>{sizes[a]}) {
            throw hdf5::Error("read variable '" + name + "'", "its size differs from that of axis '" + axes[a] + "'");
        }
    }
    return axes;
}

VariableSpec ResultsReader::Impl::describe(hid_t dataset, const std::string& group, const std::string& name) const {
    VariableSpec spec;
    spec.group = group;
    spec.name = name;
    spec.units = hdf5::attribute(dataset, "units").value_or("");
    spec.long_name = hdf5::attribute(dataset, "long_name").value_or("");
    if (hdf5::kind_of(dataset) == CellKind::integer) {
        const bool flag = hdf5::attribute(dataset, "dtype").value_or("") == "bool";
        const bool money = H5Aexists(dataset, "scale_factor") > 0;
        spec.storage = flag ? Storage::flag : money ? Storage::money : Storage::count;
    }
    for (const std::string& axis : axes_of(dataset, name)) {
        if (axis != "scenario" && axis != "replication") spec.axes.push_back(axis);
    }
    return spec;
}

ResultsReader::ResultsReader(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}
ResultsReader::~ResultsReader() = default;
ResultsReader::ResultsReader(ResultsReader&&) noexcept = default;

std::string ResultsReader::attribute(const std::string& name) const {
    return impl_->guarded([&] { return hdf5::attribute(impl_->file.id(), name).value_or(""); });
}

std::vector<std::string> ResultsReader::axis(const std::string& name) const {
    std::vector<std::string> labels;
    if (name == "month") {
        for (const Month month : months()) labels.push_back(month.str());
    } else if (name == "replication") {
        for (const std::int64_t replication : impl_->integers(name)) labels.push_back(std::to_string(replication));
    } else {
        labels = impl_->texts(name);
    }
    return labels;
}

std::vector<Month> ResultsReader::months() const {
    std::vector<Month> months;
    for (const std::int64_t days : impl_->integers("month")) {
        const std::optional<Month> month = month_of(days);
        if (!month) throw FormatError(fmt::format("{}: no month starts {} days after 2000-01-01", impl_->path, days));
        months.push_back(*month);
    }
    return months;
}

std::map<std::string, std::string> ResultsReader::scenario_text(const std::string& name) const {
    const std::vector<std::string> ids = scenarios(), texts = impl_->texts(name);
    if (texts.size() != ids.size()) {
        throw FormatError(fmt::format("{}: '{}' is not one text per scenario", impl_->path, name));
    }
    std::map<std::string, std::string> text_of_scenario;
    for (std::size_t s = 0; s < ids.size(); ++s) text_of_scenario[ids[s]] = texts[s];
    return text_of_scenario;
}

std::vector<std::string> ResultsReader::run_text(const std::string& name) const {
    const std::size_t runs = scenarios().size() * axis("replication").size();
    if (!has("", name)) return std::vector<std::string>(runs);
    std::vector<std::string> texts = impl_->texts(name);
    if (texts.size() != runs) throw FormatError(fmt::format("{}: '{}' is not one text per run", impl_->path, name));
    return texts;
}

bool ResultsReader::has(const std::string& group, const std::string& name) const {
    return impl_->guarded([&] {
        if (group.empty()) return hdf5::has_object(impl_->file.id(), name);
        if (!hdf5::has_object(impl_->file.id(), group)) return false;
        return hdf5::has_object(hdf5::open_group(impl_->file.id(), group).id(), name);
    });
}

ResultsReader::Array ResultsReader::read(const std::string& group, const std::string& name) const {
    return impl_->guarded([&] {
        const Handle dataset = impl_->open(group, name);
        Array array;
        array.spec = impl_->describe(dataset.id(), group, name);
        array.axes = impl_->axes_of(dataset.id(), name);
        for (const hsize_t size : hdf5::sizes_of(dataset.id())) array.shape.push_back(size);
        if (array.spec.storage == Storage::real) {
            array.values = hdf5::read_reals(dataset.id(), name);
            return array;
        }
        const bool has_fill = array.spec.storage != Storage::flag;
        const double per_unit = array.spec.storage == Storage::money ? 1e4 : 1;
        for (const std::int64_t value : hdf5::read_integers(dataset.id(), name)) {
            const bool absent = has_fill && value == std::numeric_limits<std::int64_t>::min();
            array.values.push_back(absent ? std::numeric_limits<double>::quiet_NaN()
                                          : static_cast<double>(value) / per_unit);
        }
        return array;
    });
}

std::vector<std::pair<std::string, std::string>> ResultsReader::variables() const {
    std::vector<std::pair<std::string, std::string>> found;
    impl_->guarded([&] {
        const auto add = [&](const std::string& group, const std::vector<std::string>& names) {
            for (const std::string& name : names) {
                const Handle dataset = impl_->open(group, name);
                const CellKind kind = hdf5::kind_of(dataset.id());
                const bool coordinate = H5Aexists(dataset.id(), "CLASS") > 0;
                if ((kind == CellKind::real || kind == CellKind::integer) && !coordinate)
                    found.emplace_back(group, name);
            }
        };
        const auto [names, groups] = hdf5::list(impl_->file.id());
        add("", names);
        for (const std::string& group : groups) {
            add(group, hdf5::list(hdf5::open_group(impl_->file.id(), group).id()).first);
        }
    });
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace nephoscope
