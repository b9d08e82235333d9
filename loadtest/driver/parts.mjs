// How each part is measured: starts the peers, lets the benchmark programs alternate between them, returns the samples.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commentTimes, firstClass } from './comment.mjs'
import { addSample, median, percentile, readSamples } from './figures.mjs'
import { videoCores } from './video.mjs'
import { freePort, loadCpu, run, serverCpu, start, stop, until } from './processes.mjs'

/** Of one event, as bench_fanout.cpp has it. */
const eventBytes = 200

/** What a node peer prints is its port. */
async function nodePeer(plan, name, protocol, file, ...options) {
  const child = start(['node', join(plan.peers, file), ...options], { cpu: serverCpu })
  const port = await until(child, () => child.output.trim())
  return { name, protocol, port, child }
}

async function nginxPeer(plan) {
  const port = await freePort()
  const folder = join(plan.work, 'nginx')
  mkdirSync(folder)
  const text = `{"text":"${'x'.repeat(1024 - 11)}"}`
  const settings = readFileSync(join(plan.peers, 'nginx.conf'), 'utf8')
  writeFileSync(join(folder, 'nginx.conf'), settings.replace('@PORT@', port).replace('@TEXT@', text))
  const child = start(['nginx', '-p', folder, '-c', 'nginx.conf', '-e', 'stderr'], { cpu: serverCpu })
  await until(child, () => answers(port))
  return { name: 'nginx', protocol: 'http', port, child }
}

