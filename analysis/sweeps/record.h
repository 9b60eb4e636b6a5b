#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nephoscope {

/// What one replication of one point gave, for all scenarios of the study: the smallest thing that a store keeps.
struct RunRecord {
    std::string point;  ///< point_key, 32 hexadecimal digits
    int replication = 0;
    std::string message;                     ///< why it failed, empty when it did not; the rest is empty then
    std::string command;                     ///< reproduces the failure alone
    std::vector<std::string> result_hashes;  ///< [scenarios]
    std::vector<double> values;              ///< [scenarios][outcomes], NaN where a scenario has none
    std::vector<double> trajectories;        ///< [scenarios][outcomes][months]; empty when not asked for
    std::vector<double> months;              ///< Month::count of the trajectories' months
    double seconds = 0;                      ///< that it took
    double finished_at = 0;                  ///< seconds since 1970

    bool failed() const { return !message.empty(); }
    /// The same result of a run that did not fail, whatever time it took; NaN equals NaN.
    bool same_result(const RunRecord& other) const;
};

std::string pack(const RunRecord& record);
RunRecord unpack_record(std::string_view bytes);  ///< throws BytesError

/// Names a point by its content, so that it is found again when a study grows: a hash of keys and values.
std::string point_key(const std::vector<std::string>& keys, const std::vector<double>& values);

}  // namespace nephoscope
