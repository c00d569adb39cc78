// expect lines and notes in the trace.
#include "sim/world_run.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace world_run;
using trace::EventKind;

TEST_CASE("an expectation that holds is met and one that does not has failed, with its line", "[world]") {
    Run run("client a\nclient b clean=no id=\"\"\n@0s a connect\n@0s b connect\n@1s a subscribe t qos=1\n"
            "@2s a publish t \"1\" qos=1 retain=yes\n@2s a publish t \"2\"\n"
            "@4s expect a received t times=2\n"                       // line 9
            "@4s expect a received t \"1\" times=1 qos=1 retain=no\n" // 10
            "@4s expect a not-received u\n"                           // 11
            "@4s expect a connected\n"                                // 12
            "@4s expect b offline\n"                                  // 13
            "@4s expect b refused 2\n"                                // 14: the Return code of 3.1.1
            "@4s expect b refused 0x85\n"                             // 15: the Reason Code
            "@4s expect broker retained t \"1\"\n"                    // 16
            "@4s expect broker not-retained u\n"                      // 17
            "@5s expect a received t times=1\n"                       // 18
            "@5s expect a received t \"1\" qos=0\n"                   // 19
            "@5s expect a not-received t\n"                           // 20
            "@5s expect a offline\n"                                  // 21
            "@5s expect b connected\n"                                // 22
            "@5s expect a refused 2\n"                                // 23
            "@5s expect broker retained t \"2\"\n"                    // 24
            "@5s expect broker not-retained t\n");                    // 25
    run.until(at_s(6));
    std::uint32_t line = 9;
    for (const auto& event : run.all(EventKind::expectation_met)) CHECK(event.number == line++);
    CHECK(line == 18);
    for (const auto& event : run.all(EventKind::expectation_failed)) CHECK(event.number == line++);
    CHECK(line == 26);
    CHECK(run.all(EventKind::expectation_failed, "a").front().text == "expect a received t times=1");
}

TEST_CASE("a note stands in the trace with its language", "[world]") {
    Run run("@1s note es \"hola\"\n@1s note en \"hello\"\n@2s note \"both\"\n");
    run.until(at_s(3));
    const auto notes = run.all(EventKind::note);
    REQUIRE(notes.size() == 3);
    CHECK((notes[0].number == 1 && notes[0].text == "hola"));
    CHECK((notes[1].number == 2 && notes[1].text == "hello"));
    CHECK((notes[2].number == 0 && notes[2].at == at_s(2)));
}
