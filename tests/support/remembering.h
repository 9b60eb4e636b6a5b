#pragma once

#include <cstddef>

#include "models/customers/shock_memory.h"

namespace nephoscope::test {

/// While it lives, runs may remember as much as this.
class Remembering {
public:
    explicit Remembering(std::size_t bytes) { ShockMemory::set_most_bytes(bytes); }
    ~Remembering() { ShockMemory::set_most_bytes(ShockMemory::kMostBytes); }
    Remembering(const Remembering&) = delete;
    Remembering& operator=(const Remembering&) = delete;
};

}  // namespace nephoscope::test
