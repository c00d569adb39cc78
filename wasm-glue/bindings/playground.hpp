// The engine as JavaScript holds it: one handle with a timeline, and two arenas for bytes.
//
// Bytes go in through `input(size)`: JavaScript writes there and names the length in the next call.
// Bytes come out at output_at(), output_size() until the next call. types.d.ts documents the surface.
#pragma once

#include "sim/timeline.hpp"

#include <emscripten/val.h>

#include <optional>
#include <string>

namespace bindings {

class Playground {
public:
    Playground();

    emscripten::val check(const std::string& text) const;
    emscripten::val load(const std::string& text);

    double now() const { return static_cast<double>(timeline_.now().us); }
    double horizon() const { return static_cast<double>(timeline_.horizon().us); }
    bool at_edge() const { return timeline_.at_edge(); }
    double next_moment() const;
    double advance(double to);
    double advance_edge(double to);
    double seek(double to);
    emscripten::val act(const std::string& line);

    /// Puts the events that JavaScript has not seen into the output arena (event_records.hpp);
    /// returns how many.
    std::uint32_t drain();
    /// The id from which on JavaScript must forget what it has, told once; 0 if nothing.
    std::uint32_t keep_below() { return std::exchange(keep_below_, 0); }
    emscripten::val actors() const;
    emscripten::val glance() const;
    emscripten::val inspect_client(std::uint32_t actor) const;
    emscripten::val inspect_broker() const;
    emscripten::val dissect(std::uint32_t length, int version) const;
    std::string sentence(std::uint32_t event, const std::string& language) const;
    emscripten::val why(std::uint32_t event) const;
    std::string trace_text() const;

    void port_open(std::uint32_t port, const std::string& label);
    void port_receive(std::uint32_t port, std::uint32_t length);
    void port_closed(std::uint32_t port);
    /// Puts what real clients must be sent into the output arena; returns how many records. Each is
    /// u32 kind (0 data, 1 close), u32 ports, u32 bytes, the ports as u32, the bytes padded to four.
    std::uint32_t drain_ports();

    std::uint32_t input(std::uint32_t size);
    std::uint32_t output_at() const;
    std::uint32_t output_size() const { return static_cast<std::uint32_t>(output_.size()); }

private:
    sim::Timeline timeline_;
    trace::EventId drained_ = 0; // the last event that JavaScript has
    trace::EventId keep_below_ = 0;
    base::Bytes input_;
    base::Bytes output_;
};

} // namespace bindings
