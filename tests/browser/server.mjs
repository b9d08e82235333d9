// A started Kaibo on a fresh folder: one node on SQLite or, with KAIBO_TEST_DATABASE=mysql, two on MariaDB and Redis.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { spawnBound, startShared } from './shared.mjs'

const program = join(process.env.KAIBO_BUILD ?? 'build/dev', 'bin', 'kaibo')
const web = fileURLToPath(new URL('../../build/web', import.meta.url))
const patience = 30_000
const nodes = process.env.KAIBO_TEST_DATABASE === 'mysql' ? 2 : 1

function address(child) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('kaibo serve did not become ready')), patience)
    child.on('exit', (code) => reject(new Error(`kaibo serve ended with ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /Kaibo is ready at (\S+)/.exec(line)
      if (!found) return
      clearTimeout(late)
      resolve(found[1].replace('localhost', '127.0.0.1'))
    })
  })
}

/// The folder of everything and what the nodes share, before any of them serves.
async function install() {
  const folder = mkdtempSync(join(tmpdir(), 'kaibo-test-'))
  const shared = nodes > 1 ? await startShared(folder) : { environment: {}, stop: async () => {} }
  const data = (node) => join(folder, `node${node}`)
  for (let node = 0; node < nodes; ++node) mkdirSync(data(node))
  const environment = (node) => ({ ...process.env, ...shared.environment, KAIBO_SERVER_NODE: String(node) })
  return {
    folder,
    data,
    environment,
    run: (command, ...options) =>
      execFileSync(program, [command, '--data', data(0), ...options], { env: environment(0), stdio: ['ignore', 'pipe', 'inherit'] }),
    async remove() {
      await shared.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startNode(installed, node, options) {
  const child = spawnBound([program, 'serve', '--data', installed.data(node), '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: installed.environment(node),
  })
  let setupPath
  child.stdout.on('data', (text) => (setupPath ??= /\/setup\?token=\S+/.exec(text)?.[0]))
  const url = await address(child)
  return {
    url,
    setupPath: () => setupPath,
    async stop() {
      child.removeAllListeners('exit')
      child.kill('SIGTERM')
      const [code] = await once(child, 'exit')
      return code
    },
  }
}

async function serve(installed, options = []) {
  const started = []
  for (let node = 0; node < nodes; ++node) started.push(await startNode(installed, node, options))
  return {
    url: started[0].url,
    /// Of the nth node, counted round: people who come by different doors meet all the same.
    door: (nth) => started[nth % nodes].url,
    /// Of the link that a first run prints.
    setupPath: () => started[0].setupPath(),
    /// Exit codes other than 0, and what `kaibo check` found wrong afterwards: nothing.
    async stop() {
      const codes = await Promise.all(started.map((node) => node.stop()))
      const wrong = codes.filter((code) => code !== 0)
      try {
        installed.run('check')
      } catch (error) {
        wrong.push(String(error.stdout))
      }
      await installed.remove()
      return wrong
    },
  }
}

/// One class of 35 trainees and their open sessions, in `class`.
export async function startKaibo() {
  const installed = await install()
  const file = join(installed.folder, 'people.json')
  installed.run('provision', '--classes', '1', '--json', file)
  // Ids have more digits than a JavaScript number keeps.
  const people = JSON.parse(readFileSync(file, 'utf8').replace(/:(\d{16,})/g, ':"$1"'))
  return { ...(await serve(installed)), class: people.classes[0] }
}

function requireWeb() {
  const index = join(web, 'index.html')
  if (!existsSync(index)) throw new Error(`${index} is missing: run "npm run build" in web-client`)
}

/// An empty folder and the built web client.
export async function startEmpty() {
  requireWeb()
  return serve(await install(), ['--web', web])
}

/// The demo class and the built web client.
export async function startDemo() {
  requireWeb()
  const installed = await install()
  installed.run('demo')
  const accounts = 'demo-accounts.json'
  for (let node = 1; node < nodes; ++node) copyFileSync(join(installed.data(0), accounts), join(installed.data(node), accounts))
  return serve(installed, ['--web', web])
}
