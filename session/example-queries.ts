/** Queries shown in SCHEMA.md. A test runs each. */
export interface ExampleQuery {
  readonly question: string
  readonly sql: string
}

export const exampleQueries: readonly ExampleQuery[] = [
  {
    question: 'Where were packets dropped, and why, most first?',
    sql: `SELECT site, reason, netns, interface, sum(drops) AS drops
FROM "drop" WHERE NOT masked GROUP BY 1, 2, 3, 4 ORDER BY drops DESC LIMIT 20;`,
  },
  {
    question: 'Which flows lost packets?',
    sql: `SELECT proto, src, sport, dst, dport, reason, site, drops
FROM flow_drop ORDER BY drops DESC LIMIT 20;`,
  },
  {
    question: 'Drops by second:',
    sql: `SELECT at_ns / 1000000000 AS second, sum(drops) AS drops FROM "drop" GROUP BY 1 ORDER BY 1;`,
  },
  {
    question: 'Which counters of errors and drops grew?',
    sql: `SELECT netns, name, delta FROM counter_delta
WHERE delta > 0 AND NOT gauge AND (name LIKE '%drop%' OR name LIKE '%err%' OR name LIKE '%overflow%')
ORDER BY delta DESC;`,
  },
  {
    question: 'What could not be seen? (Ask this first.)',
    sql: `SELECT source, status, lost, why FROM source_health WHERE status <> 'ok';`,
  },
  {
    question: 'Was the recording cut off? No row means yes.',
    sql: `SELECT json_extract(value, '$') AS ended_because FROM session_info WHERE key = 'endReason';`,
  },
  {
    question: 'Which processes own sockets with drops of their own?',
    sql: `SELECT p.comm, p.pid, s.proto, s.local_address, s.local_port, max(m.drops) AS drops
FROM socket_sample m
JOIN socket s ON s.id = m.socket
JOIN socket_process sp ON sp.socket = s.id
JOIN process p ON p.pid = sp.pid AND p.start_ticks = sp.start_ticks
GROUP BY p.pid, s.id HAVING max(m.drops) > 0 ORDER BY drops DESC;`,
  },
]
