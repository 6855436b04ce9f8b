import { X } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { limits } from '../../../engine/document/limits'
import { Button } from '../../controls/Button'
import { IconButton } from '../../controls/IconButton'
import { libraryOf } from '../../workspace/keptRuns'
import type { Source } from '../../workspace/library'
import { changeDraft, countRuns, draftOf, processors, startSweep, stopSweep, sweepsStore, type Course } from '../../workspace/sweeps'
import { shownTab } from '../../workspace/tabs'

/** Milliseconds between two updates of the remaining time. */
const TICK = 1_000

/** The settings that the next sweep varies, the number of its runs, and the button that starts it. */
export function SweepDraft({ id }: { readonly id: string }) {
  const { t } = useTranslation()
  const draft = useStore(sweepsStore, () => draftOf(id))
  const list = useRef<HTMLDivElement>(null)
  const { focus } = draft
  useEffect(() => {
    if (focus === undefined) return
    const field = [...(list.current?.querySelectorAll('input') ?? [])].find((input) => input.dataset.path === focus)
    field?.focus()
    field?.select()
    changeDraft({ focus: undefined })
  }, [focus])
  const into = draft.into === undefined ? undefined : libraryOf(id).sources?.find(({ name }) => name === draft.into)
  const found = useMemo(() => countRuns(draft, into?.plan?.runs), [draft, into])
  const wrong = 'wrong' in found ? found.wrong : undefined
  const nothing = 'count' in found && found.count === 0
  const begin = (): void => {
    if (!wrong && !nothing) void startSweep()
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) begin()
  }
  const status = !wrong
    ? t(into ? 'sweep.more' : 'sweep.count', { count: 'count' in found ? found.count : 0 })
    : typeof wrong === 'object'
      ? t('sweep.wrong.values', { name: wrong.path })
      : t(`sweep.wrong.${wrong}`)
  return (
    <section className="sweep" aria-label={t('sweep.title')} ref={list}>
      <header>
        <b>{into ? t('sweep.add-to', { name: into.title }) : t('sweep.title')}</b>
        <IconButton label={t('sweep.close')} onClick={() => changeDraft({ open: false, into: undefined, reason: undefined })}>
          <X size={13} aria-hidden />
        </IconButton>
      </header>
      {draft.varied.length === 0 && <p>{t('sweep.none')}</p>}
      {draft.varied.map(({ path, text }) => (
        <label key={path}>
          <span className="mono" title={path}>
            {path}
          </span>
          <input
            value={text}
            data-path={path}
            title={t('sweep.values.help')}
            aria-invalid={typeof wrong === 'object' && wrong.path === path}
            onKeyDown={onKeyDown}
            onChange={(event) => changeDraft({ varied: draft.varied.map((one) => (one.path === path ? { path, text: event.target.value } : one)) })}
          />
          <IconButton label={t('sweep.remove', { name: path })} onClick={() => changeDraft({ varied: draft.varied.filter((one) => one.path !== path) })}>
            <X size={12} aria-hidden />
          </IconButton>
        </label>
      ))}
      <div className="sweep-row">
        <label>
          <span>{t('sweep.seeds')}</span>
          <input
            value={draft.seeds}
            placeholder="1..5"
            title={t('sweep.seeds.help')}
            aria-invalid={wrong === 'seeds'}
            onKeyDown={onKeyDown}
            onChange={(event) => changeDraft({ seeds: event.target.value })}
          />
        </label>
        <label>
          <span>{t('sweep.jobs')}</span>
          <input
            type="number"
            min={1}
            max={4 * processors}
            value={draft.jobs}
            title={t('sweep.jobs.help', { count: processors })}
            onChange={(event) => {
              const jobs = Math.round(event.target.valueAsNumber)
              if (jobs >= 1 && jobs <= 4 * processors) changeDraft({ jobs })
            }}
          />
        </label>
        <label title={t('sweep.random.help')}>
          <span>{t('sweep.random')}</span>
          <input
            type="number"
            min={1}
            max={limits.runs}
            value={draft.random ?? ''}
            placeholder={t('sweep.random.all')}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              const random = Math.round(event.target.valueAsNumber)
              changeDraft({ random: random >= 1 && random <= limits.runs ? random : undefined })
            }}
          />
        </label>
        <label title={t('sweep.start-from.help')}>
          <span>{t('sweep.start-from')}</span>
          <select
            className="panel-select"
            value={draft.start}
            disabled={into !== undefined}
            onChange={(event) => changeDraft({ start: event.target.value as typeof draft.start })}
          >
            {(['new', 'stored'] as const).map((start) => (
              <option key={start} value={start}>
                {t(`sweep.start-from.${start}`)}
              </option>
            ))}
          </select>
        </label>
        <label title={t('sweep.asha.help')}>
          <input type="checkbox" checked={draft.asha} disabled={into !== undefined} onChange={(event) => changeDraft({ asha: event.target.checked })} />
          <span>{t('sweep.asha')}</span>
        </label>
        <div className="sweep-go">
          <span role="status">{status}</span>
          <Button look="primary" disabled={wrong !== undefined || nothing} onClick={begin}>
            {t('sweep.start')}
          </Button>
        </div>
      </div>
      {draft.start === 'stored' && !into && draft.seeds.trim() !== '' && <p>{t('sweep.start-from.seeds')}</p>}
      {draft.reason !== undefined && (
        <p className="failed" role="alert">
          {draft.reason}
        </p>
      )}
    </section>
  )
}

/** The progress of a sweep: its runs, the remaining time, and a button to stop or continue it. */
export function SweepCourse({ source, course }: { readonly source: Source; readonly course: Course | undefined }) {
  const { t } = useTranslation()
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (!course) return undefined
    const timer = setInterval(() => setNow(performance.now()), TICK)
    return () => clearInterval(timer)
  }, [course])
  const { rows, title, name } = source
  const done = rows.filter(({ state }) => ['done', 'failed', 'given-up'].includes(state)).length
  const failed = rows.filter(({ state }) => state === 'failed').length
  const under = [...(course?.shares.values() ?? [])].reduce((sum, share) => sum + share, 0)
  const left = rows.length - done
  if (left === 0 && !course) return null
  const each = course && course.ended + under > 0.05 ? (now - course.begun) / (course.ended + under) : undefined
  const share = rows.length === 0 ? 0 : (done + under) / rows.length
  return (
    <div className="sweep-course" role="group" aria-label={title}>
      <b>{title}</b>
      <progress max={1} value={share} aria-label={title} />
      <span>{t('sweep.done', { done, count: rows.length })}</span>
      {failed > 0 && <span className="failed">{t('sweep.failed', { count: failed })}</span>}
      {course && each !== undefined && <span>{t('sweep.left', { time: timeText(each * Math.max(0, left - under)) })}</span>}
      {course ? (
        <Button disabled={course.stopping} onClick={() => stopSweep(name)}>
          {t(course.stopping ? 'sweep.stopping' : 'sweep.stop')}
        </Button>
      ) : (
        name.startsWith('sweep-') && <Button onClick={() => void startSweep(name)}>{t('sweep.resume')}</Button>
      )}
    </div>
  )
}

/** Minutes and seconds, or hours and minutes. */
function timeText(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000)
  const [large, small] = seconds < 3_600 ? [Math.floor(seconds / 60), seconds % 60] : [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)]
  return `${large}:${String(small).padStart(2, '0')}${seconds < 3_600 ? '' : ' h'}`
}

/** The progress of a running sweep of the document on screen; undefined without one. */
export const courseOf = (courses: ReadonlyMap<string, Course>, source: string): Course | undefined => courses.get(`${shownTab().id} ${source}`)
