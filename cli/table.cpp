#include "cli/table.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace nephoscope::cli {

namespace {

/// Width on a terminal of UTF-8 text without wide characters.
std::size_t width(const std::string& text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

std::string pad(const std::string& text, std::size_t to, bool right) {
    const std::string space(to > width(text) ? to - width(text) : 0, ' ');
    return right ? space + text : text + space;
}

std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

bool is_json_number(const std::string& text) {
    if (text.empty() || text[0] == '+') return false;
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    return *end == '\0' && std::isfinite(value);
}

}  // namespace

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 0x20)
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        else
            out += c;
    }
    return out + "\"";
}

Table::Table(std::vector<std::string> header, std::vector<bool> numeric)
    : header_(std::move(header)), numeric_(std::move(numeric)) {}

void Table::row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

void Table::heading(std::string text) { rows_.push_back({std::move(text)}); }

std::string Table::str(const std::string& format) const {
    return format == "csv" ? as_csv() : format == "json" ? as_json() : as_table();
}

std::string Table::as_table() const {
    std::vector<std::size_t> widths;
    for (const std::string& name : header_) widths.push_back(width(name));
    for (const auto& cells : rows_)
        for (std::size_t c = 0; cells.size() == header_.size() && c < cells.size(); ++c)
            widths[c] = std::max(widths[c], width(cells[c]));
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t c = 0; c < cells.size(); ++c)
            text += (c == 0 ? "" : "  ") + pad(cells[c], widths[c], numeric_[c]);
        return text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
    };
    std::string out = line(header_);
    for (const auto& cells : rows_) out += cells.size() == header_.size() ? line(cells) : "\n" + cells[0] + "\n";
    return out;
}

std::string Table::as_csv() const {
    const auto line = [this](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t c = 0; c < cells.size(); ++c)
            text += (c == 0 ? "" : ",") + (numeric_[c] && cells[c] == "-" ? std::string() : csv_cell(cells[c]));
        return text + "\n";
    };
    std::string out = line(header_);
    for (const auto& cells : rows_)
        if (cells.size() == header_.size()) out += line(cells);
    return out;
}

std::string Table::as_json() const {
    std::string out = "[";
    bool first = true;
    for (const auto& cells : rows_) {
        if (cells.size() != header_.size()) continue;
        out += first ? "\n  {" : ",\n  {";
        first = false;
        for (std::size_t c = 0; c < cells.size(); ++c) {
            const bool number_cell = numeric_[c] && is_json_number(cells[c]);
            out += (c == 0 ? "" : ", ") + json_text(header_[c]) + ": " +
                   (number_cell       ? cells[c]
                    : cells[c] == "-" ? "null"
                                      : json_text(cells[c]));
        }
        out += "}";
    }
    return out + "\n]\n";
}

std::string number(double value, int decimals) {
    if (std::isnan(value)) return "-";
    if (value == 0) return "0";
    return fmt::format("{:.{}f}", value, decimals);
}

std::string signed_number(double value, int decimals) {
    if (std::isnan(value)) return "-";
    if (value == 0) return "0";
    return fmt::format("{:+.{}f}", value, decimals);
}

}  // namespace nephoscope::cli
