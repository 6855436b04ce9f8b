import { useEffect, useState } from 'react'

/**
 * Estimated number of elements that all formatted notes of the canvas may have together. The browser often restyles all
 * of them, at about 10 µs each.
 */
const ROOM = 18_000

let taken = 0
const waiting = new Set<() => void>()

const MARKUP = /\$[^$]*\$|[*_`|[\n]/g

/** Estimate of the elements of a formatted text: three for each character of a formula, one for each other mark. */
export const elementsOf = (text: string): number => (text.match(MARKUP) ?? []).reduce((sum, { length }) => sum + (length > 1 ? 3 * length : 1), 1)

/**
 * Whether a note with so many elements may be formatted within the limit: first come, first served; the others follow when
 * notes are no longer visible. A single note may exceed the limit. With 0, nothing is requested.
 */
export function useRoom(elements: number): boolean {
  const [has, setHas] = useState(false)
  useEffect(() => {
    if (elements === 0) return undefined
    let mine = 0
    const take = (): void => {
      if (taken > 0 && taken + elements > ROOM) return
      waiting.delete(take)
      taken += mine = elements
      setHas(true)
    }
    waiting.add(take)
    take()
    return () => {
      waiting.delete(take)
      setHas(false)
      taken -= mine
      for (const other of [...waiting]) other()
    }
  }, [elements])
  return has
}
