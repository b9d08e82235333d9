import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { addSample, judge, lineOf, median, page, percentile, readSamples, short } from './figures.mjs'

const target = {
  id: 'P2-35',
  part: 'live',
  what: 'live fan-out',
  figure: '35',
  subject: 'kaibo',
  against: { beast: 0.8, redis: 1, nats: null },
}
const samples = { 35: { kaibo: [87, 500, 1], beast: [100], redis: [79, 79], nats: [50] } }

test('the median is the one in the middle, or between the two', () => {
  assert.equal(median([9, 1, 5]), 5)
  assert.equal(median([10, 9, 100, 1]), 9.5)
  assert.throws(() => median([]), /median of nothing/)
})

test('a percentile is a value that was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  assert.deepEqual([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share)), [1, 50, 99, 100])
  assert.equal(percentile([7], 0.99), 7)
})

test('the lines of a benchmark become samples', () => {
  const read = readSamples('35 kaibo 3.5e+06\n35 beast 4\n35 kaibo 2\n')
  assert.deepEqual(read, { 35: { kaibo: [3.5e6, 2], beast: [4] } })
  addSample(read, '350', 'kaibo', 7)
  assert.deepEqual(read[350], { kaibo: [7] })
})

test('a line that is no measurement is refused', () => {
  for (const line of ['35 kaibo', '35 kaibo fast', '35 kaibo 0', '35 kaibo inf x', 'all is well, 3']) {
    assert.throws(() => readSamples(line), /not a measurement/)
  }
})

test('a target is met when every bound holds, and its line gives the ratios of medians', () => {
  const row = judge(target, samples)
  assert.equal(lineOf(row), 'P2-35 kaibo/beast 0.87 (≥ 0.8) kaibo/redis 1.1 (≥ 1) kaibo/nats 1.74: met')
})

test('one bound that does not hold misses the target, and the line says which', () => {
  const row = judge(target, { 35: { ...samples[35], redis: [90] } })
  assert.equal(row.verdict, 'missed')
  assert.match(lineOf(row), /kaibo\/redis 0\.967 \(≥ 1, missed\)/)
})

test('a bound is held by its very value', () => {
  assert.equal(judge({ ...target, against: { beast: 0.87 } }, samples).verdict, 'met')
})

test('a bound without a peer counts the value itself', () => {
  const memory = { id: 'P6', what: 'memory', figure: 'idle', subject: 'kaibo', at_most: 12 }
  assert.equal(lineOf(judge(memory, { idle: { kaibo: [9] } })), 'P6 kaibo 9 (≤ 12): met')
  assert.equal(judge(memory, { idle: { kaibo: [12.1] } }).verdict, 'missed')
  const sockets = { id: 'P6', what: 'sockets', figure: 'idle', subject: 'kaibo', at_least: 10 }
  assert.deepEqual([10, 9].map((count) => judge(sockets, { idle: { kaibo: [count] } }).verdict), ['met', 'missed'])
})

test('a ratio without a bound is no target', () => {
  assert.equal(judge({ ...target, against: { nats: null } }, samples).verdict, 'no target')
})

test('what is not measured says why, and what was not run is not met', () => {
  assert.equal(lineOf(judge({ id: 'P10', what: 'video', not_measured: 'no video' }, samples)),
    'P10: not measured here: no video')
  assert.equal(judge(target, undefined).verdict, 'not run')
})

test('a server that was not measured fails loudly rather than being left out', () => {
  assert.throws(() => judge(target, { 35: { kaibo: [1], beast: [1], nats: [1] } }), /redis was not measured in 35/)
})

test('numbers are shown with three figures', () => {
  assert.deepEqual([0.87345, 1.1, 25.14, 3512345.1].map(short), ['0.873', '1.1', '25.1', '3,510,000'])
})

test('the page names the machine, the commit, medians with their spread, and every target', () => {
  const shown = page(
    {
      figures: { 35: { what: 'fan-out, 35 viewers', unit: 'deliveries' } },
      subjects: { kaibo: 'the whole server' },
      targets: [target, { id: 'P10', what: 'video', not_measured: 'no video' }],
    },
    { live: { date: '2026-01-02 03:04', commit: 'abc1234', load: 0.14, machine: { processor: 'Abacus' }, samples } },
  )
  assert.match(shown, /\| processor \| Abacus \|/)
  assert.match(shown, /\| live \| 2026-01-02 03:04 \| abc1234 \| 0\.1 \|/)
  assert.match(shown, /\| fan-out, 35 viewers \| kaibo \| 87 \| 1 … 500 \| 3 \| deliveries \|/)
  assert.match(shown, /\| \*\*P2-35\*\* live fan-out \| kaibo\/beast 0.87 \(≥ 0.8\)<br>.* \| met \|/)
  assert.match(shown, /P10.*not measured here/)
  assert.match(shown, /Batching is the whole gain/)
})

test('the table of targets names only figures that it explains', () => {
  const { figures, targets } = JSON.parse(readFileSync(new URL('../targets.json', import.meta.url)))
  assert.equal(new Set(targets.map((one) => one.id)).size, targets.length)
  for (const one of targets) {
    assert.ok(one.not_measured || (figures[one.figure] && one.part && one.subject), one.id)
  }
})
