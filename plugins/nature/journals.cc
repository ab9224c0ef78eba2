#include "journals.h"

#include <algorithm>

namespace nature {
namespace {

struct Row {
  std::string_view code;
  std::string_view number;  // 10.1038/NUMBER-026-…
  std::string_view title;
};

// https://www.nature.com/siteindex
constexpr Row kJournals[] = {
    {"nature", "s41586", "Nature"},
    {"nataging", "s43587", "Nature Aging"},
    {"natastron", "s41550", "Nature Astronomy"},
    {"natbiomedeng", "s41551", "Nature Biomedical Engineering"},
    {"nbt", "s41587", "Nature Biotechnology"},
    {"natcancer", "s43018", "Nature Cancer"},
    {"natcardiovascres", "s44161", "Nature Cardiovascular Research"},
    {"natcatal", "s41929", "Nature Catalysis"},
    {"ncb", "s41556", "Nature Cell Biology"},
    {"nchembio", "s41589", "Nature Chemical Biology"},
    {"natchemeng", "s44286", "Nature Chemical Engineering"},
    {"nchem", "s41557", "Nature Chemistry"},
    {"natcities", "s44284", "Nature Cities"},
    {"nclimate", "s41558", "Nature Climate Change"},
    {"ncomms", "s41467", "Nature Communications"},
    {"natcomputsci", "s43588", "Nature Computational Science"},
    {"natecolevol", "s41559", "Nature Ecology & Evolution"},
    {"natelectron", "s41928", "Nature Electronics"},
    {"nenergy", "s41560", "Nature Energy"},
    {"natfood", "s43016", "Nature Food"},
    {"ng", "s41588", "Nature Genetics"},
    {"ngeo", "s41561", "Nature Geoscience"},
    {"nathumbehav", "s41562", "Nature Human Behaviour"},
    {"ni", "s41590", "Nature Immunology"},
    {"natmachintell", "s42256", "Nature Machine Intelligence"},
    {"nmat", "s41563", "Nature Materials"},
    {"nm", "s41591", "Nature Medicine"},
    {"natmentalhealth", "s44220", "Nature Mental Health"},
    {"natmetab", "s42255", "Nature Metabolism"},
    {"nmeth", "s41592", "Nature Methods"},
    {"nmicrobiol", "s41564", "Nature Microbiology"},
    {"nnano", "s41565", "Nature Nanotechnology"},
    {"neuro", "s41593", "Nature Neuroscience"},
    {"nphoton", "s41566", "Nature Photonics"},
    {"nphys", "s41567", "Nature Physics"},
    {"nplants", "s41477", "Nature Plants"},
    {"nprot", "s41596", "Nature Protocols"},
    {"nsmb", "s41594", "Nature Structural & Molecular Biology"},
    {"natsustain", "s41893", "Nature Sustainability"},
    {"natsynth", "s44160", "Nature Synthesis"},
    {"natwater", "s44221", "Nature Water"},
    {"nrc", "s41568", "Nature Reviews Cancer"},
    {"nrcardio", "s41569", "Nature Reviews Cardiology"},
    {"natrevchem", "s41570", "Nature Reviews Chemistry"},
    {"nrclinonc", "s41571", "Nature Reviews Clinical Oncology"},
    {"nrdp", "s41572", "Nature Reviews Disease Primers"},
    {"nrd", "s41573", "Nature Reviews Drug Discovery"},
    {"natrevearthenviron", "s43017", "Nature Reviews Earth & Environment"},
    {"nrendo", "s41574", "Nature Reviews Endocrinology"},
    {"nrgastro", "s41575", "Nature Reviews Gastroenterology & Hepatology"},
    {"nrg", "s41576", "Nature Reviews Genetics"},
    {"nri", "s41577", "Nature Reviews Immunology"},
    {"natrevmats", "s41578", "Nature Reviews Materials"},
    {"nrmp", "s43586", "Nature Reviews Methods Primers"},
    {"nrmicro", "s41579", "Nature Reviews Microbiology"},
    {"nrm", "s41580", "Nature Reviews Molecular Cell Biology"},
    {"nrneph", "s41581", "Nature Reviews Nephrology"},
    {"nrneurol", "s41582", "Nature Reviews Neurology"},
    {"nrn", "s41583", "Nature Reviews Neuroscience"},
    {"natrevphys", "s42254", "Nature Reviews Physics"},
    {"natrevpsychol", "s44159", "Nature Reviews Psychology"},
    {"nrrheum", "s41584", "Nature Reviews Rheumatology"},
    {"nrurol", "s41585", "Nature Reviews Urology"},
    {"srep", "s41598", "Scientific Reports"},
    {"sdata", "s41597", "Scientific Data"},
    {"commsbio", "s42003", "Communications Biology"},
    {"commschem", "s42004", "Communications Chemistry"},
    {"commsenv", "s43247", "Communications Earth & Environment"},
    {"commseng", "s44172", "Communications Engineering"},
    {"commsmat", "s43246", "Communications Materials"},
    {"commsmed", "s43856", "Communications Medicine"},
    {"commsphys", "s42005", "Communications Physics"},
    {"commspsychol", "s44271", "Communications Psychology"},
    {"npjcompumats", "s41524", "npj Computational Materials"},
    {"npjdigitalmed", "s41746", "npj Digital Medicine"},
    {"npjprecisiononcology", "s41698", "npj Precision Oncology"},
    {"npjqi", "s41534", "npj Quantum Information"},
    {"bjc", "s41416", "British Journal of Cancer"},
    {"cdd", "s41418", "Cell Death & Differentiation"},
    {"cddis", "s41419", "Cell Death & Disease"},
    {"celldisc", "s41421", "Cell Discovery"},
    {"cr", "s41422", "Cell Research"},
    {"ejhg", "s41431", "European Journal of Human Genetics"},
    {"hdy", "s41437", "Heredity"},
    {"leu", "s41375", "Leukemia"},
    {"lsa", "s41377", "Light: Science & Applications"},
    {"mp", "s41380", "Molecular Psychiatry"},
    {"onc", "s41388", "Oncogene"},
    {"sigtrans", "s41392", "Signal Transduction and Targeted Therapy"},
    {"tp", "s41398", "Translational Psychiatry"},
};

// Small letters, single blanks, `and` for `&`.
std::string folded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else if (c == '&') {
      out += "and";
    } else {
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

bool looks_like_code(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

std::optional<Journal> find_journal(std::string_view text) {
  const std::string wanted = folded(text);
  for (const Row& row : kJournals) {
    if (wanted == row.code || wanted == row.number || wanted == folded(row.title)) {
      return Journal{std::string(row.code), std::string(row.title)};
    }
  }
  if (!looks_like_code(wanted)) return std::nullopt;
  return Journal{wanted, ""};
}

}  // namespace nature
