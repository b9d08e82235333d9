// Lays a .gz beside every text file of the build, so that the server never compresses on the fly.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const out = fileURLToPath(new URL('../../build/web/', import.meta.url))
const text = /\.(js|css|html|svg|json|txt|webmanifest)$/
const smallest = 1024

for (const name of readdirSync(out, { recursive: true })) {
  const path = join(out, name)
  if (!text.test(name) || statSync(path).size < smallest) continue
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
}
