import type { Resumable } from './resumable'

/** Entries of a list to write at a time. */
const PART = 4096
/** Depth to which objects and lists are entered; deeper ones are written whole. */
const DEEP = 4
/** UTF-16 units of a string to write at a time; searching them for characters to escape takes time. */
const PIECE = 2 ** 20
/** UTF-16 units after which the work may be interrupted. */
const ENOUGH = 2 ** 16

/** The same text as `JSON.stringify(value)`, as resumable work; `value` is plain data and not `undefined`. */
export function* jsonText(value: unknown): Resumable<string> {
  const parts: string[] = []
  yield* write(value, DEEP, parts, { since: 0 })
  return parts.join('')
}

function* write(value: unknown, depth: number, parts: string[], done: { since: number }): Resumable<void> {
  const put = (text: string): void => {
    parts.push(text)
    done.since += text.length
  }
  if (typeof value === 'string' && value.length > PIECE) {
    put('"')
    for (let [at, end] = [0, 0]; at < value.length; at = end) {
      // Do not separate the two units of a character.
      end = at + PIECE + ((value.charCodeAt(at + PIECE - 1) & 0xfc00) === 0xd800 ? 1 : 0)
      put(JSON.stringify(value.slice(at, end)).slice(1, -1))
      yield
    }
    put('"')
  } else if (typeof value !== 'object' || value === null || (depth === 0 && !(Array.isArray(value) && value.length > PART))) put(JSON.stringify(value))
  else if (Array.isArray(value)) {
    put('[')
    const whole = depth === 0
    for (let i = 0; i < value.length; i += whole ? PART : 1) {
      if (i > 0) put(',')
      if (whole) put(JSON.stringify(value.slice(i, i + PART)).slice(1, -1))
      else yield* write(value[i] === undefined ? null : value[i], depth - 1, parts, done)
      if (done.since > ENOUGH) {
        done.since = 0
        yield
      }
    }
    put(']')
  } else {
    let first = true
    put('{')
    for (const key of Object.keys(value)) {
      const entry = (value as Record<string, unknown>)[key]
      if (entry === undefined) continue
      put(`${first ? '' : ','}${JSON.stringify(key)}:`)
      first = false
      yield* write(entry, depth - 1, parts, done)
      if (done.since > ENOUGH) {
        done.since = 0
        yield
      }
    }
    put('}')
  }
}
