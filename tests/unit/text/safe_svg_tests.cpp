#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/text/safe_svg.hpp"

using postern::text::svg_problem;

BOOST_AUTO_TEST_SUITE(safe_svg_tests)

BOOST_AUTO_TEST_CASE(pictures_that_are_only_pictures_are_accepted) {
    for (const auto* svg :
         {"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox='0 0 1 1'><path d='M0 0h1'/></svg>",
          "<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<svg><style>.a{fill:url(#g)}</style>"
          "<g class=\"a\"><title>Logo &amp; name</title></g></svg>\n",
          "<svg xmlns:xlink='http://www.w3.org/1999/xlink'><use xlink:href='#a'/>"
          "<image href='data:image/png;base64,iVBORw0KGgo='/></svg>",
          "\xEF\xBB\xBF<svg/>"}) {
        const auto problem = svg_problem(svg);
        BOOST_TEST(!problem.has_value(), svg << ": " << (problem ? problem->what : ""));
    }
}

BOOST_AUTO_TEST_CASE(whatever_acts_or_loads_is_refused) {
    for (const auto* inside : {"<script>alert(1)</script>",
                               "<SCRIPT/>",
                               "<x:script xmlns:x='y'/>",
                               "<g onclick='x'/>",
                               "<g ONLOAD=\"x\"/>",
                               "<foreignObject/>",
                               "<iframe/>",
                               "<animate attributeName='href' to='javascript:x'/>",
                               "<set attributeName='onload'/>",
                               "<a href='https://example.org/'/>",
                               "<a href='javascript:alert(1)'/>",
                               "<a xlink:href='java&#115;cript:x'/>",
                               "<use href='other.svg#a'/>",
                               "<use href='&#35;a'/>",
                               "<image href='data:image/svg+xml;base64,AA=='/>",
                               "<image href='data:text/html,x'/>",
                               "<g style='fill:url(https://example.org/x)'/>",
                               "<g style='fill:u\\72l(x)'/>",
                               "<g fill='url(//example.org/x)'/>",
                               "<g fill='&#117;rl(//example.org/x)'/>",
                               "<style>@import 'x';</style>",
                               "<style>a{background:url(\"https://example.org/\")}</style>",
                               "<style>a{b:image-set('x' 1x)}</style>",
                               "<g xml:base='https://example.org/'/>"})
        BOOST_TEST(svg_problem("<svg>" + std::string{inside} + "</svg>").has_value(), inside);
}

BOOST_AUTO_TEST_CASE(what_is_no_well_formed_svg_is_refused) {
    for (const auto* svg :
         {"", "hello", "<html></html>", "<svg>", "<svg></g></svg>", "<svg><g></svg>", "<svg a=b/>",
          "<svg a='b/>", "<svg a='<'/>", "<svg/><svg/>", "<svg/>x",
          "<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>", "<svg><![CDATA[x]]></svg>",
          "<?xml-stylesheet href='x'?><svg/>", "<svg><!-- x</svg>", "\xFF<svg/>"})
        BOOST_TEST(svg_problem(svg).has_value(), svg);
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<g>";
    BOOST_TEST(svg_problem("<svg>" + deep).has_value());
}

BOOST_AUTO_TEST_CASE(a_problem_names_its_line) {
    const auto problem = svg_problem("<svg>\n<g/>\n<script/>\n</svg>");
    BOOST_REQUIRE(problem.has_value());
    BOOST_TEST(problem->line == 3u);
    BOOST_TEST(problem->what == "has a script");
}

BOOST_AUTO_TEST_SUITE_END()
