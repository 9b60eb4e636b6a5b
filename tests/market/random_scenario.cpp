#include "tests/market/random_scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace nephoscope::test {

std::uint64_t Roll::next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

namespace {

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

bool starts_with(const std::string& text, const std::string& prefix) { return text.rfind(prefix, 0) == 0; }

}  // namespace

std::optional<Range> sweep_range(const Parameter& row, double centre) {
    std::string text = row.sweep;
    if (text.empty()) return {};
    replace_all(text, "−", "-");
    replace_all(text, "∞", "1e12");
    const bool around = starts_with(text, "±"), times = starts_with(text, "×");
    replace_all(text, "±", "");
    replace_all(text, "×", "");
    Range range;
    if (around) {
        const double by = std::stod(text) * (text.back() == '%' ? std::fabs(centre) / 100 : 1);
        range = {centre - by, centre + by};
    } else {
        const std::string dash = "–";
        const std::size_t at = text.find(dash);
        if (at == std::string::npos) return {};
        range = {std::stod(text.substr(0, at)), std::stod(text.substr(at + dash.size()))};
        if (times) range = {range.low * centre, range.high * centre};
        if (range.low > range.high) std::swap(range.low, range.high);
    }
    const double inside = 1e-9 * std::max(1.0, std::fabs(range.high));
    range.low = std::max(range.low, row.domain.low + (row.domain.low_open ? inside : 0));
    range.high = std::min(range.high, row.domain.high - (row.domain.high_open ? inside : 0));
    return range;
}

namespace {

std::string id(const char* kind, int i) { return fmt::format("{}-{}", kind, i); }

/// Writes one random scenario, table by table.
class Writer {
public:
    explicit Writer(std::uint64_t seed) : roll_(seed), seed_(seed) {}

    std::string write() {
        labs_ = roll_.whole(1, 4);
        clouds_ = roll_.whole(1, 4);
        workloads_ = roll_.whole(1, 4);
        segments_ = roll_.whole(1, 3);
        regions_ = roll_.whole(1, 3);
        open_.resize(static_cast<std::size_t>(labs_));
        for (int l = 0; l < labs_; ++l) open_[static_cast<std::size_t>(l)] = l > 0 && roll_.chance(0.3);
        sections();
        base_ = shares(clouds_);
        for (int l = 0; l < labs_; ++l) lab(l);
        for (int c = 0; c < clouds_; ++c) cloud(c);
        other_venues();
        uses();
        buyers();
        agreements();
        events();
        start();
        return text_;
    }

private:
    template <class... T>
    void line(fmt::format_string<T...> format, T&&... values) {
        text_ += fmt::format(format, std::forward<T>(values)...) + "\n";
    }

    std::vector<double> shares(int n) {
        std::vector<double> all(static_cast<std::size_t>(n));
        for (double& share : all) share = roll_.between(0.2, 1);
        const double sum = std::accumulate(all.begin(), all.end(), 0.0);
        for (double& share : all) share /= sum;
        return all;
    }

    std::string cloud_table(const std::vector<double>& values) {
        std::string list;
        for (std::size_t c = 0; c < values.size(); ++c)
            list += fmt::format("{}{} = {}", c == 0 ? "" : ", ", id("cloud", static_cast<int>(c)), values[c]);
        return "{ " + list + " }";
    }

    /// A month of the run or, rarely, shortly after it.
    std::string month(int low, int high) { return (Month(2026, 5) + roll_.whole(low, high)).str(); }

    /// `key = value` within the sweep range, now and then 0; nothing where the row states no range.
    void number(const std::string& key, double centre, bool may_be_zero = true) {
        const Parameter& row = *find_parameter(key);
        const auto range = sweep_range(row, centre);
        if (!range) return;
        double value = roll_.between(range->low, range->high);
        if (may_be_zero && roll_.chance(0.1) && row.domain.contains(0)) value = 0;
        if (row.kind == ValueKind::integer)
            line("{} = {}", row.name(), static_cast<long>(std::lround(value)));
        else
            line("{} = {:.6g}", row.name(), std::clamp(value, row.domain.low, row.domain.high));
    }

    /// Every parameter of the tables that no file names, in two of five cases.
    void sections() {
        line("# Random market {}.", seed_);
        line("[simulation]\nagents = 150\nreplications = 1\nseed = {}\nstart = \"2026-05\"\nend = \"2026-12\"", seed_);
        line("burn_in_months = 6");
        for (const auto& [table, many] : scenario_tables()) {
            if (many || table == "simulation" || table == "start" || table == "metrics") continue;
            line("\n[{}]", table);
            for (const Parameter* row : parameters_of(table)) {
                if (!roll_.chance(0.4)) continue;
                if (row->kind == ValueKind::boolean) line("{} = {}", row->name(), roll_.chance(0.5));
                if (row->kind == ValueKind::choice) line("{} = \"{}\"", row->name(), roll_.of(row->choices));
                const double* real = std::get_if<double>(&row->initial);
                const std::int64_t* whole = std::get_if<std::int64_t>(&row->initial);
                if (real != nullptr) number(row->key, *real);
                if (whole != nullptr) number(row->key, static_cast<double>(*whole), false);
            }
        }
    }

