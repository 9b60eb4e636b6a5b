#include "sim/io/toml_places.h"

#include <algorithm>

namespace nephoscope {

PlaceFinder::PlaceFinder(std::string_view text, int file) : text_(text), file_(file), starts_{0} {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') starts_.push_back(i + 1);
    }
}

std::size_t PlaceFinder::line_start(std::size_t number) const {
    return number < 1 || number > starts_.size() ? text_.size() : starts_[number - 1];
}

std::string_view PlaceFinder::line(std::size_t number) const {
    const std::size_t begin = line_start(number);
    const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
    return text_.substr(begin, end - begin);
}

Place PlaceFinder::place(std::size_t number, std::size_t column, std::size_t end_line, std::size_t end_column) {
    number = std::clamp<std::size_t>(number, 1, starts_.size());
    const std::size_t begin = byte_column(number, column);
    const std::size_t end = end_line > number ? line(number).size() + 1 : byte_column(number, end_column);
    return {file_, static_cast<int>(number), static_cast<int>(begin), static_cast<int>(std::max(end, begin + 1))};
}

std::size_t PlaceFinder::byte_column(std::size_t number, std::size_t column) {
    if (cached_line_ != number) {
        const std::string_view bytes = line(number);
        characters_.clear();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if ((static_cast<unsigned char>(bytes[i]) & 0xC0U) != 0x80U) characters_.push_back(i);
        }
        characters_.push_back(bytes.size());
        cached_line_ = number;
    }
    return characters_[std::min(std::max<std::size_t>(column, 1), characters_.size()) - 1] + 1;
}

}  // namespace nephoscope
