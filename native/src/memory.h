#pragma once
#include <napi.h>

void ExportMemory(Napi::Env env, Napi::Object exports);
