/** Font faces name older formats too, which Chromium never uses; only WOFF 2 is included. */
export const woff2 = {
  name: 'woff2-alone',
  enforce: /** @type {const} */ ('pre'),
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (!/\.css(?:$|\?)/.test(id) || !code.includes('@font-face')) return null
    return { code: code.replace(/,\s*url\([^)]*\)\s*format\(["'](?:woff|truetype)["']\)/g, ''), map: null }
  },
}
