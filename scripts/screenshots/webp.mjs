/**
 * Number of colours per picture: few enough to be stored as indices in a third of the bytes, with hardly visible loss.
 */
const COLOURS = 256
/** Of these, the number of most frequent colours: backgrounds, text, and the steps of shadows. */
const FREQUENT = 112

/**
 * Runs in a window: converts a PNG to WebP, lossless except for the reduction to `most` colours, which include the
 * `frequent` most frequent ones.
 * @param {{ png: string, most: number, frequent: number }} asked `png` in base64.
 * @returns {Promise<string>} In base64.
 */
async function convert({ png, most, frequent }) {
  // The types of these scripts are Node's; this function runs in a window.
  const { createImageBitmap, OffscreenCanvas } = /** @type {any} */ (globalThis)
  const image = await createImageBitmap(new Blob([Uint8Array.from(atob(png), (c) => c.charCodeAt(0))], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('There is no canvas.')
  context.drawImage(image, 0, 0)
  const data = context.getImageData(0, 0, image.width, image.height)
  const pixels = new Uint32Array(data.data.buffer)
  /** @type {Map<number, number>} */
  const counts = new Map()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const sorted = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour)
  const distance = (/** @type {number} */ a, /** @type {number} */ b) =>
    ((a & 255) - (b & 255)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + (((a >> 16) & 255) - ((b >> 16) & 255)) ** 2
  const nearest = (/** @type {number[]} */ kept, /** @type {number} */ colour) =>
    kept.reduce((best, other) => (distance(other, colour) < distance(best, colour) ? other : best), kept[0] ?? colour)
  // Of the rest, choose colours with a minimum distance, which is increased until few enough remain.
  /** @type {number[]} */
  let kept = sorted
  for (let apart = 2; kept.length > most; apart *= 1.25) {
    kept = sorted.slice(0, frequent)
    for (const colour of sorted.slice(frequent)) {
      if (distance(nearest(kept, colour), colour) >= apart * apart) kept.push(colour)
      if (kept.length > most) break
    }
  }
  const mapped = new Map(sorted.map((colour) => [colour, nearest(kept, colour)]))
  for (let i = 0; i < pixels.length; i++) pixels[i] = mapped.get(pixels[i] ?? 0) ?? 0
  context.putImageData(data, 0, 0)
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 1 })).arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/**
 * A screenshot of a window as WebP.
 * @param {import('@playwright/test').Page} window
 * @returns {Promise<Buffer>}
 */
export async function takeWebp(window) {
  const png = await window.screenshot({ animations: 'disabled' })
  return Buffer.from(await window.evaluate(convert, { png: png.toString('base64'), most: COLOURS, frequent: FREQUENT }), 'base64')
}
