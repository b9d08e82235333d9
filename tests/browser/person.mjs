// A person of the demo class in a Chromium of their own.
import { mkdirSync, rmSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const artifacts = fileURLToPath(new URL('../artifacts/', import.meta.url))
const patience = 20_000
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const desktop = { viewport: { width: 1280, height: 800 } }
export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }
/// A camera with a test picture and a microphone that beeps, allowed without asking.
export const devices = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']

/// Each has a new user-data-dir; `more` are further flags of Chromium. `faults` collects what a page threw or complained about.
export async function openBrowser(url, screen, more = []) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [...flags, ...more],
    timeout: patience,
  })
  const context = await browser.newContext({ baseURL: url, ...screen })
  const page = await context.newPage()
  page.setDefaultTimeout(patience)
  const faults = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => {
    // A refused call is no fault of the page.
    const refused = /status of 4\d\d/.test(message.text())
    if (message.type() === 'error' && !refused) faults.push(message.text())
  })
  return { page, faults, close: () => browser.close() }
}

/// Takes pictures into tests/artifacts/<story>, where those of an earlier run are gone.
/// Numbers keep them in the order of the story.
export function pictures(story) {
  const folder = `${artifacts}${story}`
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  let taken = 0
  return (page, name) => {
    const path = `${folder}/${String(++taken).padStart(2, '0')}-${name}.png`
    // What moves is shown at its end.
    return page.screenshot({ path, animations: 'disabled' })
  }
}

/// A story in steps, each of which needs those before it: when one fails, what the `people` see is kept and the rest is not
/// tried. They are persons by name, and come in before the first step.
export function story(name) {
  const people = {}
  const picture = pictures(name)
  let broken = false
  function step(what, run) {
    test(what, async (t) => {
      if (broken) return t.skip('a step before it failed')
      try {
        await run(t)
      } catch (error) {
        broken = true
        for (const [who, { page }] of Object.entries(people)) await picture(page, `failed-${who}`).catch(() => {})
        throw error
      }
    })
  }
  return { people, picture, step }
}

/// Seller and instructor at desktops, a buyer with a phone, at the nodes of `kaibo`: in `people`, and their pages by name.
export async function openTrade(kaibo, people) {
  const [seller, buyer, instructor] = await Promise.all([
    openBrowser(kaibo.door(0), desktop),
    openBrowser(kaibo.door(1), phone),
    openBrowser(kaibo.door(0), desktop),
  ])
  Object.assign(people, { seller, buyer, instructor })
  return { seller: seller.page, buyer: buyer.page, instructor: instructor.page }
}

export async function enterByFace(page, account) {
  await page.goto('/')
  const face = page.getByTestId(`demo-${account}`)
  const all = page.getByTestId('demo-all')
  await face.or(all).first().waitFor()
  if (!(await face.isVisible())) await all.click()
  await face.click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}
