// One shared object with all plugins of the end-to-end tests.
#include "grade.h"
#include "post.h"
#include "scripted.h"

SHEAF_PLUGIN(e2e::Scripted, e2e::Lookup, e2e::Grade, e2e::GradeAbstracts, e2e::Moody,
             e2e::Archivist, e2e::Post, e2e::PostPerRun);
