import './time.css'
import { ChevronLeft, ChevronRight, Pause, Play, Repeat } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { Part } from '../../../engine/data/types'
import { IconButton } from '../../controls/IconButton'
import { Select } from '../../controls/Select'
import { runCommand } from '../../keys/commands'
import { CommandButton, useCommands } from '../../keys/useCommands'
import { chooseMoment, momentStore, momentView } from '../../workspace/engine'
import { speeds, tick, toPart, toStep, toggleHeld, withView } from '../../workspace/moment'
import { Course, Past } from './Course'
import { SequenceField } from './SequenceField'
import { Where } from './Where'

const PARTS: readonly Part[] = ['train', 'validation', 'test']

/** The time shared by all views: the sequence and step that they show, and the epoch of the weights. */
export function TimeBar() {
  const { t } = useTranslation()
  const item = useCommands()
  const held = useStore(momentStore, (state) => state.held)
  const part = useStore(momentStore, (state) => state.part)
  const playing = useStore(momentStore, (state) => state.playing)
  const looping = useStore(momentStore, (state) => state.looping)
  const speed = useStore(momentStore, (state) => state.speed)
  const extent = useStore(momentStore, (state) => state.extent)
  useEffect(() => {
    const take = (): void => chooseMoment(withView(momentView.getState()))
    take()
    return momentView.subscribe(take)
  }, [])
  useEffect(() => {
    if (!playing) return undefined
    const timer = setInterval(() => chooseMoment(tick), 1_000 / speed)
    return () => clearInterval(timer)
  }, [playing, speed])
  const there = PARTS.filter((name) => (extent?.sequences[name] ?? 0) > 0)
  return (
    <section className="time-bar" aria-label={t('time.bar')} data-held={held}>
      <Past />
      <div className="time-moment">
        <button
          type="button"
          className="time-held"
          aria-pressed={held}
          disabled={!extent}
          title={`${t(held ? 'time.held.tip' : 'time.live.tip')}${item('moment-hold').hint ? ` (${item('moment-hold').hint})` : ''}`}
          onClick={() => chooseMoment(toggleHeld)}
        >
          <span className="time-sign" aria-hidden />
          {t(held ? 'time.held' : 'time.live')}
        </button>
        <Select
          label={t('time.part')}
          value={part}
          choices={(there.length > 0 ? there : [part]).map((name) => ({ value: name, label: t(`panels.part.${name}`) }))}
          onChange={(value) => chooseMoment(toPart(value as Part))}
        />
        <SequenceField />
        <div className="time-play">
          <CommandButton id="moment-back">
            <ChevronLeft size={16} />
          </CommandButton>
          <IconButton
            label={t(playing ? 'time.pause' : 'time.play')}
            keys={item('moment-play').hint}
            reason={item('moment-play').reason}
            onClick={() => runCommand('moment-play')}
          >
            {playing ? <Pause size={13} fill="currentColor" /> : <Play size={13} fill="currentColor" />}
          </IconButton>
          <CommandButton id="moment-forward">
            <ChevronRight size={16} />
          </CommandButton>
          <CommandButton id="moment-loop" label={t('time.loop')} pressed={looping}>
            <Repeat size={13} />
          </CommandButton>
          <div className="time-speed" title={t('time.speed.tip')}>
            <Select
              label={t('time.speed')}
              value={String(speed)}
              choices={speeds.map((steps) => ({ value: String(steps), label: t('time.speed.of', { steps }) }))}
              onChange={(value) => chooseMoment(() => ({ speed: Number(value) }))}
            />
          </div>
        </div>
        <Scrubber />
        <Where />
      </div>
      <Course />
    </section>
  )
}

/** A slider over the steps of the sequence; arrow keys move by one. */
function Scrubber() {
  const { t } = useTranslation()
  const step = useStore(momentStore, (state) => state.step)
  const length = useStore(momentStore, (state) => state.extent?.length ?? 0)
  const last = Math.max(0, length - 1)
  return (
    <input
      type="range"
      className="time-steps"
      min={0}
      max={last}
      step={1}
      value={Math.min(step, last)}
      disabled={length === 0}
      aria-label={t('time.step')}
      aria-valuetext={t('time.step.at', { step, last })}
      onChange={(event) => chooseMoment(toStep(Number(event.target.value)), () => ({ playing: false }))}
    />
  )
}
