import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startVirtualScreen } from './display.mjs'
import { main } from './main.mjs'
import { electronExecutable } from './setup/electron.mjs'
import { fromRoot, say } from './setup/paths.mjs'
import { setup } from './setup.mjs'

/**
 * Renders build/icon.svg (and the simpler icon-small.svg for small sizes) as PNG, ICO and ICNS: `node
 * scripts/icons.mjs`.
 */
const SIZES = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512]
const LARGEST_SMALL = 32

/**
 * The ICO format: a directory of 16 bytes per entry, then the PNG files. @param {{ size: number, png: Buffer }[]}
 * images
 */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let at = head.length
  images.forEach(({ size, png }, i) => {
    const p = 6 + 16 * i
    head.writeUInt8(size % 256, p) // 0 means 256
    head.writeUInt8(size % 256, p + 1)
    head.writeUInt16LE(1, p + 4)
    head.writeUInt16LE(32, p + 6)
    head.writeUInt32LE(png.length, p + 8)
    head.writeUInt32LE(at, p + 12)
    at += png.length
  })
  return Buffer.concat([head, ...images.map(({ png }) => png)])
}

/**
 * The ICNS format: chunks of a four-letter type, a length, and a PNG file. @param {{ type: string, png: Buffer }[]}
 * images
 */
function icns(images) {
  const chunk = (/** @type {string} */ type, /** @type {Buffer} */ content) => {
    const head = Buffer.alloc(8)
    head.write(type, 0, 'latin1')
    head.writeUInt32BE(content.length + 8, 4)
    return Buffer.concat([head, content])
  }
  return chunk('icns', Buffer.concat(images.map(({ type, png }) => chunk(type, png))))
}

await main(async () => {
  await setup({ tests: true })
  const { _electron } = await import('@playwright/test')
  const screen = process.platform === 'linux' ? await startVirtualScreen() : null
  const folder = fromRoot('out', 'icons')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'icons', version: '0.0.0', main: 'main.cjs' }))
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron')
app.whenReady().then(() => new BrowserWindow({ width: 1100, height: 1100, frame: false, transparent: true }).loadURL('about:blank'))`,
  )
  const environment = /** @type {Record<string, string>} */ ({ ...process.env, ...(screen ? { DISPLAY: screen.display } : {}) })
  const app = await _electron.launch({ executablePath: electronExecutable() ?? undefined, args: [folder], env: environment })
  try {
    const page = await app.firstWindow()
    const draw = async (/** @type {number} */ size) => {
      const svg = readFileSync(fromRoot('build', size <= LARGEST_SMALL ? 'icon-small.svg' : 'icon.svg'), 'utf8')
      await page.setContent(`<body style="margin:0">${svg.replace('<svg ', `<svg width="${size}" height="${size}" style="display:block" `)}</body>`)
      return page.screenshot({ clip: { x: 0, y: 0, width: size, height: size }, omitBackground: true, scale: 'css' })
    }
    const drawn = new Map()
    for (const size of [...SIZES, 1024]) drawn.set(size, await draw(size))
    mkdirSync(fromRoot('build', 'icons'), { recursive: true })
    for (const size of SIZES) writeFileSync(fromRoot('build', 'icons', `${size}x${size}.png`), drawn.get(size))
    writeFileSync(fromRoot('build', 'icon.ico'), ico([16, 24, 32, 48, 64, 128, 256].map((size) => ({ size, png: drawn.get(size) }))))
    const types = { ic11: 32, ic12: 64, ic07: 128, ic13: 256, ic08: 256, ic14: 512, ic09: 512, ic10: 1024 }
    writeFileSync(fromRoot('build', 'icon.icns'), icns(Object.entries(types).map(([type, size]) => ({ type, png: drawn.get(size) }))))
    say(`Drew ${SIZES.length} sizes, icon.ico and icon.icns.`)
  } finally {
    await app.close()
    screen?.stop()
  }
})
