#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// Segment files: records in a row, each behind its length and hash.
///
/// A segment is written beside its name, as "<writer>-<number>.part", record by record, and renamed to ".seg" behind a
/// closing line when it is full or its writer ends; then nothing touches it again. What a killed writer left stays a
/// ".part" for good: its whole records count, and a torn one at the end does not. A ".seg" without its closing line, or
/// with a record that does not have its hash, is damaged.
namespace nephoscope {

/// Records in one segment at most, and bytes after which no more are added: they bound the number of files.
inline constexpr std::uint64_t kRecordsPerSegment = 4096;
inline constexpr std::uint64_t kBytesPerSegment = std::uint64_t{64} << 20U;

/// Writes the segments of one process. The first append() creates the first file. Every failure is a MachineError with
/// path, operation and the system's reason; what was appended before stays readable.
class SegmentWriter {
public:
    explicit SegmentWriter(std::string folder);
    ~SegmentWriter();  ///< leaves the open segment as a ".part", as a killed process would
    SegmentWriter(const SegmentWriter&) = delete;
    SegmentWriter& operator=(const SegmentWriter&) = delete;

    /// Hands the record to the system, so that it outlives this process; it outlives the machine after the next sync,
    /// at most two seconds of appending later.
    void append(const std::string& record);
    /// Closes the open segment: forced to disk, renamed, folder forced to disk.
    void seal();
    const std::string& name() const { return name_; }  ///< of this writer, no other has it

private:
    void open_next();
    void write_all(const std::string& bytes);
    std::string path(const char* suffix) const;

    std::string folder_, name_;
    int number_ = 0;  // of the open segment, from 1
    int descriptor_ = -1;
    std::uint64_t records_ = 0, bytes_ = 0;
    double synced_ = 0;  // when the open segment was last forced to disk [seconds]
    bool failed_ = false;
};

/// How far a segment file was read.
struct SegmentProgress {
    std::uint64_t bytes = 0;  ///< end of the last whole record
    std::uint64_t records = 0;
    bool closed = false;  ///< its closing line was read
    bool torn = false;    ///< bytes behind the last whole record are no record (yet)
};

/// Calls `take(record, offset)` for every whole record behind `progress`, and moves it on. Throws MachineError when the
/// file cannot be read, FormatError when it is no segment, and, with `sealed`, when it is damaged.
void read_segment(const std::string& path, bool sealed, SegmentProgress& progress,
                  const std::function<void(std::string_view record, std::uint64_t offset)>& take);

/// One record at an offset that read_segment gave.
std::string read_segment_record(const std::string& path, std::uint64_t offset);

}  // namespace nephoscope
