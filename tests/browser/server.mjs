// A started `kaibo` on a fresh folder, with one class of 35 trainees and their open sessions.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const program = join(process.env.KAIBO_BUILD ?? 'build/dev', 'bin', 'kaibo')
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

export async function startKaibo() {
  const folder = mkdtempSync(join(tmpdir(), 'kaibo-test-'))
  const data = join(folder, 'data')
  const file = join(folder, 'people.json')
  execFileSync(program, ['provision', '--data', data, '--classes', '1', '--json', file])
  // Ids have more digits than a JavaScript number keeps.
  const people = JSON.parse(readFileSync(file, 'utf8').replace(/:(\d{16,})/g, ':"$1"'))
  const child = spawn(program, ['serve', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const url = await address(child)
  return {
    url,
    class: people.classes[0],
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
