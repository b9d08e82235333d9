// The driver of loadtest/compare, which sees to it that everything needed is there.
import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { judge, lineOf, median, page, short } from './figures.mjs'
import { parts } from './parts.mjs'

const root = join(import.meta.dirname, '../..')
const kept = join(root, 'build/compare')
const plans = {
  full: { rounds: 5, seconds: 1, idleSockets: 35_000, comments: 200, orderSeconds: 1.5, videoSeconds: 8, rushMinutes: 0.1 },
  quick: { rounds: 2, seconds: 0.3, idleSockets: 4_000, comments: 100, orderSeconds: 0.5, videoSeconds: 5, rushMinutes: 0.1 },
}
/** Load of the machine below which it counts as doing nothing else. */
const quiet = 0.5
const packages = ['libboost1.81-dev', 'libsqlite3-0', 'nginx-light', 'redis-server', 'nats-server', 'mariadb-server-core']

function sayOf(command, ...options) {
  return execFileSync(command, options, { cwd: root, encoding: 'utf8' }).trim()
}

/** Median of writing 4 KiB and waiting until the disk has it, in ms. */
function fsyncTime() {
  const path = join(kept, 'fsync')
  const file = openSync(path, 'w')
  const times = []
  for (let i = 0; i < 100; i++) {
    const start = performance.now()
    writeSync(file, Buffer.alloc(4096, 1))
    fdatasyncSync(file)
    times.push(performance.now() - start)
  }
  closeSync(file)
  rmSync(path)
  return median(times)
}

/** The one that is measured; the page of results itself does not count as a change of it. */
function commit() {
  const changes = sayOf('git', 'status', '--porcelain', '--', '.', ':!loadtest/RESULTS.md')
  return sayOf('git', 'rev-parse', '--short', 'HEAD') + (changes === '' ? '' : ', changed')
}

function machine() {
  const release = readFileSync('/etc/os-release', 'utf8')
  const versionOf = (name) => JSON.parse(readFileSync(join(root, 'loadtest/peers/node_modules', name, 'package.json'))).version
  return {
    processor: `${os.cpus()[0].model}, ${os.cpus().length} processors`,
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    system: `${/PRETTY_NAME="(.*)"/.exec(release)[1]}, Linux ${/^[\d.]+/.exec(os.release())[0]}`,
    'disk: 4 KiB written and synchronised': `${short(fsyncTime())} ms`,
    'node, ws, socket.io': `${process.version}, ${versionOf('ws')}, ${versionOf('socket.io')}`,
    packages: sayOf('dpkg-query', '-W', '-f', '${Package} ${Version}\n', ...packages).replaceAll('\n', ', '),
  }
}

async function measure(part, plan) {
  const work = mkdtempSync(join(kept, 'work-'))
  const started = Date.now()
  const load = os.loadavg()[0]
  if (load > quiet) console.log(`${part}: something else is running (load ${short(load)}): figures will be unsteady`)
  try {
    const samples = await parts[part]({
      ...plan,
      work,
      programs: join(root, 'build/release/bin'),
      peers: join(root, 'loadtest/peers'),
    })
    console.log(`${part}: measured in ${Math.round((Date.now() - started) / 1000)} s`)
    return {
      date: new Date(started).toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
      commit: commit(),
      load,
      machine: machine(),
      samples,
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What was measured of each part, now or before. */
function runsKept() {
  const runs = {}
  for (const part of Object.keys(parts)) {
    try {
      runs[part] = JSON.parse(readFileSync(join(kept, `${part}.json`)))
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
  }
  return runs
}

const wanted = process.argv.slice(2).filter((word) => word !== '--quick')
const quick = process.argv.includes('--quick')
const table = JSON.parse(readFileSync(join(root, 'loadtest/targets.json')))
mkdirSync(kept, { recursive: true })
const all = Object.keys(parts).every((part) => wanted.includes(part))
for (const part of wanted) {
  const run = await measure(part, quick ? plans.quick : plans.full)
  for (const target of table.targets.filter((one) => one.part === part)) {
    console.log(lineOf(judge(target, run.samples)))
  }
  if (!quick) writeFileSync(join(kept, `${part}.json`), JSON.stringify(run))
}
if (all) for (const target of table.targets.filter((one) => !one.part)) console.log(lineOf(judge(target)))
if (quick) console.log('A quick run is for trying out: loadtest/RESULTS.md stays as it was.')
else writeFileSync(join(root, 'loadtest/RESULTS.md'), page(table, runsKept()))
