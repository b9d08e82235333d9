// A started `kaibo` on a fresh folder.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = join(process.env.KAIBO_BUILD ?? 'build/dev', 'bin', 'kaibo')
const web = fileURLToPath(new URL('../../build/web', import.meta.url))
const patience = 30_000

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

async function serve(folder, options = []) {
  const child = spawn(program, ['serve', '--data', join(folder, 'data'), '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let setupPath
  child.stdout.on('data', (text) => (setupPath ??= /\/setup\?token=\S+/.exec(text)?.[0]))
  const url = await address(child)
  return {
    url,
    /// Of the link that a first run prints.
    setupPath: () => setupPath,
    async stop() {
      child.removeAllListeners('exit')
      const ended = new Promise((resolve) => child.on('exit', resolve))
      child.kill('SIGTERM')
      const code = await ended
      rmSync(folder, { recursive: true, force: true })
      return code
    },
  }
}

const freshFolder = () => mkdtempSync(join(tmpdir(), 'kaibo-test-'))

/// One class of 35 trainees and their open sessions, in `class`.
export async function startKaibo() {
  const folder = freshFolder()
  const file = join(folder, 'people.json')
  execFileSync(program, ['provision', '--data', join(folder, 'data'), '--classes', '1', '--json', file])
  // Ids have more digits than a JavaScript number keeps.
  const people = JSON.parse(readFileSync(file, 'utf8').replace(/:(\d{16,})/g, ':"$1"'))
  return { ...(await serve(folder)), class: people.classes[0] }
}

function requireWeb() {
  const index = join(web, 'index.html')
  if (!existsSync(index)) throw new Error(`${index} is missing: run "npm run build" in web-client`)
}

/// An empty folder and the built web client.
export function startEmpty() {
  requireWeb()
  return serve(freshFolder(), ['--web', web])
}

/// The demo class and the built web client.
export async function startDemo() {
  requireWeb()
  const folder = freshFolder()
  execFileSync(program, ['demo', '--data', join(folder, 'data')], { stdio: 'ignore' })
  return serve(folder, ['--web', web])
}
