#pragma once
#include <napi.h>

void ExportNetns(Napi::Env env, Napi::Object exports);