    void lab(int l) {
        const bool open = open_[static_cast<std::size_t>(l)];
        line("\n[lab.{}]\ndraw_slot = {}", id("lab", l), l);
        if (open) line("kind = \"open\"");
        number("lab.*.list_price_usd_per_unit", open ? 0.2 : 1, false);
        number("lab.*.compute_bill_share", 0.4, false);
        number("lab.*.quality_points", 0);
        number("lab.*.release_interval_months", 3.5, false);
        number("lab.*.consumer_revenue_usd_per_month", 1e9);
        number("lab.*.training_plan_usd_per_month", 1e9);
        number("lab.*.opex_share", 0.35);
        line("price_rule = \"{}\"", roll_.of(find_parameter("lab.*.price_rule")->choices));
        if (roll_.chance(0.7)) line("cash_usd = {:.6g}", roll_.chance(0.2) ? -1e9 : roll_.between(0, 5e10));
        if (roll_.chance(0.7)) line("host_weight = {}", cloud_table(shares(clouds_)));
    }

    void cloud(int c) {
        const bool is_behind = c + 1 == clouds_ && labs_ % 2 == 1;  // behind venues that hold no bases
        line("\n[venue.{}]\ndraw_slot = {}", id("cloud", c), is_behind ? 40 : c);
        line("base_revenue_usd_per_month = {:.6g}", 3e10 * base_[static_cast<std::size_t>(c)]);
        line("ai_capacity_mw = {:.6g}", c > 0 && roll_.chance(0.1) ? 0 : roll_.between(300, 9000));
        const std::string fee_rule = roll_.of(find_parameter("venue.*.fee_rule")->choices);
        line("fee_rule = \"{}\"", fee_rule);
        for (const std::string key :
             {"egress_fee_usd_per_gb", "platform_fee", "closed_lab_appeal", "base_service_index"})
            if (roll_.chance(0.6) && !(fee_rule == "parity" && key == "platform_fee")) number("venue.*." + key, 0.08);
        if (roll_.chance(0.5)) line("reserve_share = {:.6g}", roll_.chance(0.1) ? 1 : roll_.between(0, 0.6));
        if (roll_.chance(0.3)) {
            line("capacity_rule = \"path\"\ncapacity_growth_mw_per_month = {:.6g}", roll_.between(0, 300));
            if (c > 0 && roll_.chance(0.5)) line("capacity_from = \"{}\"", month(0, 5));
        }
        if (roll_.chance(0.3) && labs_ > c) line("owner_lab = \"{}\"", id("lab", c));
    }

    void other_venues() {
        direct_.assign(static_cast<std::size_t>(labs_), false);
        for (int l = 0; l < labs_; ++l) {
            direct_[static_cast<std::size_t>(l)] = roll_.chance(0.5);
            if (direct_[static_cast<std::size_t>(l)])
                line("\n[venue.direct-{}]\ndraw_slot = {}\nkind = \"direct\"\nlab = \"{}\"", l, 10 + l, id("lab", l));
        }
        self_hosting_ = roll_.chance(0.5);
        if (self_hosting_) line("\n[venue.self]\ndraw_slot = 20\nkind = \"self-hosted\"");
    }

    void uses() {
        const std::vector<double> weight = shares(workloads_);
        for (int k = 0; k < workloads_; ++k) {
            line("\n[workload.{}]\ndraw_slot = {}\nweight = {}", id("use", k), k, weight[static_cast<std::size_t>(k)]);
            number("workload.*.productivity_per_point", 0.06);
            number("workload.*.gravity", 0.3);
            number("workload.*.data_gb_per_unit", 0.3);
        }
    }

    void buyers() {
        for (int s = 0; s < segments_; ++s) {
            line("\n[segment.{}]", id("segment", s));
            if (s + 1 < segments_) line("budget_below_usd_per_month = {}", s == 0 ? 5e3 : 83e3);
            line("active_at_start = {:.6g}\nhome_base_share = {:.6g}", roll_.between(0.2, 1), roll_.between(0.8, 1));
            number("segment.*.venue_cost_usd_per_month", 1000);
            number("segment.*.commit_wedge", 0.05);
            number("segment.*.discount", 0.08);
            line("contract = {}", roll_.chance(0.7));
            line("term_mix = [{}, 0.25, {}]", s == 0 ? 0.5 : 0.25, s == 0 ? 0.25 : 0.5);
            line("home_share = {}", cloud_table(base_));
        }
        const std::vector<double> share = shares(regions_);
        for (int r = 0; r < regions_; ++r) {
            line("\n[region.{}]\ndraw_slot = {}\nshare = {}", id("region", r), r, share[static_cast<std::size_t>(r)]);
            if (roll_.chance(0.2)) line("egress_ban_start = \"{}\"", month(0, 7));
        }
    }

