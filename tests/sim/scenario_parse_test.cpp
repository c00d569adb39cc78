// Every kind of line and every option, as it is read.
#include "sim/scenario_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>
#include <string_view>

namespace {

using namespace sim;

const std::string two_clients = "mqtt-scenario 1\nclient phone\nclient five version=5\n";

ScenarioLine only_line(const std::string& text, std::size_t index) {
    const ParsedScenario parsed = parse_scenario(text);
    for (const ScenarioError& error : parsed.errors)
        UNSCOPED_INFO(error.line << ":" << error.column << " " << error.en);
    REQUIRE(parsed.errors.empty());
    REQUIRE(parsed.scenario.lines.size() == index + 1);
    return parsed.scenario.lines[index];
}

template <class T> T line(const std::string& text) {
    return std::get<T>(only_line("mqtt-scenario 1\nclient phone\n" + text, 1).content);
}
StepLine step(const std::string& text) { return std::get<StepLine>(only_line(two_clients + text, 2).content); }
template <class T> T action(const std::string& text) { return std::get<T>(step("@0s " + text).action); }
base::Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

} // namespace

TEST_CASE("a scenario of only its version line is empty", "[scenario]") {
    CHECK(parse_scenario("mqtt-scenario 1").errors.empty());
    CHECK(parse_scenario("mqtt-scenario 1\n").scenario.lines.empty());
    CHECK(parse_scenario("\xef\xbb\xbfmqtt-scenario 1\r\n").errors.empty());
}

TEST_CASE("lines end with LF or CRLF, the last one with nothing as well", "[scenario]") {
    const auto lf = parse_scenario("mqtt-scenario 1\nclient a\n\nseed 3\n");
    CHECK(lf.errors.empty());
    CHECK(lf.scenario.lines.size() == 3);
    CHECK(parse_scenario("mqtt-scenario 1\r\nclient a\r\n\r\nseed 3").scenario == lf.scenario);
}

TEST_CASE("a title and a note may be in one language or in none", "[scenario]") {
    CHECK(line<TitleLine>("title \"Hola\"") == TitleLine{"", "Hola"});
    CHECK(line<TitleLine>("title es \"Hola\"") == TitleLine{"es", "Hola"});
    CHECK(line<TitleLine>("title \"es\"") == TitleLine{"", "es"});
    CHECK(action<NoteAction>("note en \"Hello\"") == NoteAction{"en", "Hello"});
    CHECK(action<NoteAction>("note \"Hello\"") == NoteAction{"", "Hello"});
    CHECK(step("@0s note \"x\"").actor.empty());
    CHECK(parse_scenario("mqtt-scenario 1\ntitle es \"a\"\ntitle en \"b\"\ntitle \"c\"").errors.empty());
}

TEST_CASE("a seed is any number of 64 bits", "[scenario]") {
    CHECK(line<SeedLine>("seed 18446744073709551615").seed == UINT64_MAX);
    CHECK(line<SeedLine>("seed 0").seed == 0);
}

TEST_CASE("the name of a client has letters, digits, - and _", "[scenario]") {
    CHECK(line<ClientLine>("client a-1_B").name == "a-1_B");
    CHECK(line<ClientLine>("client teléfono").name == "teléfono");
    CHECK(line<ClientLine>("client 7").name == "7");
}

TEST_CASE("a client line takes every option of CONNECT", "[scenario]") {
    const auto client = line<ClientLine>(
        "client c version=5 id=\"\" clean=no keepalive=1m user=ana password=\"a b\" will-topic=casa/x "
        "will-payload=hex:00ff will-qos=2 will-retain=yes will-delay=10s session-expiry=never receive-maximum=10 "
        "topic-alias-maximum=0 maximum-packet-size=256 reconnect=1.5s");
    ClientOptions expected;
    expected.version = mqtt::ProtocolVersion::v5_0;
    expected.client_id = "";
    expected.clean = false;
    expected.keep_alive_s = std::uint16_t{60};
    expected.user_name = "ana";
    expected.password = "a b";
    expected.will_topic = "casa/x";
    expected.will_payload = base::Bytes{0x00, 0xff};
    expected.will_qos = mqtt::QoS::exactly_once;
    expected.will_retain = true;
    expected.will_delay_s = 10u;
    expected.session_expiry_s = 0xffffffffu;
    expected.receive_maximum = std::uint16_t{10};
    expected.topic_alias_maximum = std::uint16_t{0};
    expected.maximum_packet_size = 256u;
    expected.reconnect = base::milliseconds(1500);
    CHECK(client.options == expected);
    CHECK(line<ClientLine>("client c version=3.1").options.version == mqtt::ProtocolVersion::v3_1);
    CHECK(line<ClientLine>("client c version=3.1.1").options.version == mqtt::ProtocolVersion::v3_1_1);
    CHECK(line<ClientLine>("client c").options == ClientOptions{});
}

