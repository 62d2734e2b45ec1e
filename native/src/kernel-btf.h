#pragma once
#include <napi.h>

void ExportKernelBtf(Napi::Env env, Napi::Object exports);
