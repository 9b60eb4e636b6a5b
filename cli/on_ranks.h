#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/core/ranks.h"

namespace nephoscope::cli {

/// Carries out a verb at every rank of the launch, or alone. Rank 0 alone prints on standard output; `body` is told its
/// rank for what it says besides. An exception at any rank ends all: the lowest rank that has one prints it, and all
/// return its exit code, else the largest of what `body` returned. Throws UsageError where the launcher does not fit.
int on_ranks(const std::string& verb, const std::function<int(const Ranks& ranks)>& body);

}  // namespace nephoscope::cli
