// What the benchmark's loops export, natively and in WebAssembly alike.
#pragma once

#include "base/bytes.hpp"

#include <cstdint>

#ifdef __EMSCRIPTEN__
#include <emscripten/emscripten.h>
#define LOOP_EXPORT EMSCRIPTEN_KEEPALIVE
#else
#define LOOP_EXPORT
#endif

extern "C" {

/// Where the input stands, with room for `size` bytes at least.
base::Byte* loop_input(std::uint32_t size);
/// Bytes that are allocated now. Only where live_bytes.cpp is linked.
double loop_live_bytes();

/// Which forms the codec is asked for.
enum CodecForm : std::uint32_t { through_packet = 0, in_place = 1 };
/// Decodes and encodes the input's packet again and again. Returns the bytes written, or 0 when one
/// was refused. `version` is 4 or 5; in_place is for PUBLISH alone.
std::uint32_t codec_run(std::uint32_t length, std::uint32_t version, std::uint32_t form, std::uint32_t rounds);

/// Reads filters, one a line, and subscribes session i % (count / 10) to the i-th. Returns how many.
std::uint32_t trie_set_up(std::uint32_t length);
/// Reads topics, one a line.
std::uint32_t trie_topics(std::uint32_t length);
/// Matches every topic `rounds` times; `remembered` through the RouteCache. Returns all matches.
double trie_run(std::uint32_t rounds, std::uint32_t remembered);

/// Starts a broker and plays the input to it: u32 count, then {u32 connection, u32 length, bytes}; the
/// last connection is the publisher. Then its batches: u32 count, then {u32 length, bytes}.
void broker_set_up(std::uint32_t trace_on);
/// Sends the batches in turn and answers the handshakes. Returns the PUBLISH packets received.
double broker_run(std::uint32_t rounds);
/// Turns `count` further things into the broker: 0 idle Sessions, 1 Subscriptions, 2 retained messages.
void broker_fill(std::uint32_t kind, std::uint32_t count);
}