    std::string scope() {
        return roll_.chance(0.7) ? "\"all\"" : fmt::format("[\"{}\"]", id("use", roll_.whole(0, workloads_ - 1)));
    }

    void clause(const std::string& name, const char* type) {
        line("\n[agreement.{}]\ntype = \"{}\"", name, type);
        clauses_.push_back(name);
    }

    void agreements() {
        for (int l = 0; l < labs_; ++l)
            for (int c = 0; c < clouds_; ++c)
                if (roll_.chance(0.65)) hosting(l, c);
        for (int l = 0; l < labs_; ++l) lab_clauses(l);
        if (!clauses_.empty() && roll_.chance(0.5)) trigger();
    }

    void hosting(int l, int c) {
        const std::string pair = fmt::format("{}-{}", l, c);
        const bool old = roll_.chance(0.6);
        clause("host-" + pair, "hosting");
        line("lab = \"{}\"\nvenue = \"{}\"", id("lab", l), id("cloud", c));
        line("start = \"{}\"", old ? "2023-01" : month(0, 6));
        line("scope = {}\nonboarding_months = {}\nlag_months = {}", scope(), roll_.whole(0, 2), roll_.whole(0, 3));
        if (old && roll_.chance(0.7)) steady_.insert({l, c});
        if (roll_.chance(0.3) && steady_.count({l, c}) == 0) line("end = \"{}\"", month(6, 9));
        if (roll_.chance(0.7)) {
            clause("resale-" + pair, "resale");
            line("lab = \"{}\"\ncloud = \"{}\"", id("lab", l), id("cloud", c));
            line("mode = \"{}\"", roll_.of(find_parameter("agreement.*.mode")->choices));
            line("rate = {:.6g}", roll_.chance(0.1) ? 1 : roll_.between(0, 0.6));
        }
        if (roll_.chance(0.2)) {
            clause("counts-" + pair, "counts_to_commit");
            line("lab = \"{}\"\ncloud = \"{}\"\nflag = {}", id("lab", l), id("cloud", c), roll_.chance(0.5));
        }
        if (roll_.chance(0.2)) {
            clause("licence-" + pair, "licence");
            line("lab = \"{}\"\ncloud = \"{}\"\nexclusive = {}", id("lab", l), id("cloud", c), roll_.chance(0.5));
        }
    }

    void lab_clauses(int l) {
        std::vector<std::string> at;  // clouds that have hosted it since 2023 and go on
        for (const auto& [lab, c] : steady_)
            if (lab == l) at.push_back(id("cloud", c));
        if (!at.empty() && roll_.chance(0.4)) {
            clause(fmt::format("first-{}", l), "first_ship");
            line("lab = \"{}\"\nvenue = \"{}\"\nwindow_months = {}", id("lab", l), roll_.of(at), roll_.whole(0, 4));
        }
        if (direct_[static_cast<std::size_t>(l)]) at.push_back(fmt::format("direct-{}", l));
        if (!at.empty() && roll_.chance(0.4)) {
            clause(fmt::format("only-{}", l), "exclusivity");
            line("lab = \"{}\"\nbeneficiary = \"{}\"", id("lab", l), roll_.of(at));
            line("allows_direct = {}\nscope = {}", roll_.chance(0.5), scope());
            line("start = \"{}\"\nend = \"{}\"", roll_.chance(0.5) ? "2023-01" : month(0, 4), month(4, 9));
        }
        for (int c = 0; c < clouds_; ++c) money_clauses(l, c);
    }

