#include "analysis/sweeps/store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>

#include "analysis/sweeps/bytes.h"
#include "analysis/sweeps/files.h"
#include "sim/core/error.h"
#include "sim/core/hash.h"
#include "sim/io/diagnostics.h"

namespace nephoscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTitle = "nephoscope store 1\n";
constexpr std::size_t kHashSize = 32;

std::string plan_path(const std::string& folder, int number) { return fmt::format("{}/plan-{:06d}", folder, number); }

/// The number of the last plan; 0 when there is none.
int last_plan(const std::string& folder) {
    struct stat status {};
    int number = 0;
    while (stat(plan_path(folder, number + 1).c_str(), &status) == 0) ++number;
    return number;
}

std::string hash_of(std::string_view bytes) {
    Hasher hash;
    hash.add(bytes);
    return hash.hex();
}

Plan read_plan(const std::string& path) {
    const Descriptor file = open_for_reading(path);
    const std::string bytes = read_bytes(path, file, 0, size_of(path, file));
    const std::size_t head = kTitle.size() + kHashSize;
    const std::string_view all = bytes;
    if (!all.starts_with(kTitle) || all.size() < head)
        throw FormatError(path + ": is no plan of a store of this version");
    if (all.substr(kTitle.size(), kHashSize) != hash_of(all.substr(head)))
        throw FormatError(path + ": the plan of the store is damaged");
    try {
        return unpack_plan(all.substr(head));
    } catch (const BytesError& error) {
        throw FormatError(fmt::format("{}: {}", path, error.what()));
    }
}

RunRecord unpacked(const std::string& path, std::string_view bytes) {
    try {
        return unpack_record(bytes);
    } catch (const BytesError& error) {
        throw FormatError(fmt::format("{}: a run in it: {}", path, error.what()));
    }
}

std::string finished_name(const std::string& path) { return fs::path(path).replace_extension(".seg"); }

/// Whether the writer of an open segment has given it its last name.
bool finished_meanwhile(const std::string& path) {
    return fs::path(path).extension() == ".part" && !fs::exists(path) && fs::exists(finished_name(path));
}

RunRecord read_record(const std::string& path, std::uint64_t offset) {
    try {
        return unpacked(path, read_segment_record(path, offset));
    } catch (const MachineError&) {
        if (!finished_meanwhile(path)) throw;
        return unpacked(path, read_segment_record(finished_name(path), offset));
    }
}

void make_folder(const std::string& path) {
    if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) fail_of_system(path, "create the folder");
}

}  // namespace

bool is_store(const std::string& folder) { return last_plan(folder) > 0; }

std::string new_store_name(const std::string& folder) {
    std::string name = folder;
    for (int n = 2; fs::exists(fs::symlink_status(name)); ++n) name = fmt::format("{}-{}", folder, n);
    return name;
}

Store::Store(std::string folder) : folder_(std::move(folder)) {
    load_plan();
    refresh();
}

void Store::load_plan() {
    struct stat status {};
    if (stat(folder_.c_str(), &status) != 0) fail_of_system(folder_, "open the store");
    const int number = last_plan(folder_);
    if (number == 0) throw FormatError(folder_ + ": is no store of a sweep (it has no plan-000001)");
    plan_ = read_plan(plan_path(folder_, number));
    keys_.clear();
    for (const std::vector<double>& point : plan_.points) keys_.push_back(point_key(plan_.keys, point));
}

Store Store::open_for(const std::string& folder, const Plan& plan, std::string* told) {
    make_folder(folder);
    make_folder(folder + "/segments");
    const std::string packed = pack(plan);
    while (true) {
        const int number = last_plan(folder);
        if (number > 0) {
            const PlanComparison comparison = compare(read_plan(plan_path(folder, number)), plan);
            if (comparison.change == PlanChange::other)
                throw InputError(fmt::format(
                    "{}: this store is of another study; before (-) and now (+):\n{}take the study back, or say "
                    "--force-new to start another store\n",
                    folder, comparison.difference));
            if (told != nullptr && comparison.change == PlanChange::grown)
                *told = "the study grew: " + comparison.difference;
            if (comparison.change == PlanChange::none) break;
        } else if (!fs::is_empty(folder + "/segments")) {
            throw FormatError(folder + ": has segments but no plan; restore plan-000001 or choose another store");
        }
        // Another process may have been first: then its plan is compared with ours.
        if (write_new_file(plan_path(folder, number + 1), fmt::format("{}{}{}", kTitle, hash_of(packed), packed)))
            break;
    }
    return Store(folder);
}

