import type { EnvironmentValue } from '../analyze/model/report-model.js'

/** A setting that has the same value in several namespaces is one line. */
export interface JoinedSetting extends Pick<EnvironmentValue, 'name' | 'value' | 'group'> {
  readonly scopes: readonly string[]
}

/** In the order of the first of each. */
export function joinedSettings(values: readonly EnvironmentValue[]): readonly JoinedSetting[] {
  const joined = new Map<string, { setting: EnvironmentValue; scopes: string[] }>()
  for (const setting of values) {
    const key = JSON.stringify([setting.group, setting.name, setting.value])
    const known = joined.get(key)
    if (known === undefined) joined.set(key, { setting, scopes: [setting.scope] })
    else known.scopes.push(setting.scope)
  }
  return [...joined.values()].map(({ setting: { name, value, group }, scopes }) => ({
    name,
    value,
    group,
    scopes,
  }))
}
