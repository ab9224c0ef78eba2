#include "source.h"

SHEAF_PLUGIN(feed::FeedSource);