void Store::list_segments() {
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder_ + "/segments", error)) {
        const std::string suffix = file.path().extension();
        if (suffix != ".seg" && suffix != ".part") continue;
        Segment& segment = segments_[file.path().stem()];
        if (segment.sealed) continue;
        segment.path = file.path();
        segment.sealed = suffix == ".seg";
    }
    if (error) throw MachineError(fmt::format("{}/segments: cannot list the folder: {}", folder_, error.message()));
}

void Store::refresh() {
    list_segments();
    for (auto& [name, segment] : segments_)
        if (!segment.progress.closed) read_news(segment);
}

void Store::read_news(Segment& segment) {
    const auto read = [&] {
        read_segment(segment.path, segment.sealed, segment.progress, [&](std::string_view bytes, std::uint64_t offset) {
            take(segment, unpacked(segment.path, bytes), offset);
        });
    };
    try {
        read();
    } catch (const MachineError&) {
        // Its writer may have finished it since the folder was listed.
        if (!finished_meanwhile(segment.path)) throw;
        segment.path = finished_name(segment.path);
        segment.sealed = true;
        read();
    }
}

void Store::take(const Segment& segment, const RunRecord& record, std::uint64_t offset) {
    if (record.replication < 0 || record.replication > 100'000'000)
        throw FormatError(segment.path + ": a run in it has no replication");
    std::vector<Entry>& entries = entries_[record.point];
    const auto r = static_cast<std::size_t>(record.replication);
    if (entries.size() <= r) entries.resize(r + 1);
    Entry& entry = entries[r];
    finish_times_.push_back(record.finished_at);
    if (entry.segment != nullptr) {
        if (record.failed()) return;  // a failure tried again counts only when it did not fail
        const RunRecord before = read_record(entry.segment->path, entry.offset);
        if (!before.failed() && !before.same_result(record))
            throw FormatError(fmt::format(
                "{} and {}: two results of one run differ; the machines or programs that wrote them do not agree",
                entry.segment->path, segment.path));
    }
    entry = {&segment, offset, record.failed()};
}

Store::State Store::state(std::size_t point, int replication) const {
    const auto found = entries_.find(keys_[point]);
    const auto r = static_cast<std::size_t>(replication);
    if (found == entries_.end() || found->second.size() <= r || found->second[r].segment == nullptr) return State::left;
    return found->second[r].failed ? State::failed : State::done;
}

RunRecord Store::read(std::size_t point, int replication) const {
    const Entry& entry = entries_.at(keys_[point]).at(static_cast<std::size_t>(replication));
    return read_record(entry.segment->path, entry.offset);
}

Store::Counts Store::counts() const {
    Counts counts;
    counts.runs = plan_.runs();
    for (std::size_t p = 0; p < keys_.size(); ++p)
        for (int r = 0; r < plan_.replications; ++r) {
            const State s = state(p, r);
            counts.done += s == State::done ? 1 : 0;
            counts.failed += s == State::failed ? 1 : 0;
        }
    return counts;
}

std::vector<std::string> Store::missing_segments() const {
    std::map<std::string, int> last;  // of each writer
    for (const auto& [name, segment] : segments_) {
        const std::size_t dash = name.rfind('-');
        int number = 0;
        if (dash != std::string::npos) std::from_chars(name.data() + dash + 1, name.data() + name.size(), number);
        int& known = last[name.substr(0, dash)];
        known = std::max(known, number);
    }
    std::vector<std::string> missing;
    for (const auto& [writer, count] : last)
        for (int n = 1; n <= count; ++n) {
            const std::string name = fmt::format("{}-{:06d}", writer, n);
            if (segments_.count(name) == 0) missing.push_back(name + ".seg");
        }
    return missing;
}

std::vector<std::string> Store::torn_segments() const {
    std::vector<std::string> torn;
    for (const auto& [name, segment] : segments_)
        if (segment.progress.torn) torn.push_back(segment.path);
    return torn;
}

}  // namespace nephoscope
