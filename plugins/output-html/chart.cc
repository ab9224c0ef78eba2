#include "chart.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

#include "digest/words.h"
#include "script_json.h"
#include "text.h"

namespace output_html {
namespace {

std::string attribute(const char* name, std::size_t value) {
  return std::string(" ") + name + "=\"" + std::to_string(value) + "\"";
}

std::string rect(const std::string& classes, std::size_t x, std::size_t y, std::size_t width,
                 std::size_t height, const std::string& title) {
  return "<rect class=\"" + classes + "\"" + attribute("x", x) + attribute("y", y) +
         attribute("width", width) + attribute("height", height) + "><title>" + escape(title) +
         "</title></rect>\n";
}

std::string svg_text(const char* classes, std::size_t x, std::size_t y, const char* anchor,
                     const std::string& words) {
  return std::string("<text class=\"") + classes + "\"" + attribute("x", x) + attribute("y", y) +
         " text-anchor=\"" + anchor + "\">" + escape(words) + "</text>\n";
}

std::string line(const char* classes, std::size_t x1, std::size_t y1, std::size_t x2,
                 std::size_t y2) {
  return std::string("<line class=\"") + classes + "\"" + attribute("x1", x1) +
         attribute("y1", y1) + attribute("x2", x2) + attribute("y2", y2) + "></line>\n";
}

std::string figure(const std::string& caption, std::size_t width, std::size_t height,
                   const std::string& drawing, const std::string& legend,
                   const std::string& figures) {
  return "<figure class=\"chart\">\n<figcaption>" + escape(caption) +
         "</figcaption>\n<svg viewBox=\"0 0 " + std::to_string(width) + " " +
         std::to_string(height) + "\" role=\"img\" aria-label=\"" + escape(caption) + "\">\n" +
         drawing + "</svg>\n" + legend + "<details class=\"more\">\n<summary>Figures</summary>\n" +
         figures + "</details>\n</figure>\n";
}

// The next 1, 2 or 5 times a power of ten, so that four lines at most make up the height.
std::size_t step_for(std::size_t most) {
  std::size_t ten = 1;
  for (;; ten *= 10) {
    for (const std::size_t factor : {1u, 2u, 5u}) {
      if (4 * factor * ten >= most) return factor * ten;
    }
  }
}

std::string percent(std::size_t part, std::size_t whole) {
  return digest::number(static_cast<double>(part * 1000 / whole) / 10) + " %";
}

}  // namespace

std::string table(const std::string& label, const std::vector<std::string>& head,
                  const std::vector<std::vector<std::string>>& rows) {
  std::string out = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                    escape(label) + "\">\n<table>\n<thead>\n<tr>";
  for (const std::string& cell : head) out += "<th scope=\"col\">" + cell + "</th>";
  out += "</tr>\n</thead>\n<tbody>\n";
  for (const auto& row : rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c) {
      out += c == 0 ? "<th scope=\"row\">" + row[c] + "</th>" : "<td>" + row[c] + "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string stacked_bars(const std::string& caption, const std::vector<std::string>& labels,
                         const std::vector<Series>& series) {
  constexpr std::size_t kWidth = 720, kHeight = 240, kLeft = 40, kTop = 10, kBottom = 210;
  std::size_t most = 1;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    std::size_t sum = 0;
    for (const Series& s : series) sum += s.values[i];
    most = std::max(most, sum);
  }
  const std::size_t step = step_for(most), top = (most + step - 1) / step * step;
  const auto height = [&](std::size_t value) { return value * (kBottom - kTop) / top; };

  std::string drawing;
  for (std::size_t v = 0; v <= top; v += step) {
    const std::size_t y = kBottom - height(v);
    drawing += line(v == 0 ? "axis" : "grid", kLeft, y, kWidth, y);
    drawing += svg_text("label", kLeft - 6, y + 4, "end", digest::thousands(v));
  }
  const std::size_t slot = (kWidth - kLeft) / std::max<std::size_t>(labels.size(), 1);
  const std::size_t bar = std::max<std::size_t>(slot * 7 / 10, 1);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const std::size_t x = kLeft + i * slot + (slot - bar) / 2;
    std::size_t below = 0;
    rows.push_back({escape(labels[i])});
    for (std::size_t s = 0; s < series.size(); ++s) {
      const std::size_t value = series[s].values[i];
      rows.back().push_back(std::to_string(value));
      if (value == 0) continue;
      const std::size_t y = kBottom - height(below + value);
      drawing +=
          rect("bar s" + std::to_string(s + 1), x, y, bar, kBottom - height(below) - y,
               labels[i] + ": " + shortened(series[s].name, 120) + " " + digest::thousands(value));
      below += value;
    }
    // every fourth, from the last on
    if ((labels.size() - 1 - i) % 4 == 0) {
      drawing += svg_text("label", x + bar / 2, kBottom + 18, "middle", labels[i].substr(5));
    }
  }
  std::string legend = "<ul class=\"legend\">\n";
  std::vector<std::string> head{"Week of"};
  for (std::size_t s = 0; s < series.size(); ++s) {
    legend +=
        "<li class=\"s" + std::to_string(s + 1) + "\">" + isolated(series[s].name) + "</li>\n";
    head.push_back(isolated(series[s].name));
  }
  return figure(caption, kWidth, kHeight, drawing, legend + "</ul>\n", table(caption, head, rows));
}

std::string share_bars(const std::string& caption, const std::vector<Bar>& bars) {
  constexpr std::size_t kWidth = 720, kRow = 30, kLeft = 190, kBarsEnd = 600;
  std::size_t sum = 0, most = 1;
  for (const Bar& b : bars) {
    sum += b.value;
    most = std::max(most, b.value);
  }
  std::string drawing;
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Bar& b = bars[i];
    const std::size_t y = i * kRow;
    drawing += svg_text("label", kLeft - 8, y + 20, "end", shortened(b.name, 24));
    drawing +=
        rect("bar s1", kLeft, y + 5, std::max<std::size_t>(b.value * (kBarsEnd - kLeft) / most, 1),
             kRow - 10, b.name + ": " + digest::thousands(b.value));
    drawing += svg_text("value", kLeft + b.value * (kBarsEnd - kLeft) / most + 8, y + 20, "start",
                        digest::thousands(b.value) + " (" + percent(b.value, sum) + ")");
    rows.push_back({isolated(b.name), digest::thousands(b.value), percent(b.value, sum)});
  }
  return figure(caption, kWidth, bars.size() * kRow, drawing, "",
                table(caption, {"Source", "Works", "Share"}, rows));
}

}  // namespace output_html
