import { int, intKey, word } from '../column.js'

export const phase = word(['start', 'end', 'change'], 'When this was read.')
export const netns = int('Namespace, refers to netns.id.')
export const netnsKey = intKey('Namespace, refers to netns.id.')
