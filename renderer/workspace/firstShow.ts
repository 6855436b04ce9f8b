import { engineStore, setSpeed } from './engine'
import { useSettings } from './settings'

/** Updates a second while the hints of the first start speak of what is learning: the example is still learning when they have been read. */
const WATCHED = 1000

/** Slows the first example down for as long as the hints are shown; the speed control tells it, and who moves that decides. */
export function slowFirstShow(): void {
  if (useSettings.getState().hinted || engineStore.getState().speed !== null) return
  setSpeed(WATCHED)
  const stop = useSettings.subscribe(({ hinted }) => {
    if (!hinted) return
    stop()
    if (engineStore.getState().speed === WATCHED) setSpeed(null)
  })
}
