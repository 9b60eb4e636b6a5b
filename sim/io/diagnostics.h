#pragma once

#include <exception>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace nephoscope {

/// Where a value stands: file by its number in Sources, line and column from 1, columns counted in bytes.
/// A value with no place of its own (a default) has file −1; a place with line 0 is the file as a whole.
struct Place {
    int file = -1;
    int line = 0;
    int column = 0;
    int end_column = 0;  ///< one past the last byte on `line`
    bool known() const { return file >= 0; }
};

/// The texts that places refer to, kept for messages. `--set key=value` is a text of its own, named "--set".
class Sources {
public:
    /// Keeps a text and returns its number; the same path with the same text keeps the number it has.
    int add(std::string path, std::string text);
    const std::string& path(int file) const { return entries_.at(static_cast<std::size_t>(file)).path; }
    const std::string& text(int file) const { return entries_.at(static_cast<std::size_t>(file)).text; }
    std::string_view line(int file, int line) const;  ///< without its line end; empty when there is none
    int count() const { return static_cast<int>(entries_.size()); }
    /// "file:line:column", "file" for a file as a whole, "(default)" when unknown.
    std::string str(Place place) const;

private:
    struct Entry {
        std::string path, text;
        std::vector<std::size_t> line_starts;  ///< byte offset of every line, the first is 0
    };
    std::vector<Entry> entries_;
};

/// Collects every mistake before anything runs, and prints them as STYLE shows: place, what is wrong, the line with a
/// caret, a hint behind the caret, notes that point at the other place of a conflict. An error told twice, because two
/// scenarios share a parent, is kept once, with the notes of its first telling.
class Diagnostics {
public:
    explicit Diagnostics(const Sources& sources) : sources_(&sources) {}
    void error(Place place, std::string message, std::string hint = "");
    /// The machine's fault, not the author's: a file that is missing or may not be read. Counted among the errors too.
    void machine_error(Place place, std::string message, std::string hint = "");
    void note(Place place, std::string message, std::string hint = "");  ///< belongs to the error before it
    bool ok() const { return errors_ == 0; }
    int errors() const { return errors_; }
    int told() const {
        return told_count_;
    }  ///< errors with repeats: compare before and after to know whether a step failed
    int machine_errors() const { return machine_errors_; }  ///< equal to errors(): exit code 3 rather than 2
    /// All messages in order of file, then line, notes after their error, ending "N errors; nothing was run"; empty
    /// when there is no error.
    std::string str() const;

private:
    struct Message {
        bool is_error;
        Place place;
        std::string text, hint;
    };
    const Sources* sources_;
    std::vector<Message> messages_;
    std::set<std::tuple<int, int, int, std::string>> told_;
    bool skipping_notes_ = false;
    int errors_ = 0;
    int told_count_ = 0;
    int machine_errors_ = 0;
};

/// The mistakes are in Diagnostics::str(). Exit code 2.
struct InputError : std::exception {
    explicit InputError(std::string text) : text_(std::move(text)) {}
    const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

/// The name nearest to `wrong` among `names`, empty when none is near (Damerau–Levenshtein distance > max(1,
/// length/3)). Of several at the same distance, the first.
std::string nearest_name(std::string_view wrong, const std::vector<std::string>& names);

}  // namespace nephoscope
