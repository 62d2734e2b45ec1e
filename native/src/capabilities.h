#pragma once
#include <napi.h>

void ExportCapabilities(Napi::Env env, Napi::Object exports);
