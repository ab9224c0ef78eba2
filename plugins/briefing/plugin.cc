#include "editor.h"

SHEAF_PLUGIN(briefing::Briefing);
