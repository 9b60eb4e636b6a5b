#pragma once

#include <limits>
#include <string>
#include <vector>

#include "analysis/sweeps/plan.h"
#include "analysis/sweeps/sweep.h"

namespace nephoscope::test {

/// A study of one parameter and two outcomes whose runs cost nothing.
inline Study fake_study(int points, int replications, bool trajectories = false) {
    Study study;
    study.name = "fake";
    study.text = "[study]\n";
    study.scenarios = {{"base", ""}, {"other", ""}};
    study.base = 0;
    study.parameters.resize(1);
    study.parameters[0].key = "attention.base_per_month";
    study.parameters[0].high = 1;
    study.design_size = points;
    for (int p = 0; p < points; ++p) study.points.push_back({p / static_cast<double>(points)});
    study.replications = replications;
    study.seed = 7;
    study.outcomes = {{"share", "spend_share_by_venue", {{"venue", "azure"}}, Month(2027, 4), false},
                      {"gain", "npv", {{"party", "azure"}}, Month(), true}};
    study.trajectories = trajectories;
    return study;
}

/// The plan without the scenarios' own values, which the fake has none of.
inline Plan fake_plan(const Study& study) {
    return {study.name,   study.text,        identity_of_study(study), {study.parameters[0].key},
            study.points, study.replications};
}

/// Numbers that depend on point and replication alone; point 3 fails.
inline RunRecord fake_record(const Study& study, const Task& task) {
    RunRecord record;
    record.point = point_key({study.parameters[0].key}, study.points[task.point]);
    record.replication = task.replication;
    record.finished_at = 1e9 + static_cast<double>(task.point);
    if (task.point == 3) {
        record.message = "the money leaked";
        record.command = "nephoscope sweep fake.toml --point 3 --replication 0";
        return record;
    }
    const double x = study.points[task.point][0] + 100 * task.replication;
    record.result_hashes = {"a" + std::to_string(task.point), "b"};
    record.values = {x, std::numeric_limits<double>::quiet_NaN(), x + 1, 1};
    if (study.trajectories) {
        record.months = {Month(2026, 5).count() * 1.0, Month(2026, 6).count() * 1.0};
        record.trajectories = {x, x + 1, x, x, x + 2, x + 3, 0, 1};
    }
    return record;
}

inline Runner fake_runner(const Study& study) {
    return [&study](const Task& task, int, const StopRequest&) { return std::optional(fake_record(study, task)); };
}

inline bool never() { return false; }

/// Works off what is left in the store of the study.
inline void fill(Store& store, const Study& study, const Shard& shard = {}) {
    StoreWork work(store, shard, false);
    carry_out(work, fake_runner(study), {2, 1}, never);
    work.seal();
    store.refresh();
}

}  // namespace nephoscope::test
