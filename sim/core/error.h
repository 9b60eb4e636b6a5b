#pragma once

#include <stdexcept>
#include <string>

namespace nephoscope {

/// The machine failed: a missing file, a full disk, an output that exists. Exit code 3.
/// `what()` carries path, operation and the system's reason.
struct MachineError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The model left its domain: money leaked, a price not finite. Exit code 4.
/// `what()` carries month, phase, which invariant, and the values.
struct ModelError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A results file of another format or results_version. Exit code 5.
struct FormatError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A function was given an argument outside its domain. `what()` reads
/// "'nest_dissimilarity' is 1.5 but must be in (0, 1]".
struct ArgumentError : std::invalid_argument {
    ArgumentError(const std::string& argument, const std::string& value, const std::string& allowed)
        : std::invalid_argument("'" + argument + "' is " + value + " but must be " + allowed), name(argument) {}
    std::string name;  ///< the argument at fault
};

}  // namespace nephoscope
