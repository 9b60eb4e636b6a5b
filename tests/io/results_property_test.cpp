#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <thread>

#include "sim/io/results.h"
#include "tests/io/results_sample.h"
#include "tests/io/temporary_folder.h"

namespace nephoscope {
namespace {

/// Where a cell stands: group/name, scenario, replication, then month and labels in the order of the variable's axes.
using Key = std::vector<std::string>;
using Cells = std::map<Key, double>;

struct Case {
    ResultsWriter::Layout layout;
    std::vector<std::pair<std::string, Recording>> runs;  ///< of scenario; the replication is in `replications`
    std::vector<int> replications;
    Cells cells;  ///< of all runs
};

class Generator {
public:
    explicit Generator(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t n) { return random_() % n; }

    template <class T>
    std::vector<T> subset(std::vector<T> from) {
        for (std::size_t i = from.size(); i > 1; --i) std::swap(from[i - 1], from[below(i)]);
        from.resize(below(from.size() + 1));
        return from;
    }

    Case make() {
        Case made;
        make_layout(made.layout);
        for (std::size_t s = 0; s < made.layout.scenarios.size(); ++s) {
            for (int r = 0; r < made.layout.replications; ++r) {
                if (below(6) == 0) continue;  // an interrupted run
                made.runs.emplace_back(made.layout.scenarios[s], make_run(made, s, r));
                made.replications.push_back(r);
            }
        }
        return made;
    }

private:
    void make_layout(ResultsWriter::Layout& layout) {
        const std::vector<std::string> pool = {"aws", "azure", "süd", "東", "a b", "Z", "-", "10", "9"};
        layout.scenarios = subset<std::string>({"base", "Alt", "über"});
        if (layout.scenarios.empty()) layout.scenarios = {"base"};
        layout.replications = 1 + static_cast<int>(below(3));
        layout.months = subset<Month>({Month(1999, 12), Month(2026, 5), Month(2026, 6), Month(2032, 12)});
        std::sort(layout.months.begin(), layout.months.end());
        for (std::size_t s = 0; s < layout.scenarios.size(); ++s) {
            layout.labels.push_back({{"lab", subset(pool)}, {"venue", subset(pool)}, {"segment", {"smb", "mega"}}});
        }
        const std::size_t variables = 1 + below(5);
        for (std::size_t v = 0; v < variables; ++v) {
            VariableSpec spec{below(2) == 0 ? "" : "flows",
                              "v" + std::to_string(v),
                              subset<std::string>({"lab", "venue", "segment"}),
                              static_cast<Storage>(below(4)),
                              "1",
                              "A variable"};
            if (below(2) == 0) spec.axes.insert(spec.axes.begin(), "month");
            if (spec.storage == Storage::money) spec.units = "USD";
            layout.variables.push_back(spec);
        }
    }

    Recording make_run(Case& made, std::size_t s, int replication) {
        std::vector<Month> months = subset(made.layout.months);
        std::sort(months.begin(), months.end());
        Recording run(subset(made.layout.variables), made.layout.labels[s], months);
        for (std::size_t v = 0; v < run.specs().size(); ++v) {
            const VariableSpec spec = run.specs()[v];
            const Key start{spec.group + "/" + spec.name, made.layout.scenarios[s], std::to_string(replication)};
            for (std::size_t m = 0; m < (spec.has_months() ? months.size() : 1); ++m) {
                Key key = start;
                if (spec.has_months()) key.push_back(months[m].str());
                std::size_t cell = 0;
                fill(made.cells, run, static_cast<int>(v), static_cast<int>(m), spec.has_months() ? 1 : 0, key, cell);
            }
        }
        run.texts["result_hash"] = std::to_string(random_());
        return run;
    }

