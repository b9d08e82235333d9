// A room that shows a stream from outside (HLS) instead of its host's camera. The stream is one that Chromium recorded
// itself; the viewer's browser gets it from an address that stands for the outside.
import assert from 'node:assert/strict'
import { after, before } from 'node:test'
import { desktop, enterByFace, openBrowser, phone, story } from './person.mjs'
import { recordVideo } from './recorder.mjs'
import { startDemo } from './server.mjs'

const origin = 'https://stream.example.org'
const seconds = 4

const { people, picture, step } = story('stream')

let kaibo
let host
let viewer
let roomId

before(async () => {
  process.env.KAIBO_VIDEO_STREAM_ORIGINS = origin
  kaibo = await startDemo()
  const [first, second] = await Promise.all([openBrowser(kaibo.door(0), desktop), openBrowser(kaibo.door(1), phone)])
  Object.assign(people, { host: first, viewer: second })
  host = first.page
  viewer = second.page
})

after(async () => {
  await Promise.all(Object.values(people).map((person) => person.close()))
  if (kaibo) assert.deepEqual(await kaibo.stop(), [])
})

/// Files of an HLS stream by path.
function hls(mp4) {
  const boxes = { start: [], rest: [] }
  for (let at = 0; at < mp4.length; at += mp4.readUInt32BE(at)) {
    const type = mp4.toString('latin1', at + 4, at + 8)
    const box = mp4.subarray(at, at + mp4.readUInt32BE(at))
    if (type === 'ftyp' || type === 'moov') boxes.start.push(box)
    else if (type === 'moof' || type === 'mdat') boxes.rest.push(box)
  }
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', `#EXT-X-TARGETDURATION:${seconds}`, '#EXT-X-MAP:URI="start.mp4"', `#EXTINF:${seconds},`, 'rest.m4s', '#EXT-X-ENDLIST']
  return { '/live.m3u8': lines.join('\n'), '/start.mp4': Buffer.concat(boxes.start), '/rest.m4s': Buffer.concat(boxes.rest) }
}

async function setAddress(address) {
  await host.getByTestId('stream-url').fill(address)
  await host.getByTestId('stream-save').click()
}

step('an address that the administrator has not allowed is refused beside its field', async () => {
  await Promise.all([enterByFace(host, 'xy01'), enterByFace(viewer, 'xy30')])
  const files = hls(await recordVideo(host, 'video/mp4;codecs=avc1.42E01E', seconds))
  await viewer.route(`${origin}/**`, (route) =>
    route.fulfill({ body: files[new URL(route.request().url()).pathname], headers: { 'access-control-allow-origin': '*' } }),
  )
  await host.goto('/live/new/edit')
  await host.getByTestId('room-title').fill('场外直播 果园连线')
  await host.getByTestId('room-save').click()
  await host.waitForURL(/\/console$/)
  roomId = /live\/(\d+)\//.exec(host.url())[1]
  await host.getByTestId('video-settings').click()
  await setAddress('https://elsewhere.example.org/live.m3u8')
  await host.getByRole('alert').filter({ hasText: '管理员还没有允许' }).waitFor()
  await picture(host, 'refused')
})

step('a viewer sees the stream from outside', async () => {
  await setAddress(`${origin}/live.m3u8`)
  await host.getByTestId('notice').filter({ hasText: '直播流地址已保存' }).waitFor()
  await picture(host, 'address')
  await host.keyboard.press('Escape')
  await host.getByTestId('start-live').click()
  await host.getByTestId('confirm-yes').click()
  await host.getByTestId('end-live').waitFor()
  await viewer.goto(`/room/${roomId}`)
  await viewer.waitForFunction(() => {
    const video = document.querySelector('[data-testid=outside-video]')
    return video?.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 5
  })
  await picture(viewer, 'outside')
  await viewer.getByTestId('sound-on').click()
  assert.equal(await viewer.getByTestId('outside-video').evaluate((video) => video.muted), false)
})

step('without the address the cover is there again', async () => {
  await host.getByTestId('video-settings').click()
  await setAddress('')
  await viewer.getByTestId('outside-video').waitFor({ state: 'detached' })
})

step('no page threw an error', () => {
  for (const [who, { faults }] of Object.entries(people)) assert.deepEqual(faults, [], who)
})
