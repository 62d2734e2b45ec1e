#pragma once
#include <napi.h>

void ExportPipe(Napi::Env env, Napi::Object exports);
