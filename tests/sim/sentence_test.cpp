// Every event can be told in a sentence, in both languages.
#include "sim/sentence.hpp"

#include "sim/scenario_texts.hpp"
#include "sim/world_run.hpp"
#include "support/hex.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>

namespace {

using namespace world_run;
using sim::Language;
using trace::DropReason;
using trace::EventKind;
using trace::Side;

const std::vector<sim::ActorView> actors = {{1, "sensor", false}, {2, "phone", false}};

std::string es(const trace::Event& event) { return sentence(event, actors, Language::es); }
std::string en(const trace::Event& event) { return sentence(event, actors, Language::en); }

void check_words(const trace::Event& event, const std::vector<sim::ActorView>& who) {
    const std::string spanish = sentence(event, who, Language::es);
    const std::string english = sentence(event, who, Language::en);
    INFO(sim::trace_line(event, who) << "\n" << spanish << "\n" << english);
    CHECK_FALSE(spanish.empty());
    CHECK_FALSE(english.empty());
    CHECK(spanish.find_first_of("{}%") == std::string::npos);
    CHECK(english.find_first_of("{}%") == std::string::npos);
    if (event.kind != EventKind::note) CHECK(spanish != english);
}

trace::Event event_of(EventKind kind, Side side = Side::broker) {
    trace::Event event;
    event.kind = kind;
    event.side = side;
    event.actor = 1;
    event.text = "casa/sala";
    return event;
}

trace::Event packet_event(EventKind kind, Side side, base::Bytes bytes,
                          mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1) {
    trace::Event event = event_of(kind, side);
    event.packet = base::SharedBytes(std::move(bytes));
    event.version = version;
    return event;
}

} // namespace

TEST_CASE("every kind of event has words in both languages, from both sides", "[sentence]") {
    for (int kind = 1; kind <= static_cast<int>(EventKind::protocol_error); ++kind) {
        for (const Side side : {Side::broker, Side::client}) {
            for (const std::uint32_t number : {0u, 5u, 0xffffffffu}) {
                trace::Event event = event_of(static_cast<EventKind>(kind), side);
                event.number = number;
                event.packet = base::SharedBytes(hex("c0 00"));
                event.words = {"Esto está mal.", "This is wrong."};
                if (event.kind == EventKind::action) event.text = "sensor publish casa/sala \"x\" qos=1";
                check_words(event, actors);
                event.actor = 0;
                check_words(event, actors);
                event.actor = 77;
                check_words(event, actors);
            }
        }
    }
}

TEST_CASE("every reason to drop a message is told", "[sentence]") {
    std::map<std::string, int> seen;
    for (std::uint32_t reason = 0; reason <= static_cast<std::uint32_t>(DropReason::client_offline); ++reason) {
        trace::Event event = event_of(EventKind::message_dropped);
        event.number = reason;
        event.reason = mqtt::ReasonCode::quota_exceeded;
        check_words(event, actors);
        CHECK(++seen[es(event)] == 1);
        CHECK(++seen[en(event)] == 1);
        CHECK(es(event).find("casa/sala") != std::string::npos);
    }
}

TEST_CASE("every action is told", "[sentence]") {
    const std::pair<const char*, const char*> actions[] = {
        {"sensor connect clean=no", "sensor se conecta al broker"},
        {"sensor disconnect", "sensor se despide del broker"},
        {"sensor subscribe casa/+/temp qos=1", "sensor se suscribe a casa/+/temp con QoS 1"},
        {"sensor unsubscribe casa/+/temp", "sensor deja la suscripción a casa/+/temp"},
        {"sensor publish casa/sala/temp \"21.5\" qos=1", "sensor publica casa/sala/temp con QoS 1"},
        {"sensor publish casa/sala/temp \"21.5\" retain=yes", "sensor publica casa/sala/temp con QoS 0 y RETAIN"},
        {"sensor send hex:ff00", "sensor envía bytes a mano (2)"},
        {"sensor cut", "Alguien corta el enlace de sensor"},
        {"sensor stall", "Alguien para el enlace de sensor"},
        {"sensor heal", "Alguien repara el enlace de sensor"},
    };
    for (const auto& [line, words] : actions) {
        trace::Event event = event_of(EventKind::action, Side::client);
        event.text = line;
        CHECK(es(event) == words);
        check_words(event, actors);
    }
}

