// Draws the pictures of the goods in seed.json that have none yet: `node draw.mjs`, with the packages of tests/browser
// and a Chromium ($CHROMIUM). Each is a pack on a quiet ground, in the colour of its category, with what is in it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const here = (name) => new URL(name, import.meta.url)
const { chromium } = createRequire(here('../../../tests/browser/package.json'))('playwright-core')

/** Ground, pack and label of a category. */
const colours = {
  水果: ['#fdf1dc', '#e8913a', '#fff8ec'],
  茶饮干货: ['#f3efe2', '#a9824c', '#fffaf0'],
  菌菇山货: ['#efece6', '#7a6553', '#fbf7f1'],
  腊味: ['#f7e9e2', '#a5452f', '#fff4ee'],
  粮油: ['#f8f3dc', '#c49a2c', '#fffbea'],
  茶叶: ['#e9f2e4', '#4f7f4a', '#f6fcf2'],
  果干: ['#f9ece0', '#b5652a', '#fff6ee'],
  坚果: ['#f4ebdf', '#8f5f35', '#fdf6ec'],
  酱菜: ['#f8e7e0', '#b8402a', '#fff2ec'],
  禽蛋: ['#f6f1e6', '#cf9d5f', '#fffaf1'],
  糕点: ['#f9eee6', '#c7764f', '#fff7f1'],
  手工: ['#edf0ea', '#6f8258', '#f9fbf6'],
  家居日用: ['#e9eff2', '#557d91', '#f6fafc'],
}

/** The pack that a unit comes in. */
const packs = {
  箱: (c) => `<path d="M70 170 L200 140 L330 170 L330 320 L200 350 L70 320Z" fill="${c}"/><path d="M70 170 L200 200 L330 170 L200 140Z" fill="#fff" opacity=".28"/><path d="M200 200V350" stroke="#000" opacity=".12" stroke-width="3"/>`,
  盒: (c) => `<rect x="80" y="150" width="240" height="180" rx="12" fill="${c}"/><rect x="80" y="150" width="240" height="44" rx="12" fill="#fff" opacity=".25"/>`,
  罐: (c) => `<rect x="110" y="130" width="180" height="210" rx="24" fill="${c}"/><rect x="104" y="112" width="192" height="44" rx="14" fill="#000" opacity=".22"/>`,
  瓶: (c) => `<path d="M160 96h80v44c34 14 50 40 50 70v110a24 24 0 0 1-24 24H134a24 24 0 0 1-24-24V210c0-30 16-56 50-70Z" fill="${c}"/><rect x="154" y="78" width="92" height="34" rx="8" fill="#000" opacity=".25"/>`,
  桶: (c) => `<path d="M110 140h180l14 30v150a24 24 0 0 1-24 24H120a24 24 0 0 1-24-24V170Z" fill="${c}"/><path d="M150 140c0-60 100-60 100 0" fill="none" stroke="${c}" stroke-width="16"/>`,
  袋: (c) => `<path d="M110 110h180l16 40-8 176a22 22 0 0 1-22 20H124a22 22 0 0 1-22-20l-8-176Z" fill="${c}"/><path d="M110 110h180l-8 22H118Z" fill="#000" opacity=".2"/>`,
  块: (c) => `<rect x="90" y="150" width="220" height="170" rx="10" fill="${c}"/><path d="M90 205h220M90 262h220M163 150v170M237 150v170" stroke="#000" opacity=".14" stroke-width="4"/>`,
}

/** What a good is called: its first words without the place. */
function name(good) {
  const first = good.title.split(' ')[0]
  return first.length > 5 ? first.slice(-4) : first
}

function drawing(good, place) {
  const [ground, pack, label] = colours[good.category]
  const draw = packs[good.unit] ?? packs.袋
  const circles = [0, 1, 2, 3, 4].map((n) => {
    const x = 40 + ((place * 67 + n * 83) % 330)
    const y = 30 + ((place * 41 + n * 59) % 80)
    return `<circle cx="${x}" cy="${y}" r="${6 + ((place + n * 3) % 9)}" fill="${pack}" opacity=".22"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400" fill="${ground}"/>${circles.join('')}<ellipse cx="200" cy="352" rx="150" ry="20" fill="#000" opacity=".1"/>${draw(pack)}<rect x="122" y="206" width="156" height="86" rx="10" fill="${label}"/><text x="200" y="${250}" font-family="Noto Serif CJK SC" font-weight="700" font-size="${Math.min(36, 140 / name(good).length)}" text-anchor="middle" dominant-baseline="middle" fill="${pack}">${name(good)}</text></svg>`
}

const { goods } = JSON.parse(readFileSync(here('seed.json'), 'utf8'))
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage()
for (const [place, good] of goods.entries()) {
  const file = here(`pictures/${good.key}.webp`)
  if (existsSync(file)) continue
  const data = await page.evaluate(async (svg) => {
    const picture = new Image()
    picture.src = `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`
    await picture.decode()
    const canvas = new OffscreenCanvas(400, 400)
    canvas.getContext('2d').drawImage(picture, 0, 0)
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })).arrayBuffer())
    return Array.from(bytes)
  }, drawing(good, place))
  writeFileSync(file, Uint8Array.from(data))
}
await browser.close()
