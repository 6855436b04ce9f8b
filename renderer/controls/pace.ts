import { NEVER, Observable, buffer, connect, exhaustMap, filter, merge } from 'rxjs'

/** Milliseconds between two times that the page draws something else while the camera of a large drawing moves. */
export const WHILE_MOVING = 200

let moving = false

/** Whether the camera of a large drawing moves now: whatever else draws has time. */
export const isMoving = (): boolean => moving

/** The canvas says that the camera of a large drawing starts to move, or rests. */
export const setMoving = (moves: boolean): void => void (moving = moves)

/** Runs a task that draws before the next picture; while the camera of a large drawing moves, a few times a second. */
function drawSoon(task: () => void): void {
  if (moving) setTimeout(task, WHILE_MOVING)
  else requestAnimationFrame(task)
}

/** Emits when the next picture is drawn. */
export const picture = (): Observable<void> =>
  new Observable((drawing) =>
    drawSoon(() => {
      drawing.next()
      drawing.complete()
    }),
  )

/** What has come since the last picture, once a picture; at once where `now` emits. */
export const eachPicture = <T>(source: Observable<T>, now: Observable<unknown> = NEVER): Observable<readonly T[]> =>
  source.pipe(
    connect((shared) => shared.pipe(buffer(merge(shared.pipe(exhaustMap(picture)), now)))),
    filter((all) => all.length > 0),
  )
