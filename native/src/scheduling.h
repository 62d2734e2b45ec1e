#pragma once
#include <napi.h>

void ExportScheduling(Napi::Env env, Napi::Object exports);
