// From a comment that is sent to the moment at which it stands, durable, on the screens of everybody in the room.
import { randomUUID } from 'node:crypto'
import { createRequire } from 'node:module'
import { setTimeout as pause } from 'node:timers/promises'

const { WebSocket } = createRequire(new URL('../peers/package.json', import.meta.url))('ws')

/** A call of one person, as JSON by HTTP. */
async function call(url, person, method, body) {
  const answer = await fetch(`${url}/kaibo.${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${person.token}` },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method}: ${text}`)
  return JSON.parse(text)
}

function change(url, classId, person, method, body) {
  return call(url, person, method, { classId, requestId: randomUUID(), ...body })
}

/** A live room of a new shop. */
export async function openRoom(url, classId, host) {
  const form = await call(url, host, 'mall.v1.MallService/GetShop', { classId })
  const category = form.categories[0]
  await change(url, classId, host, 'mall.v1.MallService/OpenShop', { name: '测速小店', category })
  const saved = await change(url, classId, host, 'live.v1.LiveService/SaveRoom', { title: '测速直播间', category })
  const roomId = saved.room.roomId
  await change(url, classId, host, 'live.v1.LiveService/StartRoom', { roomId })
  return roomId
}

function varint(value) {
  const bytes = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}

// The frames of kaibo.realtime.v1.Uplink that are needed, by the numbers of their fields.

function number(field, value) {
  return Buffer.concat([varint(field << 3), varint(value)])
}

function bytes(field, ...parts) {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return Buffer.concat([varint((field << 3) | 2), varint(content.length), content])
}

/** To what happens from now on. */
function subscription(classId, topic) {
  return bytes(2, number(1, classId), bytes(2, topic), number(3, -1))
}

function comment(classId, roomId, text) {
  const request = [number(1, classId), bytes(2, randomUUID()), number(3, roomId), bytes(4, text)]
  return bytes(1, number(1, 1), bytes(2, 'kaibo.live.v1.LiveService/PostComment'), bytes(3, ...request))
}

/** A screen: `seen(text)` is settled once that text has come. */
function watch(url, classId, person, topic) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, {
      headers: { Authorization: `Bearer ${person.token}` },
    })
    const screen = { socket, wanted: Buffer.from(topic), arrived: () => resolve(screen) }
    socket.on('error', reject)
    socket.on('open', () => socket.send(subscription(classId, topic)))
    socket.on('message', (message) => {
      if (message.includes(screen.wanted)) screen.arrived()
    })
    screen.seen = (text) =>
      new Promise((arrive) => {
        screen.wanted = Buffer.from(text)
        screen.arrived = arrive
      })
  })
}

/**
 * Milliseconds of each of `count` comments until it was on the last of the class's screens. People take turns, so that
 * nobody comes against the room's limit of one comment a second.
 */
export async function commentTimes(url, { class_id: classId, people }, count) {
  const host = people[0]
  const roomId = await openRoom(url, classId, host)
  const trainees = people.filter((person) => person.role === 'trainee')
  const screens = await Promise.all(trainees.map((person) => watch(url, classId, person, `room:${roomId}`)))
  const times = []
  for (let i = 0; i < count; i++) {
    const text = `第${i}条：几天能到？`
    const everybody = Promise.all(screens.map((screen) => screen.seen(text)))
    const start = performance.now()
    screens[i % screens.length].socket.send(comment(classId, roomId, text))
    await Promise.race([
      everybody,
      pause(10_000, undefined, { ref: false }).then(() => {
        throw new Error(`comment ${i} did not reach everybody`)
      }),
    ])
    times.push(performance.now() - start)
    await pause(1200 / screens.length)
  }
  for (const screen of screens) screen.socket.terminate()
  return times
}

/** The first class that `kaibo provision` wrote; its ids are longer than JavaScript's numbers and stay text. */
export function firstClass(provision) {
  return JSON.parse(provision.replace(/:(\d{16,})/g, ':"$1"')).classes[0]
}
