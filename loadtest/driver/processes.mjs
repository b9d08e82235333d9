// Programs that a measurement needs; they end with it.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** The same as in bench_load.h. */
export const serverCpu = 0
export const loadCpu = 1

const running = new Set()

function stopAll() {
  for (const child of running) child.kill('SIGTERM')
}
process.on('exit', stopAll)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))

/** Starts a program on one processor (`cpu`) or any. `child.output` is what it has said so far, `child.ended` its end. */
export function start(command, { cpu, env = {}, cwd } = {}) {
  const words = cpu === undefined ? command : ['taskset', '-c', String(cpu), ...command]
  const child = spawn(words[0], words.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.output = ''
  child.errors = ''
  child.stdout.on('data', (text) => (child.output += text))
  child.stderr.on('data', (text) => (child.errors += text))
  running.add(child)
  child.ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code))
  }).finally(() => running.delete(child))
  child.ended.catch(() => {})
  return child
}

export async function stop(child) {
  child.kill('SIGTERM')
  await child.ended
}

/** Runs a program to its end; what it said. Throws when it ends badly. */
export async function run(command, options) {
  const child = start(command, options)
  const code = await child.ended
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}:\n${child.output}${child.errors}`)
  return child.output
}

/** Until `look()` gives something, for half a minute at the most, while `child` lives. */
export async function until(child, look) {
  for (let i = 0; i < 600; i++) {
    const found = await look()
    if (found) return found
    if (child.exitCode !== null || child.signalCode !== null) break
    await pause(50)
  }
  throw new Error(`${child.spawnargs.join(' ')} did not start:\n${child.output}${child.errors}`)
}

/** Free at this moment, for servers that cannot say which they took. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}
