import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { limits } from '../../engine/document/limits'
import { parseDocument } from '../../engine/document/parse'
import { extractDocument, embedDocument } from '../../engine/document/png'
import { serializeDocument } from '../../engine/document/serialize'
import { registry } from '../../nodes'
import { documentIn, pngWithDocument } from '../../renderer/picture/embedded'
import { KEY, bytes, chunk, end, header, pixels, png, signature, text } from '../png'

const keyOf = async (picture: Uint8Array): Promise<string | undefined> => {
  const { text: found } = await documentIn(picture)
  return typeof found === 'string' ? undefined : found.key
}

describe('a document in a PNG picture', () => {
  const source = readFileSync(new URL('../../examples/jordan-sunspots.unfold', import.meta.url), 'utf8')
  const { document } = parseDocument(source, registry)

  it('is read back as written, and leaves the pixels unchanged', async () => {
    const picture = (await pngWithDocument(png(), { ...document!, name: '黒点 – “Jordan” \u{1F300}' }))!
    expect(Buffer.from(picture).includes(pixels)).toBe(true)
    const { text: found, picture: isPicture } = await documentIn(picture)
    expect(isPicture).toBe(true)
    const again = parseDocument(found as string, registry)
    expect(again.errors).toEqual([])
    expect(serializeDocument(again.document!)).toBe(serializeDocument({ ...document!, name: '黒点 – “Jordan” \u{1F300}' }))
  })

  it('is found between other chunks, also after the pixels, and if a program has rewritten it without compression', async () => {
    const other = chunk('tEXt', bytes('Software\0other'))
    const late = Buffer.concat([Uint8Array.from(signature), header, other, pixels, text(Buffer.from(source), 0), end])
    expect((await documentIn(new Uint8Array(late))).text).toBe(source)
  })

  it('is not looked for in the metadata of others', async () => {
    expect(await keyOf(png())).toBe('picture-without-document')
    expect(await keyOf(png(chunk('iTXt', bytes('workflow\0\0\0\0\0{}'))))).toBe('picture-without-document')
  })

  it('is refused if the file is truncated, at every length', async () => {
    const picture = png(text(deflateSync(source)))
    for (let length = signature.length; length < picture.length - pixels.length - end.length; length++) {
      const held = extractDocument(picture.slice(0, length))
      expect('code' in held && held.key, String(length)).toBe('png-damaged')
    }
  })

  it.each([
    ['a length beyond the end of the file', [chunk('iTXt', bytes(KEY), { length: 0xffffffff })], 'png-damaged'],
    ['a length beyond the end by one', [Buffer.concat([chunk('iTXt', bytes(KEY), { length: 1e6 })])], 'png-damaged'],
    ['a type that is none', [chunk('i\0X!', bytes('x'))], 'png-damaged'],
    ['a wrong checksum', [chunk('iTXt', Buffer.concat([bytes(KEY), Uint8Array.of(1, 0, 0, 0), deflateSync(source)]), { checksum: 1 })], 'png-checksum'],
    ['an unknown compression', [chunk('iTXt', Buffer.concat([bytes(KEY), Uint8Array.of(1, 7, 0, 0), deflateSync(source)]))], 'png-damaged'],
    ['no end of the language tag', [chunk('iTXt', Buffer.concat([bytes(KEY), Uint8Array.of(1, 0), bytes('en')]))], 'png-damaged'],
    ['bytes that are not zlib’s', [text(bytes('no zlib at all'))], 'png-text-damaged'],
    ['zlib’s bytes cut off', [text(deflateSync(source).subarray(0, 400))], 'png-text-damaged'],
    ['text that is not UTF-8', [text(Uint8Array.of(0x7b, 0xe9, 0x7d), 0)], 'png-text-damaged'],
  ] as const)('is refused with %s', async (_what, between, key) => {
    expect(await keyOf(png(...between))).toBe(key)
  })

  it('is refused if it would decompress to more than the limit', async () => {
    const bomb = deflateSync(Buffer.alloc(limits.pictureText + 1), { level: 9 })
    expect(bomb.length).toBeLessThan(limits.pictureText / 500)
    expect(await keyOf(png(text(bomb)))).toBe('png-too-long')
  })

  it('is refused unless the first chunk is the header', async () => {
    const wrong = new Uint8Array(Buffer.concat([Uint8Array.from(signature), text(Buffer.from(source), 0), header, pixels, end]))
    expect(await keyOf(wrong)).toBe('png-damaged')
  })

  it('is read or refused without throwing, whatever bytes are changed', async () => {
    const seed = Number(process.env.UNFOLD_SEED ?? Date.now() % 2 ** 31)
    const random = stream(seed, 'png')
    const whole = embedDocument(png(), deflateSync(source))
    for (let i = 0; i < 400; i++) {
      const picture = whole.slice(0, random.uniform() < 0.3 ? Math.floor(random.uniform() * whole.length) : undefined)
      for (let n = Math.ceil(random.uniform() * 6); n > 0; n--) picture[Math.floor(random.uniform() * picture.length)] = Math.floor(random.uniform() * 256)
      const { text: found } = await documentIn(picture)
      // If the checksum is still right, it is the document itself.
      if (typeof found === 'string') expect(found, `seed ${seed}`).toBe(source)
    }
  })
})
