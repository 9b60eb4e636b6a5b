#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "sim/io/hdf5.h"
#include "sim/run/recording.h"

namespace nephoscope::results {

/// An HDF5 file under construction that keeps netCDF-4's conventions: named axes with coordinates in the root,
/// variables with unit, meaning and fill value, axes attached to each. Throws hdf5::Error; callers hold an hdf5::Lock.
class NetcdfFile {
public:
    /// Replaces the content of the file at `path`.
    explicit NetcdfFile(const std::string& path) : file_(hdf5::create_file(path)) {}

    /// A coordinate and the axis of its name; `month` numbers are days since 2000-01-01.
    void add_text_axis(const std::string& name, const std::vector<std::string>& labels);
    void add_number_axis(const std::string& name, const std::vector<std::int64_t>& numbers);

    bool has(const std::string& full_name) const { return names_.count(full_name) != 0; }
    /// The sizes of `axes`; ArgumentError, naming the variable, when one is not there.
    std::vector<hsize_t> sizes_of(const std::string& variable, const std::vector<std::string>& axes) const;

    struct Variable {
        VariableSpec spec;
        std::vector<hsize_t> sizes;  ///< of all its axes, the leading ones too
        std::size_t leading = 0;     ///< how many of them stand before spec.axes
        hdf5::Handle dataset;
        hsize_t slab_cells() const;  ///< cells at one place of the leading axes
    };
    /// A variable over `leading` axes and its own. One place of the leading axes is one chunk, what is written in one
    /// go. Throws ArgumentError for an axis that is not there or a name that is taken.
    Variable add_variable(const VariableSpec& spec, const std::vector<std::string>& leading);
    /// Writes what stands at `place` of the leading axes; `cells` are of `memory_type`.
    void write_slab(const Variable& variable, const std::vector<hsize_t>& place, hid_t memory_type, const void* cells);
    /// Tells whether all that was written to the variable is with the system: HDF5 holds some of it back until then.
    static void finish(Variable& variable);
    /// A variable over `spec.axes` alone, written whole.
    void add_array(const VariableSpec& spec, hid_t memory_type, const void* cells);
    /// A variable of texts, written whole.
    void add_texts(const std::string& name, const std::string& long_name, const std::vector<std::string>& axes,
                   const std::vector<std::string>& texts);

    /// Attributes of the file are written by close(), in byte order of name, so that a file without them is not whole.
    void set_attribute(const std::string& name, std::variant<std::string, std::int64_t> value);
    void close();

private:
    struct Axis {
        hsize_t size = 0;
        hdf5::Handle dataset;
    };
    void add_axis(const std::string& name, hsize_t size, hdf5::Handle dataset);
    hid_t group(const std::string& name);
    void take_name(const std::string& full_name);
    void attach_axes(hid_t dataset, const std::vector<std::string>& axes);

    hdf5::Handle file_;  // declared before what lies in it, so that it closes last
    std::map<std::string, hdf5::Handle> groups_;
    std::map<std::string, Axis> axes_;
    std::map<std::string, std::variant<std::string, std::int64_t>> attributes_;
    std::set<std::string> names_;  // of variables and groups, with the group before a '/'
};

}  // namespace nephoscope::results