TEST_CASE("a link has latency and jitter", "[scenario]") {
    CHECK(line<LinkLine>("link phone latency=80ms jitter=0.25ms") ==
          LinkLine{"phone", base::milliseconds(80), base::microseconds(250)});
}

TEST_CASE("times are absolute or relative, in ms, s, m or h, to the microsecond", "[scenario]") {
    CHECK(step("@2s phone cut").time == base::seconds(2));
    CHECK(step("@0.001ms phone cut").time == base::microseconds(1));
    CHECK(step("@1.5h phone cut").time == base::seconds(5400));
    CHECK(step("@0.0000005m phone cut").time == base::microseconds(30));
    const StepLine relative = step("+500ms phone cut");
    CHECK(relative.relative);
    CHECK(relative.time == base::milliseconds(500));
}

TEST_CASE("a step repeats with every and times", "[scenario]") {
    const StepLine repeated = step("@1s phone publish t \"x\" every 2s times=10");
    CHECK(repeated.every == base::seconds(2));
    CHECK(repeated.times == 10);
    CHECK(std::get<PublishAction>(repeated.action).payload == bytes("x"));
}

TEST_CASE("connect, disconnect and the link's actions", "[scenario]") {
    CHECK(action<ConnectAction>("phone connect clean=no").changes.clean == false);
    CHECK(action<DisconnectAction>("phone disconnect") == DisconnectAction{});
    const auto disconnect = action<DisconnectAction>("five disconnect reason=0x04 session-expiry=0s");
    CHECK(disconnect.reason == mqtt::ReasonCode::disconnect_with_will_message);
    CHECK(disconnect.session_expiry_s == 0u);
    CHECK(std::holds_alternative<CutAction>(step("@0s phone cut").action));
    CHECK(std::holds_alternative<StallAction>(step("@0s phone stall").action));
    CHECK(std::holds_alternative<HealAction>(step("@0s phone heal").action));
    CHECK(action<SendAction>("phone send hex:30FF").bytes == base::Bytes{0x30, 0xff});
    CHECK(action<SendAction>("phone send base64:MP8=").bytes == base::Bytes{0x30, 0xff});
}

TEST_CASE("subscribe takes the Subscription Options", "[scenario]") {
    const auto subscribe =
        action<SubscribeAction>("five subscribe casa/+/temp qos=1 no-local=yes retain-as-published=yes "
                                "retain-handling=2 subscription-id=268435455");
    CHECK(subscribe.topic_filter == "casa/+/temp");
    CHECK(subscribe.options ==
          mqtt::SubscriptionOptions{mqtt::QoS::at_least_once, true, true, mqtt::RetainHandling::do_not_send});
    CHECK(subscribe.subscription_id == 268'435'455u);
    CHECK(action<UnsubscribeAction>("phone unsubscribe casa/#").topic_filter == "casa/#");
}

TEST_CASE("# directly after subscribe is the Topic Filter, elsewhere at the beginning of a word a comment",
          "[scenario]") {
    CHECK(action<SubscribeAction>("phone subscribe #").topic_filter == "#");
    CHECK(action<SubscribeAction>("phone subscribe # qos=1").options.qos == mqtt::QoS::at_least_once);
    CHECK(action<UnsubscribeAction>("phone unsubscribe \"#\"").topic_filter == "#");
    CHECK(action<SubscribeAction>("phone subscribe casa/# # all").topic_filter == "casa/#");
    CHECK(only_line(two_clients + "@0s phone subscribe casa/#   #  all of it  ", 2).comment == "all of it");
    CHECK(only_line(two_clients + "# only this", 2) == ScenarioLine{BlankLine{}, "only this"});
    CHECK(parse_action("phone subscribe #", {"phone"}).errors.empty());
    CHECK_FALSE(parse_scenario(two_clients + "@0s phone subscribe #all").errors.empty());
    CHECK_FALSE(parse_scenario(two_clients + "@0s phone publish #").errors.empty());
}

