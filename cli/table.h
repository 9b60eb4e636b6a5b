#pragma once

#include <string>
#include <vector>

namespace nephoscope::cli {

/// Rows of cells printed in one of three formats. Table: aligned columns, numbers to the right; csv: RFC 4180,
/// a missing number ("-") empty; json: an array of objects keyed by the header, a missing number null.
class Table {
public:
    /// `numeric[c]` columns are right-aligned and unquoted in JSON where they hold a number.
    Table(std::vector<std::string> header, std::vector<bool> numeric);
    void row(std::vector<std::string> cells);
    void heading(std::string text);  ///< a line of its own in the table format, nothing in the others
    std::string str(const std::string& format) const;

private:
    std::string as_table() const;
    std::string as_csv() const;
    std::string as_json() const;
    std::vector<std::string> header_;
    std::vector<bool> numeric_;
    std::vector<std::vector<std::string>> rows_;  // a heading is a row of one cell
};

/// Text as a JSON string, quotes included.
std::string json_text(const std::string& text);

/// "1.234" with `decimals`; an exact 0 prints as "0"; "-" for NaN; "inf" stays.
std::string number(double value, int decimals);
/// The same with a sign.
std::string signed_number(double value, int decimals);

}  // namespace nephoscope::cli
