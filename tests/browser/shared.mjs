// What several nodes share: a private MariaDB, Redis and S3-compatible store on free ports of the loopback.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const patience = 30_000
const s3Server = fileURLToPath(new URL('../support/s3_server.mjs', import.meta.url))

/// For a server that cannot say which port it took.
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/// Resolves once the server has answered `hello`; MariaDB speaks first.
async function answers(port, name, hello) {
  const deadline = Date.now() + patience
  while (Date.now() < deadline) {
    const socket = connect(port, '127.0.0.1')
    const heard = await new Promise((resolve) => {
      socket.on('connect', () => socket.write(hello))
      socket.on('data', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('close', () => resolve(false))
    })
    socket.destroy()
    if (heard) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${name} did not start`)
}

/// Ends with this process, however that ends.
export const spawnBound = (command, options) =>
  spawn('setpriv', ['--pdeathsig', 'KILL', ...command], options)

/// Environment of the nodes, and what ends it all.
export async function startShared(folder) {
  const [database, redis] = [join(folder, 'mariadb'), join(folder, 'redis')]
  for (const made of [database, redis]) mkdirSync(made)
  const [databasePort, redisPort] = [await freePort(), await freePort()]
  const first = join(folder, 'first.sql')
  writeFileSync(first, 'CREATE DATABASE kaibo CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n')
  // An empty folder and no tables of rights: it starts at once, and anybody is root.
  const servers = [
    ['/usr/sbin/mariadbd', '--no-defaults', '--skip-grant-tables', '--skip-name-resolve', '--user=root', '--bind-address=127.0.0.1', '--skip-networking=0', '--innodb-stats-persistent=0', `--port=${databasePort}`, `--datadir=${database}`, `--tmpdir=${database}`, `--socket=${database}/socket`, `--log-error=${database}/log`, `--init-file=${first}`],
    ['/usr/bin/redis-server', '--bind', '127.0.0.1', '--port', String(redisPort), '--save', '', '--appendonly', 'no', '--dir', redis],
  ].map((command) => spawnBound(command, { stdio: 'ignore' }))
  const store = spawnBound([process.execPath, s3Server], { stdio: ['ignore', 'pipe', 'inherit'] })
  servers.push(store)
  const [line] = await once(createInterface({ input: store.stdout }), 'line')
  const { url, region, key, secret } = JSON.parse(line)
  await answers(databasePort, 'MariaDB', '')
  await answers(redisPort, 'Redis', 'PING\r\n')
  return {
    environment: {
      KAIBO_DATABASE_URL: `mysql://root:secret@127.0.0.1:${databasePort}/kaibo`,
      KAIBO_CLUSTER_REDIS: `redis://127.0.0.1:${redisPort}`,
      KAIBO_DATA_KEY: join(folder, 'personal-data.key'),
      KAIBO_FILES_S3_URL: url,
      KAIBO_FILES_S3_REGION: region,
      KAIBO_FILES_S3_ACCESS_KEY: key,
      KAIBO_FILES_S3_SECRET_KEY: secret,
    },
    stop: () => Promise.all(servers.map((server) => (server.kill('SIGKILL'), once(server, 'exit')))),
  }
}
