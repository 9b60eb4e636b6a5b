#pragma once

#include <string>

#include "analysis/sweeps/sensitivity.h"

namespace nephoscope::cli {

/// Every outcome of a study point by point: mean and 95 % interval over replications (Student t), for designs of chosen
/// values. The formats csv and json hold one table in stored units with all digits.
std::string response_report(const StudyResults& results, const std::string& format);

/// How numbers of an outcome are shown: stored × scale; "[USD bn]" and the like.
struct ShownOutcome {
    double scale = 1;
    std::string unit;
};
ShownOutcome shown_outcome(const StudyOutcomeValues& outcome);

/// "azure-npv: npv party=azure, nonexclusive_2026 minus exclusive_2032 [USD bn]"
std::string outcome_title(const StudyResults& results, const StudyOutcomeValues& outcome);

/// Three significant digits, "-" for NaN; and all digits, "-" for what is not finite.
std::string short_number(double value);
std::string exact_number(double value);

}  // namespace nephoscope::cli
