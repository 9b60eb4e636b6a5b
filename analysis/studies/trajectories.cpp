#include "analysis/studies/trajectories.h"

#include <limits>

#include "analysis/studies/headlines.h"

namespace nephoscope {

namespace {

/// Adds to `all` the means of one variable; `months` is their number.
void add_means(std::map<std::string, Trajectories>& all, const std::string& metric, const ResultsReader& results,
               const std::vector<std::string>& hashes) {
    const ResultsReader::Array array = results.read("", metric);
    if (array.axes.size() < 3 || array.axes[2] != "month") return;
    const std::vector<std::string> scenarios = results.scenarios();
    const std::vector<std::string> entities =
        array.axes.size() > 3 ? results.axis(array.axes[3]) : std::vector<std::string>{""};
    const std::size_t replications = array.shape[1], months = array.shape[2], width = entities.size();
    for (std::size_t s = 0; s < scenarios.size(); ++s)
        for (std::size_t e = 0; e < width; ++e) {
            std::vector<double> means(months, std::numeric_limits<double>::quiet_NaN());
            for (std::size_t m = 0; m < months; ++m) {
                double sum = 0;
                int count = 0;
                for (std::size_t r = 0; r < replications; ++r) {
                    if (hashes[s * replications + r].empty()) continue;  // not finished
                    sum += array.values[((s * replications + r) * months + m) * width + e];
                    ++count;
                }
                if (count > 0) means[m] = sum / count;
            }
            all[scenarios[s]][{metric, entities[e]}] = std::move(means);
        }
}

}  // namespace

std::map<std::string, Trajectories> read_trajectories(const ResultsReader& results) {
    const std::vector<std::string> hashes = results.run_text("result_hash");
    std::map<std::string, Trajectories> all;
    for (const MetricStyle& style : headline_metrics())
        if (results.has("", style.metric)) add_means(all, style.metric, results, hashes);
    return all;
}

Trajectories difference_of(const Trajectories& base, const Trajectories& alternative) {
    Trajectories difference;
    for (const auto& [key, values] : alternative) {
        const auto found = base.find(key);
        if (found == base.end()) continue;
        std::vector<double> out;
        for (std::size_t m = 0; m < values.size() && m < found->second.size(); ++m)
            out.push_back(values[m] - found->second[m]);
        difference[key] = std::move(out);
    }
    return difference;
}

}  // namespace nephoscope