TEST_CASE("publish takes a payload as text, hex, base64 or a bare word", "[scenario]") {
    CHECK(action<PublishAction>("phone publish t \"a \\\"b\\\" \\\\ \\n\\t\\r\\u{e1}\\u{1F600}\"").payload ==
          bytes("a \"b\" \\ \n\t\rá😀"));
    CHECK(action<PublishAction>("phone publish t hex:48656c6c6f").payload == bytes("Hello"));
    CHECK(action<PublishAction>("phone publish t base64:SGVsbG8=").payload == bytes("Hello"));
    CHECK(action<PublishAction>("phone publish t \"hex:48\"").payload == bytes("hex:48"));
    CHECK(action<PublishAction>("phone publish t 21.5").payload == bytes("21.5"));
    CHECK(action<PublishAction>("phone publish t \"\" retain=yes").payload.empty());
    CHECK(action<PublishAction>("phone publish t \"\\u{0}\"").payload == base::Bytes{0});
}

TEST_CASE("publish takes the Properties of 5.0 in the order of the text", "[scenario]") {
    const auto publish = action<PublishAction>(
        "five publish \"\" x qos=2 retain=yes user-property=b:2 topic-alias=1 payload-format=1 message-expiry=30s "
        "content-type=text/plain response-topic=r correlation-data=hex:0001 user-property=\"a b:c:d\"");
    using Id = mqtt::PropertyId;
    mqtt::Properties expected;
    expected.add_user_property("b", "2");
    expected.add_number(Id::topic_alias, 1);
    expected.add_number(Id::payload_format_indicator, 1);
    expected.add_number(Id::message_expiry_interval, 30);
    expected.add_text(Id::content_type, "text/plain");
    expected.add_text(Id::response_topic, "r");
    expected.add_text(Id::correlation_data, std::string_view("\0\1", 2));
    expected.add_user_property("a b", "c:d");
    CHECK(publish.properties == expected);
    CHECK(publish.qos == mqtt::QoS::exactly_once);
    CHECK(publish.retain);
}

TEST_CASE("every kind of expectation", "[scenario]") {
    using Kind = ExpectAction::Kind;
    const auto received = action<ExpectAction>("expect phone received casa/x \"21.5\" times=1 qos=1 retain=yes");
    CHECK(received == ExpectAction{Kind::received, "casa/x", bytes("21.5"), 1u, mqtt::QoS::at_least_once, true, {}});
    CHECK(step("@0s expect phone received x").actor == "phone");
    CHECK(action<ExpectAction>("expect phone received x").payload == std::nullopt);
    CHECK(action<ExpectAction>("expect phone received x \"\"").payload == base::Bytes{});
    CHECK(action<ExpectAction>("expect phone not-received x 1").payload == bytes("1"));
    CHECK(action<ExpectAction>("expect phone connected").kind == Kind::connected);
    CHECK(action<ExpectAction>("expect phone offline").kind == Kind::offline);
    CHECK(action<ExpectAction>("expect phone refused 0x87").code == 0x87);
    CHECK(action<ExpectAction>("expect phone refused 5").code == 5);
    CHECK(action<ExpectAction>("expect broker retained x \"1\"").kind == Kind::retained);
    CHECK(action<ExpectAction>("expect broker not-retained x").kind == Kind::not_retained);
    CHECK(step("@0s expect broker not-retained x").actor == "broker");
    CHECK(step("@0s expect phone received x every 1s times=2").times == 2);
}

TEST_CASE("a connect changes the version from there on", "[scenario]") {
    CHECK(parse_scenario("mqtt-scenario 1\nclient a\n@0s a connect version=5 session-expiry=1h\n"
                         "@1s a subscribe x no-local=yes\n")
              .errors.empty());
    CHECK(parse_scenario("mqtt-scenario 1\nclient a version=5\n@0s a connect version=3.1.1\n"
                         "@1s a subscribe x no-local=yes\n")
              .errors.size() == 1);
    CHECK(parse_scenario("mqtt-scenario 1\nclient a will-topic=t\n@0s a connect will-qos=1\n").errors.empty());
}

TEST_CASE("one action is read without its time", "[scenario]") {
    const ParsedAction parsed = parse_action("phone publish casa/x \"1\" qos=1", {"sensor", "phone"});
    CHECK(parsed.errors.empty());
    CHECK(parsed.actor == "phone");
    CHECK(std::get<PublishAction>(parsed.action).topic == "casa/x");
    CHECK(parse_action("phone subscribe x no-local=yes", {"phone"}).errors.empty());
    CHECK(parse_action("note es \"x\"", {}).errors.empty());
    CHECK(parse_action("", {"phone"}).errors.size() == 1);
    CHECK(parse_action("phone cut every 1s times=2", {"phone"}).errors.size() == 1);
}
