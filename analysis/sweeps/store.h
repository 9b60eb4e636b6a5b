#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/sweeps/plan.h"
#include "analysis/sweeps/record.h"
#include "analysis/sweeps/segment.h"

namespace nephoscope {

/// The folder that any number of processes fill at once:
///
///     plan-000001, plan-000002 ...    what it is for; the next one when the study grows; the last one counts
///     segments/<writer>-<number>.seg  finished runs, see segment.h
///     claims                          who works on what, see claims.h
///     results.nc                      collected when all is there
///
/// A Store is a view of it: an index of the finished runs, brought up to date by refresh(). Not thread-safe.
class Store {
public:
    /// Opens a store for reading; needs no right to write. Throws MachineError, or FormatError when it is none.
    explicit Store(std::string folder);

    /// Writes the plan of a study into a new store, or compares it with that of an existing one and writes the next
    /// when the study grew. What was done is in `told`. Throws InputError with the difference for another study.
    static Store open_for(const std::string& folder, const Plan& plan, std::string* told = nullptr);

    /// Reads what was added since. Throws FormatError when a finished segment is damaged, or two results of one run
    /// differ.
    void refresh();

    const std::string& folder() const { return folder_; }
    const Plan& plan() const { return plan_; }
    const std::string& key_of(std::size_t point) const { return keys_[point]; }

    enum class State { left, done, failed };
    State state(std::size_t point, int replication) const;
    RunRecord read(std::size_t point, int replication) const;  ///< of a run that is not left

    struct Counts {
        std::size_t runs = 0, done = 0, failed = 0;
        std::size_t left() const { return runs - done - failed; }
    };
    Counts counts() const;  ///< of the plan's runs
    std::size_t segments() const { return segments_.size(); }
    const std::vector<double>& finish_times() const { return finish_times_; }  ///< of all runs, seconds since 1970

    /// Names of segments that were here once: each writer numbers its own from 1.
    std::vector<std::string> missing_segments() const;
    std::vector<std::string> torn_segments() const;  ///< that killed writers, or writers at work, left cut

private:
    struct Segment {
        std::string path;
        bool sealed = false;
        SegmentProgress progress;
    };
    struct Entry {
        const Segment* segment = nullptr;
        std::uint64_t offset = 0;
        bool failed = false;
    };
    void load_plan();
    void list_segments();
    void read_news(Segment& segment);
    void take(const Segment& segment, const RunRecord& record, std::uint64_t offset);

    std::string folder_;
    Plan plan_;
    std::vector<std::string> keys_;                                // [points]
    std::map<std::string, Segment> segments_;                      // by name without suffix; their places do not change
    std::unordered_map<std::string, std::vector<Entry>> entries_;  // [point key][replication]
    std::vector<double> finish_times_;
};

bool is_store(const std::string& folder);
/// `folder`, or the first of folder-2, folder-3 ... that does not exist.
std::string new_store_name(const std::string& folder);

}  // namespace nephoscope
