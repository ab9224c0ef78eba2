#include "background.h"

namespace embeddings {

const std::vector<std::string>& background_texts() {
  static const std::vector<std::string> texts = {
      "Moult timing in three populations of shore crabs\n\nWe followed tagged crabs on tidal flats "
      "for four summers. Warmer water brought the moult forward, but only in young animals.",
      "Wage setting in small bakeries\n\nFrom the accounts of family firms we ask who bears a rise "
      "of the minimum wage. Prices move little; opening hours are cut.",
      "Grain boundaries and fatigue in cast magnesium alloys\n\nSamples were cycled until they "
      "cracked. Finer grains delay the first crack and hasten the last one.",
      "A bound for the chromatic number of sparse hypergraphs\n\nWe colour hypergraphs without "
      "short cycles by a random greedy procedure and show that few colours are enough.",
      "Outcomes after early discharge from hip replacement\n\nIn a randomised trial patients went "
      "home on the first or the third day. Pain and readmissions did not differ.",
      "Dust around a young star in the Taurus cloud\n\nRadio images resolve two rings and a gap "
      "between them. A planet of Saturn's mass could have opened it.",
      "Letters of a Venetian glass merchant, 1590 to 1612\n\nThe newly found correspondence tells "
      "of credit, shipwreck and the hiring of workmen abroad.",
      "Scheduling of memory refresh in embedded controllers\n\nWe present an operating system "
      "extension that moves refresh cycles out of deadlines and measure its overhead.",
      "Nitrogen uptake of winter wheat under reduced tillage\n\nField plots on loam were compared "
      "over six seasons. Yields were stable, leaching fell by a fifth.",
      "How children learn irregular plurals\n\nIn a picture naming task with two age groups, "
      "mistakes follow the sound of a noun rather than how often it is heard.",
      "A light-driven route to chiral amines\n\nAn iridium complex and a peptide together give "
      "amines of high purity from simple ketones at room temperature.",
      "Folding of a membrane channel seen by single-molecule force spectroscopy\n\nPulling on the "
      "protein reveals an intermediate state that a mutation known from patients removes.",
      "Turnout in municipal elections held on weekdays\n\nA change of the polling day in one half "
      "of the towns lets us measure what convenience does. It is small.",
      "Groundwater flow through fractured granite\n\nTracer tests between boreholes are explained "
      "by a network of few wide fractures rather than by many narrow ones.",
      "Spin transport in thin films of a topological insulator\n\nAt low temperature the measured "
      "current reverses with the magnetic field, as surface states demand.",
      "Sleep and the grading of pain in adolescents\n\nDiaries and wrist sensors of two hundred "
      "pupils show that a short night makes the next day's pain worse, not the reverse.",
  };
  return texts;
}

}  // namespace embeddings