    void money_clauses(int l, int c) {
        const std::string pair = fmt::format("{}-{}", l, c);
        if (roll_.chance(0.3)) {
            clause("share-" + pair, "revenue_share");
            line("payer = \"{}\"\npayee = \"{}\"\nrate = {:.6g}", id("lab", l), id("cloud", c), roll_.between(0, 0.25));
            line("base = \"{}\"", roll_.of(find_parameter("agreement.*.base")->choices));
            line("start = \"{}\"\nend = \"{}\"", month(-3, 2), month(3, 9));
            if (roll_.chance(0.6)) line("cap_usd = {:.6g}\npaid_to_date_usd = 1e6", roll_.between(1e6, 3e9));
        }
        if (roll_.chance(0.3)) {
            line("\n[agreement.stake-{}]\ntype = \"equity\"", pair);
            line("holder = \"{}\"\nlab = \"{}\"\nfraction = {:.6g}", id("cloud", c), id("lab", l),
                 roll_.between(0, 0.25));
            line("participation = {:.6g}", roll_.chance(0.3) ? 1 : roll_.unit());
        }
        if (roll_.chance(0.3)) {
            clause("commit-" + pair, "compute_commit");
            line("lab = \"{}\"\ncloud = \"{}\"\ntotal_usd = {:.6g}", id("lab", l), id("cloud", c),
                 roll_.between(1e8, 5e10));
            line("start = \"{}\"\nend = \"{}\"", month(-6, 3), month(4, 40));
            line("shape = \"{}\"\ntake_or_pay = {}", roll_.chance(0.5) ? "flat" : "linear", roll_.chance(0.5));
        }
    }

    void trigger() {
        const std::string ended = roll_.of(clauses_), started = roll_.of(clauses_);
        line("\n[agreement.trigger]\ntype = \"trigger\"\ndraw_slot = 0");
        line("{}", roll_.chance(0.5) ? fmt::format("date = \"{}\"", month(1, 6))
                                     : fmt::format("hazard_per_month = {:.6g}", roll_.between(0.05, 0.5)));
        line("ends = [\"{}\"]", ended);
        if (started != ended && !starts_with(started, "host") && !starts_with(ended, "host"))
            line("starts = [\"{}\"]", started);
    }

    void events() {
        const std::vector<std::string>& types = find_parameter("event.*.type")->choices;
        const int count = roll_.whole(0, 5);
        for (int e = 0; e < count; ++e) {
            const std::string type = roll_.of(types);
            const std::string lab = id("lab", roll_.whole(0, labs_ - 1)),
                              cloud = id("cloud", roll_.whole(0, clouds_ - 1));
            line("\n[event.event-{}]\ntype = \"{}\"\nstart = \"{}\"", e, type, month(0, 5));
            if (roll_.chance(0.5)) line("end = \"{}\"", month(5, 8));
            const std::set<std::string> of_lab{"list_price", "release_freeze", "quality_jump", "ipo", "remove_offer"};
            if (of_lab.count(type) != 0) line("lab = \"{}\"", lab);
            if (type == "platform_fee" || type == "remove_offer") line("venue = \"{}\"", cloud);
            if (type == "platform_fee") line("value = {:.6g}", roll_.between(-0.3, 0.3));
            if (type == "open_lag") line("value = {}", roll_.whole(0, 8));
            if (type == "quality_jump") line("value = {:.6g}", roll_.between(-10, 10));
            if (type == "ipo") line("value = {:.6g}", roll_.between(1e9, 6e10));
            const std::set<std::string> scaled{"build_limit",  "unit_cost",  "egress_fee", "gravity",
                                               "commit_wedge", "list_price", "self_cost",  "valuation"};
            if (scaled.count(type) != 0)
                line("factor = {:.6g}", type == "list_price" || type == "unit_cost" ? roll_.between(0.3, 2)
                                        : roll_.chance(0.2)                         ? 0
                                                                                    : roll_.between(0, 2));
        }
    }

    void start() {
        line("\n[start]\nmode = \"given\"\nbudget_factor = {:.6g}", roll_.between(0.5, 2));
        std::string fit, appeal;
        for (int l = 0; l < labs_; ++l)
            fit += fmt::format("{}{} = {:.6g}", l == 0 ? "" : ", ", id("lab", l), roll_.between(-0.5, 0.5));
        for (int c = 0; c < clouds_; ++c)
            appeal += fmt::format("{}{} = {:.6g}", c == 0 ? "" : ", ", id("cloud", c), roll_.between(-0.3, 0.3));
        for (int l = 0; l < labs_; ++l)
            if (direct_[static_cast<std::size_t>(l)]) appeal += fmt::format(", direct-{} = 0", l);
        if (self_hosting_) appeal += ", self = -0.2";
        line("lab_fit = {{ {} }}\nvenue_appeal = {{ {} }}", fit, appeal);
    }

    Roll roll_;
    std::uint64_t seed_;
    std::string text_;
    int labs_ = 1, clouds_ = 1, workloads_ = 1, segments_ = 1, regions_ = 1;
    std::vector<bool> open_, direct_;
    bool self_hosting_ = false;
    std::vector<double> base_;
    std::set<std::pair<int, int>> steady_;  ///< lab, cloud: hosted since 2023 without end
    std::vector<std::string> clauses_;      ///< that a trigger may end or start
};

}  // namespace

std::string random_scenario(std::uint64_t seed) { return Writer(seed).write(); }

}  // namespace nephoscope::test
