// Fuzz target: the frames between relay and tab. The bytes are one WebSocket message.
//   Every frame lies in the message, and written again gives the bytes it was read from.
#include "envelope/envelope.hpp"
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <vector>

namespace {

using fuzz::check;

struct Writer {
    base::Bytes& out;
    void operator()(const envelope::Hello& frame) const { envelope::append_hello(out, frame); }
    void operator()(const envelope::Open& frame) const {
        envelope::append_open(out, frame.connection, frame.transport, frame.label);
    }
    void operator()(const envelope::Data& frame) const { envelope::append_data(out, frame.connection, frame.body); }
    void operator()(const envelope::DataForMany& frame) const {
        std::vector<std::uint32_t> connections;
        for (std::size_t i = 0; i < frame.connections.size(); ++i) connections.push_back(frame.connections[i]);
        envelope::append_data_for_many(out, connections, frame.body);
    }
    void operator()(const envelope::Close& frame) const { envelope::append_close(out, frame.connection, frame.reason); }
    void operator()(const envelope::Window& frame) const {
        envelope::append_window(out, frame.connection, frame.credit);
    }
    void operator()(const envelope::Refusal& frame) const { envelope::append_refusal(out, frame.code, frame.text); }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const base::BytesView message(bytes, size);
    envelope::Decoder decoder(message);
    std::size_t from = 0;
    while (const auto frame = decoder.next()) {
        check(decoder.offset() > from && decoder.offset() <= size, "a frame takes bytes of the message");
        base::Bytes written;
        std::visit(Writer{written}, *frame);
        const base::BytesView read = message.subspan(from, decoder.offset() - from);
        check(std::equal(written.begin(), written.end(), read.begin(), read.end()),
              "a frame written again gives the bytes it was read from");
        from = decoder.offset();
    }
    check(decoder.error().has_value() != (decoder.offset() == size), "reading ends at the end or with an error");
    if (decoder.error()) {
        check(decoder.error()->offset <= size, "the error lies in the message");
        check(!name(decoder.error()->kind).empty(), "the error has a name");
        check(!decoder.next().has_value(), "nothing comes after an error");
    }
    return 0;
}
