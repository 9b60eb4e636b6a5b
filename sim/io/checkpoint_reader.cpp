#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "sim/core/error.h"
#include "sim/core/hash.h"
#include "sim/io/checkpoint.h"
#include "sim/io/hdf5_guard.h"
#include "sim/io/hdf5_read.h"
#include "sim/io/results.h"

namespace nephoscope {
namespace {

std::optional<std::int64_t> number(hid_t object, const char* name) {
    const std::string text = hdf5::attribute(object, name).value_or("");
    std::int64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

struct CheckpointReader::Impl : hdf5::GuardedReading {
    explicit Impl(const std::string& path_);

    void require_format() const;
    void read_header();
    std::string pieces(hid_t parent, const std::string& name) const;

    CheckpointHeader header;
    std::map<Month, int> months;
};

CheckpointReader::Impl::Impl(const std::string& path_)
    : GuardedReading(path_, "the checkpoint is cut short or damaged: take it again") {
    hdf5::require_hdf5(path, "checkpoint");
    guarded([this] { file = hdf5::open_file(path); });
    require_format();
    guarded([this] { read_header(); });
}

void CheckpointReader::Impl::require_format() const {
    const auto [format, results] = guarded([this] {
        return std::pair{hdf5::attribute(file.id(), "checkpoint_format"),
                         hdf5::attribute(file.id(), "results_version")};
    });
    if (!format)
        throw FormatError(
            fmt::format("{}: is HDF5, but no checkpoint (no checkpoint_format){}", path,
                        results ? "; it is a results file: checkpoints are written by run --checkpoint" : ""));
    if (*format != std::to_string(kCheckpointFormat))
        throw FormatError(
            fmt::format("{}: has checkpoint_format {}, but this nephoscope reads {}; use the version that "
                        "wrote it, or take the checkpoint again",
                        path, *format, kCheckpointFormat));
    if (results.value_or("missing") != std::to_string(kResultsVersion))
        throw FormatError(
            fmt::format("{}: was written under results_version {}, but this nephoscope has {} and would go "
                        "on differently; use the version that wrote it, or take the checkpoint again",
                        path, results.value_or("missing"), kResultsVersion));
}

void CheckpointReader::Impl::read_header() {
    header.scenario = hdf5::attribute(file.id(), "scenario").value_or("");
    header.replications = static_cast<int>(number(file.id(), "replications").value_or(0));
    header.scenario_text = pieces(file.id(), "scenario_text");
    for (const std::string& name : hdf5::list(file.id()).second)
        if (const std::optional<Month> month = Month::parse(name)) {
            const hdf5::Handle group = hdf5::open_group(file.id(), name);
            months[*month] = static_cast<int>(hdf5::list(group.id()).second.size());
        }
}

std::string CheckpointReader::Impl::pieces(hid_t parent, const std::string& name) const {
    const hdf5::Handle group = hdf5::open_group(parent, name);
    const auto size = static_cast<std::size_t>(number(group.id(), "bytes").value_or(-1));
    std::string bytes;
    for (int piece = 0; hdf5::has_object(group.id(), std::to_string(piece)); ++piece) {
        const std::string its = std::to_string(piece);
        bytes += hdf5::read_bytes(hdf5::open_dataset(group.id(), its).id(), its);
    }
    Hasher checksum;
    checksum.add(bytes);
    if (bytes.size() != size || checksum.hex() != hdf5::attribute(group.id(), "checksum").value_or(""))
        throw hdf5::Error("read group '" + name + "'", "its bytes do not have the checksum that stands beside them");
    return bytes;
}

CheckpointReader::CheckpointReader(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}
CheckpointReader::~CheckpointReader() = default;
CheckpointReader::CheckpointReader(CheckpointReader&&) noexcept = default;

const std::string& CheckpointReader::path() const { return impl_->path; }
const CheckpointHeader& CheckpointReader::header() const { return impl_->header; }
const std::map<Month, int>& CheckpointReader::months() const { return impl_->months; }

std::string CheckpointReader::state(Month month, int replication) const {
    return impl_->guarded([&] {
        return impl_->pieces(hdf5::open_group(impl_->file.id(), month.str()).id(), std::to_string(replication));
    });
}

}  // namespace nephoscope
