#include "words.h"

#include <algorithm>
#include <iterator>

namespace briefing {
namespace {

constexpr Words kWords[] = {
    {"en",
     "Briefing",
     "Read first",
     "Theme",
     "What connects them",
     "Where they disagree",
     "On their own",
     "The sentences are the papers' own.",
     "Across {}.",
     "Also on this:",
     "by {}, whom you follow",
     "matches {}",
     "on {}",
     "{} {} of {}",
     "ranked first",
     "The best {} of {} selected works were read for this.",
     "Without the model today ({}): the sentences are the papers' own.",
     "Sentences of the model that were left out: {}.",
     {"{} with a figure that no cited paper has", "{} that cite no known paper",
      "{} with a link or markup", "{} too long or empty", "{} that name papers in the text"}},
    {"de",
     "Überblick",
     "Zuerst lesen",
     "Thema",
     "Was sie verbindet",
     "Worin sie sich widersprechen",
     "Für sich",
     "Die Sätze stammen aus den Arbeiten selbst.",
     "Reicht über {}.",
     "Auch dazu:",
     "von {}, der oder dem Sie folgen",
     "passt zu {}",
     "zu {}",
     "{} {} von {}",
     "auf Rang 1",
     "Gelesen wurden dafür die besten {} von {} ausgewählten Arbeiten.",
     "Heute ohne das Modell ({}): Die Sätze stammen aus den Arbeiten selbst.",
     "Weggelassene Sätze des Modells: {}.",
     {"{} mit einer Zahl, die keine zitierte Arbeit enthält", "{} ohne bekannte Arbeit als Beleg",
      "{} mit Link oder Auszeichnung", "{} zu lang oder leer", "{} mit Arbeiten mitten im Text"}},
    {"fr",
     "Synthèse",
     "À lire d'abord",
     "Thème",
     "Ce qui les relie",
     "Là où ils divergent",
     "À part",
     "Les phrases sont celles des articles.",
     "Couvre {}.",
     "Aussi à ce sujet :",
     "par {}, que vous suivez",
     "correspond à {}",
     "sur {}",
     "{} {} sur {}",
     "premier du classement",
     "Seuls les {} meilleurs des {} travaux retenus ont été lus pour cela.",
     "Sans le modèle aujourd'hui ({}) : les phrases sont celles des articles.",
     "Phrases du modèle écartées : {}.",
     {"{} avec un chiffre absent des articles cités", "{} ne citant aucun article connu",
      "{} avec un lien ou un balisage", "{} trop longues ou vides",
      "{} nommant des articles dans le texte"}},
    {"es",
     "Resumen",
     "Leer primero",
     "Tema",
     "Lo que los une",
     "En qué discrepan",
     "Aparte",
     "Las frases son de los propios artículos.",
     "Abarca {}.",
     "También sobre esto:",
     "de {}, a quien sigue",
     "coincide con {}",
     "sobre {}",
     "{} {} de {}",
     "primero en la clasificación",
     "Para esto se leyeron los {} mejores de {} trabajos seleccionados.",
     "Hoy sin el modelo ({}): las frases son de los propios artículos.",
     "Frases del modelo omitidas: {}.",
     {"{} con una cifra que no está en los artículos citados", "{} sin citar un artículo conocido",
      "{} con un enlace o marcas", "{} demasiado largas o vacías",
      "{} que nombran artículos en el texto"}},
};

struct Lists {
  const char* language;
  const char* stop;      // between blanks
  const char* findings;  // likewise
};

constexpr Lists kLists[] = {
    {"en",
     " abstract announce arxiv com github http https org version www a about above across affect "
     "after again against all allow along already also although am "
     "among an analyses analysis analyze and another any application applications approach "
     "approaches are article as associated association at available average based be because been "
     "before being below best better between both but by can cannot case cases change changes "
     "combine combined common compare compared comparing comparison conclude conclusion "
     "conclusions consider considered consistent contrast contribute control could current "
     "currently data dataset datasets day days demonstrate demonstrated demonstrates derive "
     "describe described design despite detect determine develop developed development did "
     "different directly do does due during each effect effective effects either enable enables "
     "especially establish estimate estimated evaluate evaluated even evidence examine example "
     "existing expected experiment experimental experiments explain extend fewer field find "
     "finding findings finds first five focus follow following for form found four framework from "
     "full further furthermore future general give given good great greater group groups had half "
     "has have he her here high higher highly his how however identified identify if implications "
     "importance important improve improved in include included including increase increased "
     "increases indicate indicates individual influence information insight insights instead into "
     "introduce introduction investigate investigated is it its itself key known lack large larger "
     "largely lead leading least led less level levels likely limited little long longer low "
     "lower made main major make makes many may mean means measure measured measurements measures "
     "mechanism mechanisms method methods might model models moderate months more moreover most "
     "much multiple must near nearly need needed new next no non nor not novel now number observe "
     "observed obtain obtained of often older on once one only open or order other others our out "
     "outcome outcomes over overall paper papers part particular past pattern patterns per perform "
     "performance performed play possible potential potentially predict predicted presence present "
     "presented presents previous previously problem process processes produce propose proposed "
     "provide provided provides purpose range rate rates rather recent recently reduce reduced "
     "related relationship relative remain remains report reported represent require required "
     "research respectively response responses result resulting results reveal revealed reveals "
     "review role same sample samples second see seen set several she should show showed shown "
     "shows significant significantly similar simple since single small smaller so some specific "
     "still strong structure studied studies study subject subjects such suggest suggesting "
     "suggests support system systems taken task tasks technique techniques ten term test tested "
     "than that the their them then there therefore these they third this those though three "
     "through thus time times to together too total toward towards two type types typically under "
     "understand understanding unique until up upon us use used useful uses using valid value "
     "values various very via was way ways we week weeks well were what when where whereas whether "
     "which while who whole whose why wide widely will with within without work works would year "
     "years yet you your zero ",
     " show demonstrat find found reveal discover identif propos introduc present conclu suggest "
     "indicat observ establish report outperform achiev improv predict confirm restor rose fell "
     "increas decreas reduc associat correlat result "},
    {"de",
     " ab aber alle als also am an andere anhand arbeit arbeiten auch auf aufgrund aus bei beide "
     "beim bereits bisher bis bzw da dabei dadurch daher damit dann daraus daruber das dass daten "
     "dazu dem den denen der deren des deutlich die dies diese dieselbe diesem diesen dieser "
     "dieses doch drei durch ein eine einem einen einer eines einige ergebnis ergebnisse erhoht "
     "erste ersten es etwa eine fur gegen gegenuber gibt hat hatte hatten haben hier hin hoch "
     "hoher "
     "ihr ihre ihrem ihren ihrer im in indem insgesamt ist ja je jede jeder jedes jedoch kann kein "
     "keine konnen konnte konnten lang langer man mehr mehrere methode methoden mit mittels nach "
     "neu neue neuen nicht noch nur ob oder ohne pro rund schon sehr sein seine seit sich sie sind "
     "so sondern sowie studie studien uber um und uns unsere unter untersuchen untersucht "
     "untersuchung viele vier vom von vor war waren wahrend weil weiter weitere weniger wenn "
     "werden "
     "wie wir wird wurde wurden zeigen zeigt zu zum zur zwei zwischen ",
     " zeig ergab ergib fand finden gefund beleg nachgewies nachweis schlagen stell deut schluss "
     "stieg sank erhoh senk verringer ergebnis "},
    {"fr",
     " a afin ainsi alors analyse apres article au aucun aussi autre autres aux avant avec avoir "
     "car ce cela celle ces cet cette chaque chez ci comme comment contre d dans de depuis des "
     "deux "
     "differents donc donnees dont du effet effets elle elles en encore entre est et etaient etait "
     "ete etre etude etudes eux fait fois grande il ils je l la laquelle le les leur leurs lors "
     "mais "
     "meme methode methodes moins modele n ne non nos notre nous nouveau nouvelle on ont ou par "
     "parmi pas pendant peu peut peuvent plus plusieurs pour pres qu que quel qui resultats s sa "
     "sans se selon ses si son sont sous sur tant tous tout toute toutes travail tres trois un une "
     "utilisant vers ",
     " montr revel trouv demontr propos present conclu sugger indiqu observ etabl identif augment "
     "diminu redui resultat "},
    {"es",
     " a al algunos ambos analisis ante antes articulo asi aunque cada casi como con contra cual "
     "cuando cuyo datos de del desde donde dos durante e efecto efectos el ella ellos en entre era "
     "es esta estan estas este estos estudio estudios fue fueron ha habia han hasta hay la las le "
     "les lo los mas mayor mediante menor menos metodo metodos modelo mucho muy ni no nos nosotros "
     "nuestra nuestro nueva nuevo o otra otras otro otros para parte pero poco por porque puede "
     "pueden que quien resultados se segun ser si sido sin sobre son su sus tambien tan tanto "
     "tiene "
     "todo todos trabajo tras tres u un una uno unos usando y ya ",
     " muestr mostr demuestr hall encontr revel propon present conclu sugier indic observ "
     "identif "},
};

constexpr std::string_view kPaperWords[] = {
    "paper",    "papers",   "work",          "works",        "study",        "studies",  "article",
    "articles", "preprint", "preprints",     "arbeiten",     "studien",      "artikel",  "articles",
    "travaux",  "etudes",   "estudios",      "articulos",    "trabajos",     "articoli", "studi",
    "artigos",  "estudos",  "publikationen", "publications", "publicaciones"};

template <class Table>
const Table& table_of(const Table (&tables)[4], std::string_view language) {
  for (const Table& t : tables) {
    if (language == t.language) return t;
  }
  return tables[0];
}

}  // namespace

const Words& words_of(std::string_view language) {
  return table_of(kWords, primary_language(language));
}

std::string said(const char* words, std::initializer_list<std::string_view> values) {
  std::string out;
  std::string_view rest = words;
  for (const std::string_view value : values) {
    const std::size_t at = rest.find("{}");
    out.append(rest.substr(0, at)).append(value);
    rest.remove_prefix(at + 2);
  }
  return out.append(rest);
}

std::string primary_language(std::string_view tag) {
  std::string out;
  for (const char c : tag.substr(0, tag.find_first_of("-_"))) {
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

std::string_view stop_words(std::string_view primary) {
  return table_of(kLists, primary).stop;
}

std::string_view finding_words(std::string_view primary) {
  return table_of(kLists, primary).findings;
}

bool means_paper(std::string_view word) {
  return std::find(std::begin(kPaperWords), std::end(kPaperWords), word) != std::end(kPaperWords);
}

}  // namespace briefing
