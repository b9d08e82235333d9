// Makes src/generated from ../proto with protoc and protoc-gen-es; does nothing when it is up to date.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const proto = join(here, '..', '..', 'proto')
const out = join(here, '..', 'src', 'generated')
const plugin = join(here, '..', 'node_modules', '.bin', 'protoc-gen-es')

const files = readdirSync(proto, { recursive: true })
  .map((name) => join(proto, name))
  .filter((name) => name.endsWith('.proto'))

function generatedFor(file) {
  return join(out, relative(proto, file).replace(/\.proto$/, '_pb.ts'))
}

function newest(paths) {
  return Math.max(...paths.map((path) => statSync(path).mtimeMs))
}

const outputs = files.map(generatedFor)
const fresh =
  outputs.every((path) => existsSync(path)) &&
  newest([...files, plugin]) <= Math.min(...outputs.map((path) => statSync(path).mtimeMs))

if (!fresh) {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const protoc = process.env.PROTOC ?? 'protoc'
  execFileSync(
    protoc,
    [`--plugin=protoc-gen-es=${plugin}`, `--es_out=${out}`, '--es_opt=target=ts', `-I${proto}`, ...files],
    { stdio: 'inherit' },
  )
}
