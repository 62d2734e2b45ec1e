import { int, intKey, jsonText, table, text, textKey, word } from '../column.js'

/** The recording itself and how far it can be trusted. */
export const recordingTables = {
  session_info: table('Facts about the recording itself. Keys: see session-info.ts.', {
    key: textKey('Name of the fact.'),
    value: text('Its value as JSON.'),
  }),
  clock: table(
    'Offsets between the session clock and the wall clock, sampled through the recording.',
    {
      at_ns: intKey('When the sample was taken.'),
      wall_s: int('Seconds of CLOCK_REALTIME at that moment.'),
      wall_ns: int('Nanoseconds within that second.'),
    },
  ),
  event: table(
    'What happened to the recording: clock steps, vanished interfaces, gaps, masks switched.',
    {
      at_ns: int('When.'),
      kind: word(
        ['clock-step', 'interface', 'netns', 'gap', 'mask', 'source', 'limit'],
        'What kind of event.',
      ),
      text: text('One sentence for the reader of the report.'),
    },
  ),
  source_health: table(
    'How each source fared. Written even when nothing went wrong: a missing source is never a zero.',
    {
      source: textKey("Source, for example 'bpf', 'packets', 'proc-net-snmp', 'sockets'."),
      status: word(['ok', 'partial', 'unavailable', 'off'], 'off = switched off by the user.'),
      why: text("Why it is not ok, and what that hides; '' when ok."),
      lost: int('Records this source knows that it lost.'),
      detail: jsonText(
        'object',
        'JSON object with the numbers behind status, for example ring overflows by place.',
      ),
    },
  ),
} as const
