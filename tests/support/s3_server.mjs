// An S3-compatible store for tests: one bucket, in memory, on the loopback. It knows nothing of how Kaibo signs, works out
// every signature anew as the AWS documentation says, and refuses what does not agree.
// usage: node s3_server.mjs [port]     (0, the default: a free one). It says in a line of JSON how it is reached.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { createServer } from 'node:http'

const access = { bucket: 'kaibo', region: 'cn-test-1', key: 'KAIBOTEST', secret: 'secret/of+the+tests' }
const skew = 15 * 60_000

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()

/// Signature Version 4 of a request without a query.
function signatureOf({ method, path, headers, signed, hash, date, region, secret }) {
  const lines = signed.map((name) => `${name}:${String(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`)
  const request = [method, path, '', lines.join(''), signed.join(';'), hash].join('\n')
  const day = date.slice(0, 8)
  const words = ['AWS4-HMAC-SHA256', date, `${day}/${region}/s3/aws4_request`, sha256(request)].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce(hmac, `AWS4${secret}`)
  return hmac(key, words).toString('hex')
}

// The example of the documentation (Authenticating Requests: Using the Authorization Header, GET Object).
assert.equal(
  signatureOf({
    method: 'GET',
    path: '/test.txt',
    headers: {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': sha256(''),
      'x-amz-date': '20130524T000000Z',
    },
    signed: ['host', 'range', 'x-amz-content-sha256', 'x-amz-date'],
    hash: sha256(''),
    date: '20130524T000000Z',
    region: 'us-east-1',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  }),
  'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
)

/// The store's word against a request; nothing when it is in order.
function fault(request, body) {
  const { headers } = request
  const form = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const found = form.exec(headers.authorization ?? '')
  if (!found) return 'AccessDenied'
  const [, key, day, region, names, signature] = found
  const date = headers['x-amz-date'] ?? ''
  const hash = headers['x-amz-content-sha256'] ?? ''
  const signed = names.split(';')
  const time = Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!(Math.abs(Date.now() - time) < skew)) return 'RequestTimeTooSkewed'
  if (key !== access.key) return 'InvalidAccessKeyId'
  if (region !== access.region || day !== date.slice(0, 8)) return 'AuthorizationHeaderMalformed'
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signed.includes(name))) return 'AccessDenied'
  if (hash !== sha256(body)) return 'XAmzContentSHA256Mismatch'
  const expected = signatureOf({ method: request.method, path: request.url, headers, signed, hash, date, region, secret: access.secret })
  return signature === expected ? undefined : 'SignatureDoesNotMatch'
}

const objects = new Map()
let busy = 0

function answer(request, body) {
  // For the tests: the next requests find the store overloaded.
  const told = /^\/busy\/(\d+)$/.exec(request.url)
  if (told) {
    busy = Number(told[1])
    return { status: 200 }
  }
  if (busy > 0) {
    busy -= 1
    return { status: 503, code: 'SlowDown' }
  }
  const code = fault(request, body)
  if (code) return { status: 403, code }
  if (!request.url.startsWith(`/${access.bucket}/`)) return { status: 404, code: 'NoSuchBucket' }
  if (request.method === 'PUT') {
    objects.set(request.url, body)
    return { status: 200 }
  }
  if (!['GET', 'HEAD'].includes(request.method)) return { status: 405, code: 'MethodNotAllowed' }
  const object = objects.get(request.url)
  if (!object) return { status: 404, code: 'NoSuchKey' }
  const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '')
  if (!range) return { status: 200, object }
  const [first, last] = range.slice(1).map(Number)
  return first < object.length ? { status: 206, object: object.subarray(first, last + 1) } : { status: 416, code: 'InvalidRange' }
}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  const { status, code, object } = answer(request, body)
  const said = code ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>of the tests</Message></Error>` : ''
  const content = object ?? Buffer.from(said)
  response.writeHead(status, { 'Content-Length': content.length }).end(request.method === 'HEAD' ? undefined : content)
})
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/${access.bucket}`, ...access }))
})