    /// Walks the labels of the axes from `axis` on, the last fastest, and gives each cell a value.
    void fill(Cells& cells, Recording& run, int v, int m, std::size_t axis, Key& key, std::size_t& cell) {
        const VariableSpec& spec = run.specs()[static_cast<std::size_t>(v)];
        if (axis < spec.axes.size()) {
            for (const std::string& label : run.labels().at(spec.axes[axis])) {
                key.push_back(label);
                fill(cells, run, v, m, axis + 1, key, cell);
                key.pop_back();
            }
            return;
        }
        const auto whole = static_cast<std::int64_t>(below(2'000'001)) - 1'000'000;
        switch (spec.storage) {
            case Storage::real:
                cells[key] = run.real(v, m)[cell] = static_cast<double>(whole) / 7;
                break;
            case Storage::money:
                run.integer(v, m)[cell] = whole, cells[key] = static_cast<double>(whole) / 1e4;
                break;
            case Storage::count:
                run.integer(v, m)[cell] = whole, cells[key] = static_cast<double>(whole);
                break;
            case Storage::flag:
                cells[key] = static_cast<double>(run.integer(v, m)[cell] = whole & 1);
                break;
        }
        ++cell;
    }

    std::mt19937 random_;
};

/// Every cell of the file that is not at its fill value, by label.
void collect(const ResultsReader& reader, const ResultsReader::Array& array, Key& key, std::size_t& cell,
             Cells& cells) {
    const std::size_t axis = key.size() - 1;
    if (axis < array.axes.size()) {
        for (const std::string& label : reader.axis(array.axes[axis])) {
            key.push_back(label);
            collect(reader, array, key, cell, cells);
            key.pop_back();
        }
        return;
    }
    const double value = array.values.at(cell++);
    const bool flag = array.spec.storage == Storage::flag;
    if (flag ? value != 0 : !std::isnan(value)) cells[key] = value;
}

Cells cells_of(const std::string& path) {
    const ResultsReader reader(path);
    Cells cells;
    for (const auto& [group, name] : reader.variables()) {
        if (name.rfind("present_", 0) == 0) continue;
        const ResultsReader::Array array = reader.read(group, name);
        Key key{group + "/" + name};
        std::size_t cell = 0;
        collect(reader, array, key, cell, cells);
        EXPECT_EQ(cell, array.values.size());
    }
    return cells;
}

TEST(ResultsProperty, WhateverIsWrittenIsReadBackUnderItsLabels) {
    std::size_t compared = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const TemporaryFolder folder;
        Case made = Generator(seed).make();
        ResultsWriter writer(folder.file("a.nc"), made.layout, false);
        for (std::size_t i = 0; i < made.runs.size(); ++i) {
            writer.write(made.runs[i].first, made.replications[i], made.runs[i].second);
        }
        writer.close();
        for (auto cell = made.cells.begin(); cell != made.cells.end();) {  // a false flag reads like an absent one
            const auto is_it = [&](const VariableSpec& s) { return s.group + "/" + s.name == cell->first[0]; };
            const auto spec = std::find_if(made.layout.variables.begin(), made.layout.variables.end(), is_it);
            cell = spec->storage == Storage::flag && cell->second == 0 ? made.cells.erase(cell) : std::next(cell);
        }
        ASSERT_EQ(cells_of(folder.file("a.nc")), made.cells);
        compared += made.cells.size();
    }
    EXPECT_GT(compared, 10'000U) << "the layouts were nearly all empty";
}

TEST(ResultsProperty, ThreadsWriteWhatOneWriterWrites) {
    const TemporaryFolder folder;
    write_sample(folder.file("one.nc"));
    for (int round = 0; round < 20; ++round) {
        const std::string path = folder.file("many.nc");
        ResultsWriter writer(path, sample_layout(), true);
        std::vector<std::thread> threads;
        for (const char* scenario : {"zwei", "one"}) {
            for (int replication : {1, 0}) {
                threads.emplace_back([&writer, scenario, replication] {
                    writer.write(scenario, replication, sample_recording(scenario, replication));
                });
            }
        }
        for (std::thread& thread : threads) thread.join();
        writer.close();
        Cells expected = cells_of(folder.file("one.nc"));
        for (auto cell = expected.begin(); cell != expected.end();) {
            cell = cell->first[0] == "/difference" ? expected.erase(cell) : std::next(cell);
        }
        ASSERT_EQ(cells_of(path), expected);
        ASSERT_EQ(ResultsReader(path).run_text("result_hash"),
                  ResultsReader(folder.file("one.nc")).run_text("result_hash"));
    }
}

}  // namespace
}  // namespace nephoscope
