#pragma once
#include <napi.h>

void ExportClock(Napi::Env env, Napi::Object exports);
