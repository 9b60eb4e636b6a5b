#include "analysis/sweeps/record.h"

#include <cstring>

#include "analysis/sweeps/bytes.h"
#include "sim/core/hash.h"

namespace nephoscope {

namespace {

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0);
}

}  // namespace

bool RunRecord::same_result(const RunRecord& other) const {
    return point == other.point && replication == other.replication && message == other.message &&
           result_hashes == other.result_hashes && same_bits(values, other.values) &&
           same_bits(trajectories, other.trajectories) && same_bits(months, other.months);
}

std::string pack(const RunRecord& record) {
    BytesWriter bytes;
    bytes.text(record.point);
    bytes.number(record.replication);
    bytes.text(record.message);
    bytes.text(record.command);
    bytes.texts(record.result_hashes);
    bytes.reals(record.values);
    bytes.reals(record.trajectories);
    bytes.reals(record.months);
    bytes.number(record.seconds);
    bytes.number(record.finished_at);
    return bytes.bytes();
}

RunRecord unpack_record(std::string_view text) {
    BytesReader bytes(text);
    RunRecord record;
    record.point = bytes.text();
    record.replication = bytes.number<int>();
    record.message = bytes.text();
    record.command = bytes.text();
    record.result_hashes = bytes.texts();
    record.values = bytes.reals();
    record.trajectories = bytes.reals();
    record.months = bytes.reals();
    record.seconds = bytes.number<double>();
    record.finished_at = bytes.number<double>();
    if (!bytes.at_end()) throw BytesError();
    return record;
}

std::string point_key(const std::vector<std::string>& keys, const std::vector<double>& values) {
    Hasher hash;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        hash.add(std::string_view(keys[k]));
        hash.add(values[k]);
    }
    return hash.hex();
}

}  // namespace nephoscope
