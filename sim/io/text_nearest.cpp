#include <algorithm>
#include <vector>

#include "sim/io/diagnostics.h"

namespace nephoscope {

namespace {

/// Names longer than this have no near name: the work grows with the product of the lengths [bytes].
constexpr std::size_t kLongestName = 200;

/// Fewest insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`, each place edited once
/// at most (optimal string alignment, the restricted form of Damerau 1964).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    const std::size_t columns = b.size() + 1;
    std::vector<std::size_t> distance((a.size() + 1) * columns);  // [bytes of a + 1, bytes of b + 1]
    for (std::size_t i = 0; i <= a.size(); ++i) distance[i * columns] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) distance[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t here = i * columns + j;
            const std::size_t changed = a[i - 1] == b[j - 1] ? 0 : 1;
            distance[here] = std::min(
                {distance[here - columns] + 1, distance[here - 1] + 1, distance[here - columns - 1] + changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                distance[here] = std::min(distance[here], distance[here - 2 * columns - 2] + 1);
        }
    }
    return distance.back();
}

}  // namespace

std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names) {
    if (wrong.size() > kLongestName) return "";
    std::size_t best = std::max<std::size_t>(1, wrong.size() / 3) + 1;
    std::string nearest;
    for (const std::string& name : names) {
        if (name.size() > kLongestName) continue;
        const std::size_t distance = edit_distance(wrong, name);
        if (distance < best) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}

}  // namespace nephoscope
