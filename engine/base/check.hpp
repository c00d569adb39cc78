// Invariants of our own code. What a peer sends wrong is a value (mqtt::ProtocolError), never a CHECK.
#pragma once

/// Stops the program when an invariant does not hold, in release builds too.
#define CHECK_INVARIANT(condition)                                                                                     \
    do {                                                                                                               \
        if (!(condition)) __builtin_trap();                                                                            \
    } while (false)
