// The surface that JavaScript sees. Registration only.
#include "playground.hpp"

#include <emscripten/bind.h>

EMSCRIPTEN_BINDINGS(mqtt_playground) {
    using bindings::Playground;
    emscripten::class_<Playground>("Playground")
        .constructor<>()
        .function("check", &Playground::check)
        .function("load", &Playground::load)
        .function("now", &Playground::now)
        .function("horizon", &Playground::horizon)
        .function("atEdge", &Playground::at_edge)
        .function("nextMoment", &Playground::next_moment)
        .function("advance", &Playground::advance)
        .function("advanceEdge", &Playground::advance_edge)
        .function("seek", &Playground::seek)
        .function("act", &Playground::act)
        .function("drain", &Playground::drain)
        .function("keepBelow", &Playground::keep_below)
        .function("actors", &Playground::actors)
        .function("glance", &Playground::glance)
        .function("inspectClient", &Playground::inspect_client)
        .function("inspectBroker", &Playground::inspect_broker)
        .function("dissect", &Playground::dissect)
        .function("sentence", &Playground::sentence)
        .function("why", &Playground::why)
        .function("traceText", &Playground::trace_text)
        .function("portOpen", &Playground::port_open)
        .function("portReceive", &Playground::port_receive)
        .function("portClosed", &Playground::port_closed)
        .function("drainPorts", &Playground::drain_ports)
        .function("input", &Playground::input)
        .function("outputAt", &Playground::output_at)
        .function("outputSize", &Playground::output_size);
}
