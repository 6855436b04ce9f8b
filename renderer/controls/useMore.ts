import { useEffect, useRef, useState, type RefObject } from 'react'

/** Rows of a long list to render per task. */
export const ROWS_AT_ONCE = 100
/** Pixels below the visible part to render in advance. */
const AHEAD = '600px'

/**
 * How many rows of a long list to render: the first ones, more when their end comes near, and all rows up to `until`;
 * at most ROWS_AT_ONCE more per task. Attach `end` to an element after the last row while there are more.
 */
export function useMore(count: number, until = -1): { readonly made: number; readonly end: RefObject<HTMLLIElement | null> } {
  const end = useRef<HTMLLIElement>(null)
  const [wanted, setWanted] = useState(ROWS_AT_ONCE)
  const made = Math.min(count, wanted)
  useEffect(() => {
    if (made >= count) return undefined
    const more = (): void => setWanted(made + ROWS_AT_ONCE)
    if (until >= made) {
      const timer = setTimeout(more)
      return () => clearTimeout(timer)
    }
    // The observer reports once per number of rows whether the end is near.
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) more()
      },
      { rootMargin: AHEAD },
    )
    if (end.current) observer.observe(end.current)
    return () => observer.disconnect()
  }, [made, count, until])
  return { made, end }
}
