#include "analysis/sweeps/segment.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <chrono>
#include <limits>
#include <random>

#include "analysis/sweeps/bytes.h"
#include "analysis/sweeps/files.h"
#include "sim/core/error.h"
#include "sim/core/hash.h"

namespace nephoscope {

namespace {

constexpr std::string_view kTitle = "nephoscope segment 1\n";
constexpr std::size_t kHashSize = 32;
constexpr std::size_t kFrameSize = sizeof(std::uint64_t) + kHashSize;  // before every record
constexpr std::uint64_t kClosingLength = std::numeric_limits<std::uint64_t>::max();
constexpr double kSecondsBetweenSyncs = 2;

std::string hash_of(std::string_view record) {
    Hasher hash;
    hash.add(record);
    return hash.hex();
}

std::string closing_hash(std::uint64_t records, std::uint64_t bytes) {
    Hasher hash;
    hash.add(records);
    hash.add(bytes);
    return hash.hex();
}

std::string frame(std::uint64_t length, const std::string& hash) {
    BytesWriter bytes;
    bytes.number(length);
    return bytes.bytes() + hash;
}

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string new_writer_name() {
    std::random_device entropy;  // of the system; only has to differ from that of other writers
    return fmt::format("{:08x}{:08x}", entropy(), entropy());
}

}  // namespace

SegmentWriter::SegmentWriter(std::string folder) : folder_(std::move(folder)), name_(new_writer_name()) {}

SegmentWriter::~SegmentWriter() {
    if (descriptor_ >= 0) close(descriptor_);
}

std::string SegmentWriter::path(const char* suffix) const {
    return fmt::format("{}/{}-{:06d}{}", folder_, name_, number_, suffix);
}

void SegmentWriter::open_next() {
    ++number_;
    records_ = 0;
    descriptor_ = open(path(".part").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) fail_of_system(path(".part"), "create the segment");
    synced_ = seconds_now();
    write_all(std::string(kTitle));
    bytes_ = kTitle.size();
}

void SegmentWriter::write_all(const std::string& bytes) {
    try {
        write_bytes(path(".part"), descriptor_, bytes);
    } catch (...) {
        failed_ = true;  // what follows a torn record would never be found
        throw;
    }
}

void SegmentWriter::append(const std::string& record) {
    if (failed_) throw MachineError(path(".part") + ": a write to it failed before");
    if (descriptor_ < 0) open_next();
    write_all(frame(record.size(), hash_of(record)) + record);
    ++records_;
    bytes_ += kFrameSize + record.size();
    if (records_ >= kRecordsPerSegment || bytes_ >= kBytesPerSegment) return seal();
    if (seconds_now() - synced_ < kSecondsBetweenSyncs) return;
    if (fsync(descriptor_) != 0) fail_of_system(path(".part"), "force the segment to disk");
    synced_ = seconds_now();
}

void SegmentWriter::seal() {
    if (descriptor_ < 0 || failed_) return;
    const std::string part = path(".part");
    write_all(frame(kClosingLength, closing_hash(records_, bytes_)));
    if (fsync(descriptor_) != 0) fail_of_system(part, "force the segment to disk");
    close(std::exchange(descriptor_, -1));
    if (rename(part.c_str(), path(".seg").c_str()) != 0) fail_of_system(part, "give the finished segment its name");
    force_folder_to_disk(folder_);
}

namespace {

/// Reads records out of the bytes of one segment from progress.bytes on.
class Scan {
public:
    Scan(std::string_view bytes, SegmentProgress& progress) : bytes_(bytes), progress_(progress) {}

    /// The next whole record; nothing at the end, which may be torn or closed.
    bool next(std::string_view& record) {
        if (bytes_.size() < kFrameSize) return ended();
        const std::uint64_t length = BytesReader(bytes_).number<std::uint64_t>();
        const std::string_view hash = bytes_.substr(sizeof length, kHashSize);
        if (length == kClosingLength) {
            progress_.closed = hash == closing_hash(progress_.records, progress_.bytes) && bytes_.size() == kFrameSize;
            progress_.torn = !progress_.closed;
            return false;
        }
        if (length > bytes_.size() - kFrameSize) return ended();
        record = bytes_.substr(kFrameSize, length);
        if (hash != hash_of(record)) return ended();
        bytes_.remove_prefix(kFrameSize + length);
        progress_.bytes += kFrameSize + length;
        ++progress_.records;
        return true;
    }

private:
    bool ended() {
        progress_.torn = !bytes_.empty();
        return false;
    }
    std::string_view bytes_;
    SegmentProgress& progress_;
};

}  // namespace

void read_segment(const std::string& path, bool sealed, SegmentProgress& progress,
                  const std::function<void(std::string_view, std::uint64_t)>& take) {
    const Descriptor file = open_for_reading(path);
    const std::uint64_t size = size_of(path, file);
    if (progress.bytes == 0) {
        const std::string title = read_bytes(path, file, 0, kTitle.size());
        if (title != kTitle && (sealed || !kTitle.starts_with(title)))
            throw FormatError(path + ": is no segment of a store of this version");
        if (title != kTitle) return;  // its writer was killed, or is about to go on
        progress.bytes = kTitle.size();
    }
    const std::uint64_t first = progress.bytes;
    const std::string bytes = size > first ? read_bytes(path, file, first, size - first) : std::string();
    progress.torn = false;
    Scan scan(bytes, progress);
    for (std::string_view record; scan.next(record);)
        take(record, first + static_cast<std::uint64_t>(record.data() - bytes.data()) - kFrameSize);
    if (sealed && !progress.closed)
        throw FormatError(fmt::format(
            "{}: this finished segment of the store is damaged behind its record {}; restore it, or remove it to "
            "compute its runs again",
            path, progress.records));
}

std::string read_segment_record(const std::string& path, std::uint64_t offset) {
    const Descriptor file = open_for_reading(path);
    const std::string head = read_bytes(path, file, offset, kFrameSize);
    if (head.size() < kFrameSize) throw FormatError(path + ": the segment of the store became shorter");
    const std::uint64_t length = BytesReader(head).number<std::uint64_t>();
    if (length > size_of(path, file)) throw FormatError(path + ": the segment of the store was changed");
    std::string record = read_bytes(path, file, offset + kFrameSize, length);
    if (std::string_view(head).substr(sizeof length) != hash_of(record))
        throw FormatError(path + ": the segment of the store was changed");
    return record;
}

}  // namespace nephoscope
