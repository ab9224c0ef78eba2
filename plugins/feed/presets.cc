#include "presets.h"

#include <algorithm>

namespace feed {
namespace {

// None has been checked against a served feed: the places are public knowledge, the markup that of
// each site's software. What differs shows in the source's state.
constexpr Preset kPresets[] = {
    // https://github.com/PLOS/wombat, ArticleFeedView.java: Atom, the DOI as id, one author per
    // element, the abstract as HTML, PDF and XML as related links, dates in the pattern YYYY-MM-dd.
    {"plos",
     "PLOS journals by code. Read from the site's published source; not checked against a served "
     "feed.",
     "https://journals.plos.org/{journal}/feed/atom",
     "plosone, plosbiology, plosmedicine, plosgenetics, ploscompbiol, plospathogens, plosntds, "
     "digitalhealth, climate, water",
     SHEAF_MARKUP_HTML, Authors::kAuto, true},
    // Atypon's showFeed: RSS 1.0 with prism, one dc:creator per author.
    {"science",
     "Science and its sister journals by code. The form common to Atypon sites; not checked "
     "against "
     "a served feed.",
     "https://www.science.org/action/showFeed?type=etoc&feed=rss&jc={journal}",
     "science, sciadv, scirobotics, sciimmunol, signaling, stm", SHEAF_MARKUP_HTML, Authors::kAuto,
     false},
    {"pnas",
     "PNAS and PNAS Nexus by code. The form common to Atypon sites; not checked against a served "
     "feed.",
     "https://www.pnas.org/action/showFeed?type=etoc&feed=rss&jc={journal}", "pnas",
     SHEAF_MARKUP_HTML, Authors::kAuto, false},
    {"nejm",
     "The New England Journal of Medicine by code. The form common to Atypon sites; not checked "
     "against a served feed.",
     "https://www.nejm.org/action/showFeed?type=etoc&feed=rss&jc={journal}", "nejm",
     SHEAF_MARKUP_HTML, Authors::kAuto, false},
    // RSS 1.0, all authors in one dc:creator, the DOI without prefix.
    {"cell", "Cell Press journals by code, the current issue. Not checked against a served feed.",
     "https://www.cell.com/{journal}/current.rss",
     "cell, cancer-cell, neuron, molecular-cell, cels", SHEAF_MARKUP_HTML, Authors::kComma, false},
    {"cell-inpress",
     "Cell Press journals by code, articles in press. Not checked against a served feed.",
     "https://www.cell.com/{journal}/inpress.rss",
     "cell, cancer-cell, neuron, molecular-cell, cels", SHEAF_MARKUP_HTML, Authors::kComma, false},
    {"elife", "eLife. Not checked against a served feed.",
     "https://elifesciences.org/rss/recent.xml", "", SHEAF_MARKUP_HTML, Authors::kAuto, false},
};

}  // namespace

std::span<const Preset> presets() {
  return kPresets;
}

const Preset* find_preset(std::string_view id) {
  const auto found = std::find_if(std::begin(kPresets), std::end(kPresets),
                                  [&](const Preset& p) { return id == p.id; });
  return found == std::end(kPresets) ? nullptr : found;
}

}  // namespace feed
