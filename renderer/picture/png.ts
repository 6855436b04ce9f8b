/** Pixels per unit of the drawing, unless the picture would exceed the limits below. */
const SCALE = 2
/** Chromium's limits for a canvas: pixels per side and in total. */
const SIDE = 16_000
const AREA = 2 ** 27

const rangesOf = (rule: CSSFontFaceRule): readonly (readonly [number, number])[] =>
  rule.style
    .getPropertyValue('unicode-range')
    .split(',')
    .flatMap((range) => {
      const [, from, to] = /U\+([0-9a-f]+)(?:-([0-9a-f]+))?/i.exec(range) ?? []
      return from === undefined ? [] : [[Number.parseInt(from, 16), Number.parseInt(to ?? from, 16)] as const]
    })

async function dataUrl(url: string): Promise<string> {
  const blob = await (await fetch(url)).blob()
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error ?? new Error(url))
    reader.readAsDataURL(blob)
  })
}

/** CSS with the window's fonts for these letters as data URLs, because an SVG drawn as an image cannot load files. */
async function fontFaces(text: string): Promise<string> {
  const letters = [...new Set(text)].map((letter) => letter.codePointAt(0)!)
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].flatMap((rule) => {
      if (!(rule instanceof CSSFontFaceRule)) return []
      const slanted = rule.style.getPropertyValue('font-style') === 'italic'
      // Only the fonts of formulas have an italic face.
      if (slanted && !rule.style.getPropertyValue('font-family').includes('KaTeX_Math')) return []
      const ranges = rangesOf(rule)
      const needed = ranges.length === 0 || letters.some((code) => ranges.some(([from, to]) => code >= from && code <= to))
      const url = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
      return needed && url !== undefined ? [{ rule, url: new URL(url, sheet.href ?? document.baseURI).href }] : []
    }),
  )
  const faces = await Promise.all(
    rules.map(async ({ rule, url }) => {
      const { style } = rule
      const face = ['font-family', 'font-weight', 'font-style', 'unicode-range']
        .map((name) => [name, style.getPropertyValue(name)])
        .filter(([, value]) => value !== '')
      return `@font-face{${face.map(([name, value]) => `${name}:${value}`).join(';')};src:url(${await dataUrl(url)})}`
    }),
  )
  return faces.join('')
}

/** Milliseconds between two comparisons, the number of equal results required, and the most comparisons. */
const LOOK = 150
const ALIKE = 4
const LOOKS = 40

/**
 * Waits until an image stops changing: its fonts finish loading some time after it has been decoded, without an event.
 */
async function settled(image: HTMLImageElement): Promise<void> {
  const canvas = document.createElement('canvas')
  const scale = Math.min(1, 1200 / image.width, 1200 / image.height)
  canvas.width = Math.max(1, Math.floor(image.width * scale))
  canvas.height = Math.max(1, Math.floor(image.height * scale))
  let last = ''
  for (let look = 0, alike = 1; look < LOOKS && alike < ALIKE; look++) {
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const now = canvas.toDataURL()
    alike = now === last ? alike + 1 : 1
    last = now
    await new Promise((resolve) => setTimeout(resolve, LOOK))
  }
}

/** Renders an SVG as PNG, two pixels per unit, with the window's fonts. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  const faces = await fontFaces(svg.replace(/<[^>]*>/g, ''))
  const url = URL.createObjectURL(new Blob([svg.replace('</title>', `</title><style>${faces}</style>`)], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    await settled(image)
    const { width, height } = image
    const scale = Math.min(SCALE, SIDE / width, SIDE / height, Math.sqrt(AREA / (width * height)))
    const canvas = document.createElement('canvas')
    canvas.width = Math.floor(width * scale)
    canvas.height = Math.floor(height * scale)
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (!blob) throw new Error('the picture could not be made')
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    URL.revokeObjectURL(url)
  }
}
