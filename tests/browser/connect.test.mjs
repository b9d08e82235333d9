// The stock Connect client of connectrpc.com, which knows nothing of Kaibo but its contract.
import assert from 'node:assert/strict'
import { request as httpRequest } from 'node:http'
import { after, before, test } from 'node:test'
import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import { generate } from './generate.mjs'
import { startKaibo } from './server.mjs'

let kaibo
let contract

before(async () => {
  generate()
  const [identity, mall, error] = await Promise.all([
    import('./generated/kaibo/identity/v1/identity_pb.js'),
    import('./generated/kaibo/mall/v1/mall_pb.js'),
    import('./generated/kaibo/error/v1/error_pb.js'),
  ])
  contract = { ...identity, ...mall, ...error }
  kaibo = await startKaibo()
})

after(async () => {
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

/// `seen` is told how each call went over the wire.
function transport({ token = kaibo.class.people[0].token, seen = [], ...options } = {}) {
  return createConnectTransport({
    baseUrl: kaibo.url,
    fetch: async (url, init) => {
      const headers = new Headers(init.headers)
      if (token) headers.set('Authorization', `Bearer ${token}`)
      const response = await fetch(url, { ...init, headers })
      seen.push({ method: init.method, type: response.headers.get('content-type') })
      return response
    },
    ...options,
  })
}

const classId = () => BigInt(kaibo.class.class_id)

async function refusalOf(promise) {
  const error = await promise.then(
    () => assert.fail('nothing was refused'),
    (reason) => reason,
  )
  assert.ok(error instanceof ConnectError, String(error))
  return error
}

for (const useBinaryFormat of [false, true]) {
  const form = useBinaryFormat ? 'binary' : 'JSON'
  const type = useBinaryFormat ? 'application/proto' : 'application/json'

  test(`a ${form} call says who is signed in`, async () => {
    const seen = []
    const client = createClient(contract.IdentityService, transport({ useBinaryFormat, seen }))
    const { me } = await client.getMe({})
    assert.equal(me.userId, BigInt(kaibo.class.people[0].user_id))
    assert.equal(me.memberships[0].classId, classId())
    assert.deepEqual(seen, [{ method: 'POST', type }])
  })

  test(`a read goes by GET in ${form}`, async () => {
    const seen = []
    const client = createClient(
      contract.MallService,
      transport({ useBinaryFormat, seen, useHttpGet: true }),
    )
    const { shop, categories } = await client.getShop({ classId: classId() })
    assert.equal(shop, undefined)
    assert.ok(categories.includes('水果'))
    assert.deepEqual(seen, [{ method: 'GET', type }])
  })

  test(`a ${form} write is done once however often it is sent`, async () => {
    const token = kaibo.class.people[useBinaryFormat ? 1 : 2].token
    const client = createClient(contract.MallService, transport({ useBinaryFormat, token }))
    const wish = {
      classId: classId(),
      requestId: `connect-test-${form}`,
      name: `<b>乡里好物</b> ${form}`,
      category: '水果',
    }
    const first = await client.openShop(wish)
    const again = await client.openShop(wish)
    assert.equal(first.shop.name, wish.name)
    assert.deepEqual(again, first)
  })

  test(`a refusal in ${form} carries its sentence in both languages and its field`, async () => {
    const token = kaibo.class.people[3].token
    const client = createClient(contract.MallService, transport({ useBinaryFormat, token }))
    const error = await refusalOf(
      client.openShop({ classId: classId(), requestId: `refused-${form}`, name: '店', category: '水果' }),
    )
    assert.equal(error.code, Code.InvalidArgument)
    const [refusal] = error.findDetails(contract.RefusalSchema)
    assert.equal(refusal.field, 'name')
    assert.match(refusal.zh, /店铺名称/)
    assert.match(refusal.en, /shop's name/)
    assert.equal(error.rawMessage, refusal.zh)
  })
}

test('the sentence comes in English to a client that prefers English', async () => {
  const client = createClient(contract.IdentityService, transport({ token: '' }))
  const error = await refusalOf(client.getMe({}, { headers: { 'Accept-Language': 'en' } }))
  assert.equal(error.code, Code.Unauthenticated)
  assert.equal(error.rawMessage, 'Please sign in first.')
})

test('a class of others is closed', async () => {
  const client = createClient(contract.MallService, transport())
  const error = await refusalOf(client.getShop({ classId: 1n }))
  assert.equal(error.code, Code.PermissionDenied)
})

test('a deadline with time enough is met', async () => {
  const client = createClient(contract.MallService, transport())
  const { orders } = await client.listOrders({ classId: classId() }, { timeoutMs: 20_000 })
  assert.deepEqual(orders, [])
})

test('a call whose deadline is over before it begins is not done', async () => {
  const body = JSON.stringify({ classId: kaibo.class.class_id })
  const timeout = 30
  const answer = await new Promise((resolve, reject) => {
    const request = httpRequest(`${kaibo.url}/kaibo.mall.v1.MallService/ListOrders`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${kaibo.class.people[0].token}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        'Connect-Timeout-Ms': String(timeout),
        Expect: '100-continue',
      },
    })
    // The server counts from the head; once it has asked for the rest, that comes too late.
    request.on('continue', () => setTimeout(() => request.end(body), 3 * timeout))
    request.on('error', reject)
    request.on('response', async (response) => {
      const parts = await response.toArray()
      resolve({ status: response.statusCode, body: JSON.parse(Buffer.concat(parts)) })
    })
    request.flushHeaders()
  })
  assert.equal(answer.status, 504)
  assert.equal(answer.body.code, 'deadline_exceeded')
})
