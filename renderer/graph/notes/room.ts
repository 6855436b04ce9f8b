import { useEffect, useState } from 'react'

/**
 * Elements that the formatted notes of the canvas may have together, by estimate. The browser styles all of them anew
 * at many occasions, at about 10 µs each.
 */
const ROOM = 18_000

let taken = 0
const waiting = new Set<() => void>()

const MARKUP = /\$[^$]*\$|[*_`|[\n]/g

/** Estimate of the elements of a formatted text: three for each character of a formula, one for each other mark. */
export const elementsOf = (text: string): number => (text.match(MARKUP) ?? []).reduce((sum, { length }) => sum + (length > 1 ? 3 * length : 1), 1)

/**
 * Whether there is room to format a note of so many elements: first come, first served; the others follow when notes
 * leave the sight. One alone may be larger. With 0, none is asked for.
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
