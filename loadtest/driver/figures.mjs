// From measured lines to medians, ratios, verdicts and the page of results. Pure: no clock, no files, no processes.

export function median(values) {
  if (values.length === 0) throw new Error('a median of nothing')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The value that this share of all does not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}

/** Lines "<figure> <subject> <value>" of a benchmark, as samples: { figure: { subject: [value, …] } }. */
export function readSamples(text) {
  const samples = {}
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const [figure, subject, value, ...more] = line.split(' ')
    if (!(Number(value) > 0) || more.length > 0) throw new Error(`not a measurement: ${line}`)
    addSample(samples, figure, subject, Number(value))
  }
  return samples
}

export function addSample(samples, figure, subject, value) {
  const subjects = (samples[figure] ??= {})
  ;(subjects[subject] ??= []).push(value)
}

function medianOf(samples, figure, subject) {
  const values = samples[figure]?.[subject]
  if (!values) throw new Error(`${subject} was not measured in ${figure}`)
  return median(values)
}

/**
 * A target held against what was measured: { id, what, values, verdict }. Each of the values has a name, a value and, when
 * it is asked for, a bound ("≥ 0.8") with whether it holds. `samples` is undefined when the target's part was not run.
 */
export function judge(target, samples) {
  const row = { id: target.id, what: target.what, values: [] }
  if (target.not_measured) return { ...row, verdict: `not measured here: ${target.not_measured}` }
  if (!samples) return { ...row, verdict: 'not run' }
  const own = medianOf(samples, target.figure, target.subject)
  for (const [peer, bound] of Object.entries(target.against ?? {})) {
    const value = own / medianOf(samples, target.figure, peer)
    const name = `${target.subject}/${peer}`
    if (bound === null) row.values.push({ name, value })
    else row.values.push({ name, value, bound: `≥ ${bound}`, met: value >= bound })
  }
  if (target.at_most) {
    row.values.push({ name: target.subject, value: own, bound: `≤ ${target.at_most}`, met: own <= target.at_most })
  }
  if (target.at_least) {
    row.values.push({ name: target.subject, value: own, bound: `≥ ${target.at_least}`, met: own >= target.at_least })
  }
  const bounded = row.values.filter((value) => value.bound)
  if (bounded.length === 0) return { ...row, verdict: 'no target' }
  return { ...row, verdict: bounded.every((value) => value.met) ? 'met' : 'missed' }
}

/** Three figures that count: 0.873, 12.3, 1,230. */
export function short(value) {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 })
}

function shown({ name, value, bound, met }) {
  const ratio = `${name} ${short(value)}`
  if (!bound) return ratio
  return `${ratio} (${bound}${met ? '' : ', missed'})`
}

/** "P2-35 kaibo/beast 0.87 (≥ 0.8) kaibo/redis 1.10 (≥ 1): met". */
export function lineOf(row) {
  return `${[row.id, ...row.values.map(shown)].join(' ')}: ${row.verdict}`
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function figureTable(samples, figures) {
  const rows = []
  for (const [figure, subjects] of Object.entries(samples)) {
    for (const [subject, values] of Object.entries(subjects)) {
      rows.push([
        figures[figure].what,
        subject,
        short(median(values)),
        values.length === 1 ? '' : `${short(Math.min(...values))} … ${short(Math.max(...values))}`,
        values.length,
        figures[figure].unit,
      ])
    }
  }
  return table(['what', 'server', 'median', 'least … most', 'runs', 'unit'], rows)
}

/** The page of results. `runs` is what was run of each part: { part: { date, commit, load, machine, samples } }. */
export function page({ figures, subjects, targets }, runs) {
  const parts = Object.keys(runs)
  const rows = targets.map((target) => judge(target, runs[target.part]?.samples))
  const newest = parts.map((part) => runs[part]).sort((a, b) => b.date.localeCompare(a.date))[0]
  return `# Kaibo beside its peers

Written by \`loadtest/compare\`; do not edit. Medians of alternating runs. Absolute figures of such a machine drift; only
the ratios within one part, which was measured in one go, are worth quoting.

Batching is the whole gain, not the language or the library: a server that writes what has gathered as one message does
twenty times the work of one that writes each event to each viewer. So the fan-out is also measured against \`ws\` with the
same batching; Kaibo further takes along what happens while it writes to others.

${table(
  ['target', 'ratios of medians (bound)', 'verdict'],
  rows.map((row) => [`**${row.id}** ${row.what}`, row.values.map(shown).join('<br>'), row.verdict]),
)}

## The machine

${table(['what', 'which'], Object.entries(newest.machine))}

${table(
  ['part', 'measured', 'commit', 'load of the machine before'],
  parts.map((part) => [part, runs[part].date, runs[part].commit, runs[part].load?.toFixed(1) ?? 'not noted']),
)}

## The servers

${table(['server', 'what it is'], Object.entries(subjects))}

HTTP, fan-out and orders by RPC: the server (with its database) has one processor to itself and the load the other. What is
counted "per core-second" is counted per second of processor time the server used. The database layer alone, and what it
is measured beside, may use both processors. Every answer and every event is looked at: a run in which one is missing,
doubled or damaged, or in which stock and orders do not agree, fails.

${parts.map((part) => `## ${part}\n\n${figureTable(runs[part].samples, figures)}\n`).join('\n')}`
}
