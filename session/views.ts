/** Views for people with an SQL shell. dropcorr itself never reads them: a session from elsewhere may hold others. */
export interface View {
  readonly doc: string
  readonly select: string
}

export const views: Readonly<Record<string, View>> = {
  drop: {
    doc: 'Drops by key and 100 ms, with names for numbers. `drop` is a word of SQL: write "drop".',
    select: `
SELECT c.at_ns, c.drops, c.bytes, k.id AS key, k.source, k.reason,
       s.name AS site, n.name AS netns,
       coalesce(
         (SELECT i.name FROM interface i WHERE i.netns = k.netns AND i.ifindex = k.ifindex
             AND i.from_ns = (SELECT max(j.from_ns) FROM interface j WHERE j.netns = k.netns
                 AND j.ifindex = k.ifindex AND j.from_ns <= c.at_ns)),
         (SELECT i.name FROM interface i WHERE i.netns = k.netns AND i.ifindex = k.ifindex
           ORDER BY i.from_ns LIMIT 1)
       ) AS interface,
       k.protocol, k.masked
FROM drop_count c
JOIN drop_key k ON k.id = c.key
LEFT JOIN symbol s ON s.id = k.site
LEFT JOIN netns n ON n.id = k.netns`,
  },
  flow_drop: {
    doc: 'Drops by flow over the whole recording.',
    select: `
SELECT f.id AS flow, f.family, f.proto, f.src, f.sport, f.dst, f.dport, f.tcp_flags,
       sum(c.drops) AS drops, sum(c.bytes) AS bytes, min(c.at_ns) AS from_ns, max(c.at_ns) AS to_ns,
       k.reason, s.name AS site, n.name AS netns, k.masked
FROM drop_flow f
JOIN drop_flow_count c ON c.flow = f.id
JOIN drop_key k ON k.id = f.key
LEFT JOIN symbol s ON s.id = k.site
LEFT JOIN netns n ON n.id = k.netns
GROUP BY f.id`,
  },
  counter_delta: {
    doc: 'Last value minus first; one whose object was born in mid-recording grew from zero. Negative where it was reset.',
    select: `
SELECT c.id AS counter, n.name AS netns, c.source, c.name, c.gauge, c.born,
       first.value AS first, last.value AS last,
       last.value - CASE WHEN c.born THEN 0 ELSE first.value END AS delta
FROM counter c
JOIN counter_change first ON first.counter = c.id
 AND first.at_ns = (SELECT min(at_ns) FROM counter_change WHERE counter = c.id)
JOIN counter_change last ON last.counter = c.id
 AND last.at_ns = (SELECT max(at_ns) FROM counter_change WHERE counter = c.id)
LEFT JOIN netns n ON n.id = c.netns`,
  },
}
