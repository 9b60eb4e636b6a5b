#pragma once

#include <functional>
#include <string>

#include "sim/core/error.h"

namespace nephoscope::theory {

/// The argument that the error raised by `call` names, or "no error".
inline std::string argument_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const ArgumentError& error) {
        return error.name;
    }
    return "no error";
}

}  // namespace nephoscope::theory