function answers(port) {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

async function natsPeer() {
  const port = await freePort()
  const child = start(['nats-server', '-a', '127.0.0.1', '-p', String(port)], { cpu: serverCpu })
  await until(child, () => child.errors.includes('Server is ready'))
  return { name: 'nats', protocol: 'nats', port, child }
}

/** `durable` keeps what it is told in a file; how soon, the benchmark says. */
async function redisPeer(plan, durable, cpu) {
  const port = await freePort()
  const folder = join(plan.work, 'redis')
  mkdirSync(folder, { recursive: true })
  const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--dir', folder]
  const child = start(['redis-server', ...settings, '--appendonly', durable ? 'yes' : 'no'], { cpu })
  await until(child, () => child.output.includes('Ready to accept connections'))
  return { name: 'redis', protocol: 'redis', port, child }
}

/** Lets a benchmark of C++ alternate between Kaibo, what it brings itself and these peers. */
async function beside(plan, program, options, peers) {
  const named = peers.map(({ name, protocol, port, child }) => `${name}:${protocol}:${port}:${child.pid}`)
  const command = [join(plan.programs, program), '--rounds', String(plan.rounds), ...options]
  const output = await run([...command, ...named.flatMap((peer) => ['--peer', peer])])
  await Promise.all(peers.map((peer) => stop(peer.child)))
  return readSamples(output)
}

/** Uses a fresh server with one class of 35, alone on its processor: `use({ url, data, people, pid })`. */
async function withClass(plan, env, use) {
  const data = mkdtempSync(join(plan.work, 'school-'))
  const people = `${data}-people.json`
  const kaibo = join(plan.programs, 'kaibo')
  const provision = [kaibo, 'provision', '--data', data, '--classes', '1', '--json', people]
  await run(provision, { env: { ...env, LD_PRELOAD: '' } })
  const server = start([kaibo, 'serve', '--data', data, '--listen', '127.0.0.1', '--port', '0'], { cpu: serverCpu, env })
  const url = await until(server, () => /ready at (http:\/\/[^\s/]+)/.exec(server.output)?.[1])
  try {
    return await use({ url, data, people, pid: server.pid })
  } finally {
    await stop(server)
  }
}

async function http(plan) {
  const peers = [await nginxPeer(plan), await nodePeer(plan, 'node', 'http', 'http.mjs')]
  return beside(plan, 'kaibo-bench-net', ['--seconds', String(plan.seconds)], peers)
}

async function live(plan) {
  const bytes = String(eventBytes)
  const peers = [
    await nodePeer(plan, 'ws', 'ws', 'ws.mjs', bytes),
    await nodePeer(plan, 'ws-batching', 'ws', 'ws.mjs', bytes, 'batching'),
    await nodePeer(plan, 'socketio', 'socketio', 'socketio.mjs', bytes),
    await redisPeer(plan, false, serverCpu),
    await natsPeer(),
  ]
  const samples = await beside(plan, 'kaibo-bench-fanout', ['--seconds', String(plan.seconds)], peers)
  // In a process of its own, whose memory nothing has used before.
  const idle = [join(plan.programs, 'kaibo-bench-fanout'), '--rounds', '0', '--idle', String(plan.idleSockets)]
  Object.assign(samples, readSamples(await run(idle)))
  for (let round = 0; round < plan.rounds; round++) {
    const times = await withClass(plan, {}, ({ url, people }) => {
      return commentTimes(url, firstClass(readFileSync(people, 'utf8')), plan.comments)
    })
    addSample(samples, 'comment-p50', 'kaibo', percentile(times, 0.5))
    addSample(samples, 'comment-p99', 'kaibo', percentile(times, 0.99))
  }
  return samples
}

async function video(plan) {
  const samples = {}
  for (let round = 0; round < plan.rounds; round++) {
    const cores = await withClass(plan, {}, ({ url, people, pid }) => {
      const room = { viewers: 35, mbit: 1, seconds: plan.videoSeconds }
      return videoCores({ url, pid }, firstClass(readFileSync(people, 'utf8')), room)
    })
    addSample(samples, 'video', 'kaibo', cores)
  }
  return samples
}

// ---- orders

/** Orders of the database layer alone. Adds to `samples`. */
async function layer(plan, samples, database) {
  const redis = await redisPeer(plan, true)
  const options = ['--rounds', String(plan.rounds), '--seconds', String(plan.orderSeconds)]
  const command = [join(plan.programs, 'kaibo-bench-db'), ...options, '--redis', String(redis.port)]
  const output = await run(database ? [...command, '--database', database] : command, { cwd: plan.work })
  await stop(redis.child)
  Object.assign(samples, readSamples(output))
}

/**
 * One flash sale against the server, alone on its processor; orders a second while it lasted. Throws unless every order
 * and event was right, and what was sold is what the stock lacks.
 */
function rush(plan, env) {
  return withClass(plan, env, async ({ url, data, people }) => {
    const report = `${data}.json`
    const sale = ['rush', '--stock', '100000', '--clicks', '10', '--minutes', String(plan.rushMinutes)]
    const where = ['--url', url, '--provision', people, '--data', data, '--json', report]
    const settings = { cpu: loadCpu, env: { ...env, LD_PRELOAD: '' } }
    await run([join(plan.programs, 'kaibo-load'), ...sale, ...where], settings)
    return ordersPerSecond(JSON.parse(readFileSync(report)))
  })
}

/** In the second half of a rush there is nothing but orders. */
function ordersPerSecond(report) {
  const orders = report.operations.find((one) => one.name.endsWith('MallService/PlaceOrder'))
  if (!report.clean || !orders || orders.refused > 0) throw new Error('the flash sale did not go well, or sold out')
  const late = report.samples.filter((sample) => sample.at_s > report.duration_s / 2)
  return median(late.map((sample) => sample.calls_per_s))
}

/** Orders by RPC, those that wait committed together and each by itself. Adds to `samples`. */
async function sales(plan, samples, figure, env, prepare = async () => {}) {
  const ways = { kaibo: {}, 'per-order': { KAIBO_DATABASE_MAX_BATCH: '1' } }
  for (let round = 0; round < plan.rounds; round++) {
    for (const [subject, setting] of Object.entries(ways)) {
      await prepare()
      addSample(samples, figure, subject, await rush(plan, { ...env, ...setting }))
    }
  }
}

async function onSqlite(plan) {
  const samples = {}
  await layer(plan, samples)
  await sales(plan, samples, 'rpc-sqlite', {})
  const slower = { LD_PRELOAD: join(plan.programs, 'kaibo-slow-fsync.so'), SLOW_FSYNC_MS: '5' }
  await sales(plan, samples, 'rpc-sqlite-5ms', slower)
  return samples
}

/** A private one on the server's processor; `sql` runs statements, `url` is the address of a schema. */
async function mariadb(plan) {
  const folder = join(plan.work, 'mariadb')
  const user = process.getuid() === 0 ? ['--user=root'] : []
  const install = ['--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db', `--datadir=${folder}`]
  await run(['mariadb-install-db', ...install, ...user])
  const port = await freePort()
  const child = start(
    ['mariadbd', '--no-defaults', `--datadir=${folder}`, `--tmpdir=${folder}`, '--socket=socket', '--bind-address=127.0.0.1',
      `--port=${port}`, '--innodb-flush-log-at-trx-commit=1', '--skip-name-resolve', '--innodb-buffer-pool-size=512M', ...user],
    { cpu: serverCpu },
  )
  const client = ['mariadb', '--no-defaults', '--protocol=tcp', '--host=127.0.0.1', `--port=${port}`, '--user=root']
  const sql = (text) => run([...client, '-e', text])
  await until(child, () => sql('SELECT 1').catch(() => false))
  await sql("CREATE USER kaibo@127.0.0.1 IDENTIFIED BY 'kaibo'; GRANT ALL ON *.* TO kaibo@127.0.0.1")
  const fresh = (name) =>
    sql(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  return { child, fresh, url: (name) => `mysql://kaibo:kaibo@127.0.0.1:${port}/${name}` }
}

async function onMariadb(plan) {
  const samples = {}
  const database = await mariadb(plan)
  await database.fresh('bench')
  await layer(plan, samples, database.url('bench'))
  const env = { KAIBO_DATABASE_URL: database.url('kaibo') }
  await sales(plan, samples, 'rpc-mariadb', env, () => database.fresh('kaibo'))
  await stop(database.child)
  return samples
}

export const parts = { http, live, video, 'orders-sqlite': onSqlite, 'orders-mariadb': onMariadb }
