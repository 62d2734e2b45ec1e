#pragma once
#include <napi.h>

void ExportReadFile(Napi::Env env, Napi::Object exports);
