#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/io/results.h"

/// What a results file looks like, before any of it is written: axes, names, and where a run's cells go. No HDF5 here.
namespace nephoscope::results {

/// Throws ArgumentError unless `name` is a letter followed by up to 199 letters, digits and underscores: what every
/// netCDF reader takes, and can be an attribute of an xarray data set.
void require_name(const char* argument, const std::string& name);

/// Throws ArgumentError unless `text` is UTF-8 without a zero byte, which would end it early in every reader.
void require_text(const char* argument, const std::string& text);

/// Throws ArgumentError when name, group, unit or meaning of `spec` would trip a reader, or an axis stands twice.
void require_variable(const VariableSpec& spec);

/// Throws ArgumentError when a variable would trip a reader, months do not rise or there are no replications.
void require_layout(const ResultsWriter::Layout& layout);

std::string full_name(const VariableSpec& spec);  ///< "group/name"

/// The labels of an axis, all different, and where each stands.
class Labels {
public:
    Labels() = default;
    Labels(const std::string& axis, std::vector<std::string> labels);
    const std::vector<std::string>& names() const { return names_; }
    std::size_t size() const { return names_.size(); }
    std::size_t position(const std::string& label) const;  ///< ArgumentError when it is not among them

private:
    std::string axis_;
    std::vector<std::string> names_;
    std::map<std::string, std::size_t> positions_;
};

/// The text axes of a file: "scenario", and the union over scenarios of every other, in byte order.
std::map<std::string, Labels> text_axes(const ResultsWriter::Layout& layout);

/// The axes for which the file tells what each scenario has, see Layout::presence_axes.
std::vector<std::string> presence_axes(const ResultsWriter::Layout& layout);

/// 1 where the scenario has the label, shape [scenario][axis] in the file's order.
std::vector<std::int8_t> presence(const ResultsWriter::Layout& layout, const std::map<std::string, Labels>& axes,
                                  const std::string& axis);

/// Where the cells of one month of a run's variable go among the cells of a month of the file, in the run's order.
std::vector<std::size_t> cell_positions(const VariableSpec& spec, const AxisLabels& run,
                                        const std::map<std::string, Labels>& file);

}  // namespace nephoscope::results
