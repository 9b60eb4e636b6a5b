#pragma once

#include <string>

#include "sim/io/hdf5.h"

namespace nephoscope::hdf5 {

/// Throws Error unless the texts of a dataset may be handed to the library. Texts of variable length lie in "global
/// heaps", which carry no checksum and whose sizes HDF5 1.10 believes: one flipped bit there ends in a segmentation
/// fault or an endless loop. So every heap that the dataset points to is walked first, in the file at `path` itself:
/// each object must lie within its heap, each heap within the file, and each text be as long as its object. Source:
/// HDF5 File Format Specification 3.0, sections III.E (global heap) and IV.A.2.i (message of a contiguous layout).
void require_sound_texts(hid_t dataset, const std::string& path);

}  // namespace nephoscope::hdf5
