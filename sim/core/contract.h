#pragma once

/// Contracts: conditions that only a mistake of ours can break, never the user's input (which gets diagnostics) or the
/// machine (which gets MachineError). A broken one prints its condition and place and stops the program at once.
namespace nephoscope {

/// Prints "file:line: contract broken: condition" to stderr and aborts.
[[noreturn]] void contract_broken(const char* condition, const char* file, int line) noexcept;

}  // namespace nephoscope

/// Stays on in release: for what guards memory or results.
#define NEPHOSCOPE_EXPECT(condition) \
    (static_cast<bool>(condition) ? void(0) : ::nephoscope::contract_broken(#condition, __FILE__, __LINE__))

/// Evaluated in Debug only: for what would be felt in a hot loop.
#ifdef NDEBUG
#define NEPHOSCOPE_ASSERT(condition) static_cast<void>(sizeof(static_cast<bool>(condition)))
#else
#define NEPHOSCOPE_ASSERT(condition) NEPHOSCOPE_EXPECT(condition)
#endif
