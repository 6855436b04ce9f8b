import { useEffect, useRef, useState, type RefObject } from 'react'

/** Rows of a long list that are made at once. */
export const ROWS_AT_ONCE = 100
/** How far below what is in sight rows are made, in pixels. */
const AHEAD = '600px'

/**
 * How many rows of a long list are made: the first ones, more when the end of those comes near, and all down to the row
 * `until`, never more than ROWS_AT_ONCE in one task. What `end` is given to stands behind the last row while there are more.
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
    // Told once for each number of rows whether their end is near.
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
