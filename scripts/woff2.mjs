/** Removes older formats from font faces: Chromium uses only WOFF 2. */
export const woff2 = {
  name: 'woff2-alone',
  enforce: /** @type {const} */ ('pre'),
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (!/\.css(?:$|\?)/.test(id) || !code.includes('@font-face')) return null
    return { code: code.replace(/,\s*url\([^)]*\)\s*format\(["'](?:woff|truetype)["']\)/g, ''), map: null }
  },
}
