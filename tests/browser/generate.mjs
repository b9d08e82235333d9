// Makes generated/ from ../../proto, as a client written by somebody else would: the stock generator, nothing of ours.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

export function generate() {
  const proto = join(here, '..', '..', 'proto')
  const out = join(here, 'generated')
  const files = readdirSync(proto, { recursive: true }).filter((name) => name.endsWith('.proto'))
  mkdirSync(out, { recursive: true })
  execFileSync(process.env.PROTOC ?? 'protoc', [
    `--plugin=protoc-gen-es=${join(here, 'node_modules', '.bin', 'protoc-gen-es')}`,
    `--es_out=${out}`,
    '--es_opt=target=js,import_extension=js',
    `-I${proto}`,
    ...files.map((name) => join(proto, name)),
  ])
}
