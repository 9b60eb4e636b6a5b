#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/core/error.h"
#include "sim/core/hash.h"
#include "sim/io/checkpoint.h"
#include "sim/io/hdf5_guard.h"
#include "sim/io/results.h"
#include "sim/run/version.h"

namespace nephoscope {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 26;  ///< largest dataset [bytes]
constexpr hsize_t kChunk = hsize_t{1} << 20;

void put_number(hid_t object, const char* name, std::int64_t value) {
    hdf5::put_attribute(object, name, H5T_NATIVE_INT64, &value);
}

void put_bytes(hid_t parent, const std::string& name, std::string_view bytes) {
    const hsize_t size = bytes.size();
    const hdf5::DatasetShape shape{{size}, {std::min(size, kChunk)}};
    hdf5::Handle dataset = hdf5::create_dataset(parent, name, H5T_NATIVE_UINT8, shape, nullptr);
    hdf5::write_all(dataset.id(), H5T_NATIVE_UINT8, bytes.data(), name);
    dataset.close("write variable '" + name + "'");
}

/// A text or a state as a group: its length, its checksum, and the bytes in pieces "0", "1", …
void put_pieces(hid_t parent, const std::string& name, const std::string& bytes) {
    hdf5::Handle group = hdf5::create_group(parent, name);
    Hasher checksum;
    checksum.add(bytes);
    put_number(group.id(), "bytes", static_cast<std::int64_t>(bytes.size()));
    hdf5::put_attribute(group.id(), "checksum", checksum.hex());
    for (std::size_t at = 0, piece = 0; at < bytes.size(); at += kPiece, ++piece)
        put_bytes(group.id(), std::to_string(piece), std::string_view(bytes).substr(at, kPiece));
    group.close("write group '" + name + "'");
}

}  // namespace

struct CheckpointWriter::Impl : hdf5::GuardedWriting {
    Impl(std::string path, bool force) : GuardedWriting(std::move(path), force) {}

    hdf5::Handle file;
    std::map<Month, hdf5::Handle> months;
};

CheckpointWriter::CheckpointWriter(std::string path, const CheckpointHeader& header, bool force)
    : impl_(std::make_unique<Impl>(std::move(path), force)) {
    const Version version = program_version();
    impl_->guarded([&] {
        impl_->file = hdf5::create_file(impl_->atomic.temporary_path());
        const hid_t file = impl_->file.id();
        hdf5::put_attribute(file, "title", "nephoscope checkpoint");
        put_number(file, "checkpoint_format", kCheckpointFormat);
        put_number(file, "results_version", kResultsVersion);
        hdf5::put_attribute(file, "program_version", version.version);
        hdf5::put_attribute(file, "commit", version.commit);
        hdf5::put_attribute(file, "compiler", version.compiler);
        hdf5::put_attribute(file, "scenario", header.scenario);
        put_number(file, "replications", header.replications);
        put_pieces(file, "scenario_text", header.scenario_text);
    });
}

CheckpointWriter::~CheckpointWriter() {
    if (!impl_) return;
    const hdf5::Lock lock;  // the handles close inside the library
    impl_.reset();
}

CheckpointWriter::CheckpointWriter(CheckpointWriter&&) noexcept = default;

void CheckpointWriter::write(Month month, int replication, const std::string& state) {
    impl_->guarded([&] {
        hdf5::Handle& group = impl_->months[month];
        if (!group) group = hdf5::create_group(impl_->file.id(), month.str());
        put_pieces(group.id(), std::to_string(replication), state);
    });
}

void CheckpointWriter::close() {
    if (impl_->failure.empty() && impl_->months.empty()) return;  // of no month: the destructor removes it
    impl_->guarded([this] {
        for (auto& [month, group] : impl_->months) group.close("write group '" + month.str() + "'");
        hdf5::check(H5Fflush(impl_->file.id(), H5F_SCOPE_GLOBAL), "write the file");
        impl_->file.close("close the file");
        impl_->failure = impl_->atomic.path() + ": was closed before";
    });
    impl_->atomic.commit();
}

}  // namespace nephoscope