TEST_CASE("packets are told by what they say", "[sentence]") {
    const auto v5 = mqtt::ProtocolVersion::v5_0;
    const auto sent = [](const char* bytes, Side side, mqtt::ProtocolVersion version = mqtt::ProtocolVersion::v3_1_1) {
        return en(packet_event(EventKind::packet_sent, side, hex(bytes), version));
    };
    CHECK(sent("10 0d 00 04 'MQTT' 04 02 00 3c 00 01 'a'", Side::client) ==
          "sensor sends CONNECT 3.1.1 with Clean Session, Keep Alive 60 s");
    CHECK(sent("10 0e 00 04 'MQTT' 05 00 00 00 00 00 01 'a'", Side::client, v5) ==
          "sensor sends CONNECT 5.0 to go on with its session");
    CHECK(sent("20 02 00 00", Side::broker) == "The broker sends sensor CONNACK: accepted, with a new session");
    CHECK(sent("20 02 01 00", Side::broker) == "The broker sends sensor CONNACK: accepted, with the kept session");
    CHECK(sent("20 02 00 05", Side::broker) == "The broker sends sensor CONNACK: Not authorized (0x87)");
    CHECK(sent("3b 08 00 01 't' 00 07 'abc'", Side::client) ==
          "sensor sends PUBLISH t “abc” (QoS 1, DUP, RETAIN, id 7)");
    CHECK(sent("30 03 00 01 't'", Side::client) == "sensor sends PUBLISH t (empty) (QoS 0)");
    CHECK(sent("30 05 00 01 't' ff 00", Side::client) == "sensor sends PUBLISH t 2 bytes (QoS 0)");
    CHECK(sent("30 1d 00 01 't' 'abcdefghijklmnopqrstuvwxyz'", Side::client) ==
          "sensor sends PUBLISH t “abcdefghijklmnopqrstuvwx…” (QoS 0)");
    CHECK(sent("40 02 00 07", Side::client) == "sensor sends PUBACK (id 7)");
    CHECK(sent("40 03 00 07 97", Side::broker, v5) == "The broker sends sensor PUBACK (id 7): Quota exceeded (0x97)");
    CHECK(sent("82 0a 00 01 00 01 't' 01 00 01 'u' 00", Side::client) ==
          "sensor sends SUBSCRIBE to t (QoS 1) and 1 more");
    CHECK(sent("90 03 00 01 01", Side::broker) == "The broker sends sensor SUBACK: QoS 1 granted");
    CHECK(sent("a2 05 00 01 00 01 't'", Side::client) == "sensor sends UNSUBSCRIBE from t");
    CHECK(sent("b0 02 00 01", Side::broker) == "The broker sends sensor UNSUBACK (id 1)");
    CHECK(sent("c0 00", Side::client) == "sensor sends PINGREQ");
    CHECK(sent("e0 00", Side::client) == "sensor sends DISCONNECT: goodbye");
    CHECK(sent("e0 01 8e", Side::broker, v5) == "The broker sends sensor DISCONNECT: Session taken over (0x8e)");
    CHECK(sent("62 00", Side::client) == "sensor sends a malformed PUBREL");
    CHECK(sent("ff ff ff", Side::client) == "sensor sends 3 bytes without the form of a packet");
    CHECK(sent("", Side::client) == "sensor sends 0 bytes without the form of a packet");
    CHECK(es(packet_event(EventKind::packet_received, Side::broker, hex("c0 00"))) ==
          "El broker recibe de sensor PINGREQ");
    CHECK(es(packet_event(EventKind::packet_received, Side::client, hex("d0 00"))) == "sensor recibe PINGRESP");
    CHECK(es(packet_event(EventKind::packet_lost, Side::broker, hex("d0 00"))) ==
          "Se pierde por el camino, para sensor: PINGRESP");
    CHECK(es(packet_event(EventKind::packet_sent, Side::client, packet(0x30, hex("00 01 't' 'a\xc3\xb1o'")))) ==
          "sensor envía PUBLISH t «año» (QoS 0)");
}

TEST_CASE("limits, mistakes, expectations and notes use their own words", "[sentence]") {
    for (const char* limit : {"connections", "sessions", "subscriptions", "queued messages", "retained messages"}) {
        trace::Event event = event_of(EventKind::limit_reached);
        event.text = limit;
        event.number = 9;
        check_words(event, actors);
        if (event.text != "retained messages") CHECK(es(event).find(limit) == std::string::npos);
    }
    trace::Event error = event_of(EventKind::protocol_error);
    error.words = {"El topic está vacío.", "The topic is empty."};
    CHECK(es(error) == "Error de sensor: El topic está vacío");
    CHECK(en(error) == "sensor is wrong: The topic is empty");
    trace::Event met = event_of(EventKind::expectation_met);
    met.text = "expect sensor connected";
    met.number = 12;
    CHECK(es(met) == "Se cumple la línea 12: sensor connected");
    trace::Event note = event_of(EventKind::note);
    note.text = "Mira esto.";
    CHECK(es(note) == "Mira esto.");
    CHECK(en(note) == "Mira esto.");
}

TEST_CASE("gaps are filled once: a topic may look like a gap", "[sentence]") {
    trace::Event event = event_of(EventKind::message_accepted);
    event.text = "{who}/{n}";
    CHECK(es(event) == "El broker acepta el mensaje de sensor en {who}/{n} (QoS 0)");
}

TEST_CASE("every event of every scenario is told, and shortly", "[sentence]") {
    std::size_t events = 0;
    std::size_t longer = 0;
    for (const auto& file : scenario_texts::files()) {
        Run run(scenario_texts::lines_of(file));
        run.until(at_s(30));
        for (const trace::Event& event : run.events) {
            check_words(event, run.world.actors());
            if (event.kind == EventKind::note) continue;
            ++events;
            if (sentence(event, run.world.actors(), Language::es).size() > 100) ++longer;
        }
    }
    CHECK(longer * 20 < events); // now and then a long topic or payload
}
