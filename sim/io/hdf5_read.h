#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/io/hdf5.h"

/// Reading of HDF5 files that nobody vouches for: what a file says of itself is checked before memory is asked for or
/// anything outside of it is touched. All throw Error for what is not there, not as expected, or too large.
namespace nephoscope::hdf5 {

inline constexpr hsize_t kMaxCells = hsize_t{1} << 28;              ///< of one variable: 2 GiB of doubles
inline constexpr std::size_t kMaxTextBytes = std::size_t{1} << 28;  ///< of all texts of one variable

/// Opens the file as the system sees it and looks for HDF5's signature. Throws MachineError with the system's reason
/// where it cannot be read, FormatError where it is no HDF5; `what` it should be, such as "results file".
void require_hdf5(const std::string& path, const char* what);

Handle open_file(const std::string& path);  ///< read-only, without locks

/// Whether there is something of that name; never follows a link to another place or file.
bool has_object(hid_t parent, const std::string& name);

/// Opens a dataset that lies in the file itself under a plain link, was stored without filters but those the writer
/// uses (another name would load a plugin), and has at most kMaxCells cells.
Handle open_dataset(hid_t parent, const std::string& name);
Handle open_group(hid_t parent, const std::string& name);

std::vector<hsize_t> sizes_of(hid_t dataset);         ///< of its axes
hsize_t cells_of(const std::vector<hsize_t>& sizes);  ///< their product, refused beyond kMaxCells

/// A scalar text of fixed size, or a whole number as text; nothing when there is no such attribute.
std::optional<std::string> attribute(hid_t object, const std::string& name);

enum class CellKind { real, integer, text, other };
CellKind kind_of(hid_t dataset);

std::vector<double> read_reals(hid_t dataset, const std::string& name);
std::vector<std::int64_t> read_integers(hid_t dataset, const std::string& name);
std::string read_bytes(hid_t dataset, const std::string& name);  ///< of unsigned bytes
/// `path` is the file's, whose heaps are checked first.
std::vector<std::string> read_texts(hid_t dataset, const std::string& name, const std::string& path);

/// Names of the datasets, then of the groups in `group`, in byte order.
std::pair<std::vector<std::string>, std::vector<std::string>> list(hid_t group);

}  // namespace nephoscope::hdf5
