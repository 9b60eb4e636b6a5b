#pragma once

#include <string_view>

#include "sim/io/toml_places.h"
#include "sim/io/toml_reader.h"

namespace nephoscope {

/// Turns the library's account of a syntax error in `text` into one that an author of scenarios understands: the whole
/// word that is no value, the hint that text and months want quotes, and for a key written twice both places.
void explain_syntax_error(std::string_view text, PlaceFinder& places, TomlText::Error& error);

}  // namespace nephoscope
