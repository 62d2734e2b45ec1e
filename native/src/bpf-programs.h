#pragma once
#include <napi.h>

void ExportBpfPrograms(Napi::Env env, Napi::Object exports);
