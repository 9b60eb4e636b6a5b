// The figures that scenarios/data/README.md says are taken over as they are.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/shipped.h"

namespace nephoscope {
namespace {

/// Cells of a CSV line; cells in double quotes may hold commas.
std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            cells.emplace_back();
        else
            cells.back() += c;
    }
    return cells;
}

/// The value of the row of `series` whose entity begins with `entity` and whose date is `date`.
double figure(const std::string& series, const std::string& entity, const std::string& date) {
    std::ifstream file(std::string(NEPHOSCOPE_SOURCE_DIR) + "/scenarios/data/market_data.csv");
    for (std::string line; std::getline(file, line);) {
        const auto cells = cells_of(line);
        if (cells.size() != 7U) throw std::runtime_error("not seven cells: " + line);
        if (cells[0] == series && cells[1].rfind(entity, 0) == 0 && cells[2] == date) return std::stod(cells[3]);
    }
    throw std::runtime_error("no figure " + series + " of " + entity + " at " + date);
}

const Clause& clause_of(const Scenario& s, const std::string& id) {
    for (const Clause& clause : s.clauses)
        if (clause.id == id) return clause;
    throw std::runtime_error("no clause " + id);
}

TEST(Data, IsWhatTheBaselineTakesOver) {
    const Scenario s = test::shipped("baseline");
    EXPECT_DOUBLE_EQ(clause_of(s, "microsoft-holds-openai").fraction,
                     figure("openai_stake", "Microsoft", "2026-06-30") / 100);
    EXPECT_DOUBLE_EQ(*clause_of(s, "amended-microsoft-share").cap,
                     figure("openai_to_microsoft_revenue_share_cap", "OpenAI", "2030-12-31") * 1e9);
    EXPECT_DOUBLE_EQ(clause_of(s, "amended-microsoft-share").rate,
                     figure("openai_to_microsoft_revenue_share_rate", "OpenAI", "2026-04-27") / 100);
    EXPECT_DOUBLE_EQ(clause_of(s, "amended-azure-royalty").rate,
                     figure("microsoft_to_openai_revenue_share_rate", "Microsoft", "2026-04-27") / 100);
    EXPECT_DOUBLE_EQ(clause_of(s, "openai-commits-azure").total,
                     figure("openai_azure_commitment_incremental", "OpenAI", "2025-10-28") * 1e9);
    EXPECT_DOUBLE_EQ(clause_of(s, "openai-commits-aws").total,
                     (figure("compute_commitment_signed", "OpenAI to AWS (Nov 2025)", "2025-11-30") +
                      figure("compute_commitment_signed", "OpenAI to AWS (expansion", "2026-03-31")) *
                         1e9);
    EXPECT_NEAR(clause_of(s, "anthropic-commits-google").total,
                figure("compute_commitment_to_end_date", "Anthropic to Google", "2033-07-31") * 1e9, 0.5e9);
    EXPECT_EQ(s.quality.open_lag, static_cast<int>(figure("open_weight_lag", "Open models", "2026-06-30")));
}

}  // namespace
}  // namespace nephoscope
