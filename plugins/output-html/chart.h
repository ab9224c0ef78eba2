// Bar charts as SVG: attributes and classes only, so that the style sheet and the page's policy
// rule them. Each comes with its figures as a table, for those who do not see it.
#pragma once

#include <string>
#include <vector>

namespace output_html {

struct Series {
  std::string name;  // plain text
  std::vector<std::size_t> values;
};

// Stacked bars, a column per label; at most eight series.
std::string stacked_bars(const std::string& caption, const std::vector<std::string>& labels,
                         const std::vector<Series>& series);

struct Bar {
  std::string name;  // plain text
  std::size_t value = 0;
};

// Horizontal bars with their share of the whole.
std::string share_bars(const std::string& caption, const std::vector<Bar>& bars);

// A table that scrolls by itself; the first column is its rows' heads. Cells are HTML.
std::string table(const std::string& label, const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows);

}  // namespace output_html
