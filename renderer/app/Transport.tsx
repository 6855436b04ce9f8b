import { Pause, Play, RotateCcw, StepForward } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { IconButton } from '../controls/IconButton'
import { runCommand } from '../keys/commands'
import { CommandButton } from '../keys/useCommands'
import { fixed, grouped, loss } from '../languages/numbers'
import { engineStore, nothing, scores, setSpeed } from '../workspace/engine'

/** Updates per second of each slider position; null is full speed. */
const SPEEDS: readonly (number | null)[] = [1, 2, 5, 10, 30, 100, 300, 1000, null]

/** Play, step, reset, speed, and the progress of the run. */
export function Transport() {
  const { t, i18n } = useTranslation()
  const state = useStore(engineStore, (s) => s.state)
  const speed = useStore(engineStore, (s) => s.speed)
  const last = useStore(engineStore, (s) => s.reports.at(-1))
  // If the weights of an earlier epoch were restored, show their loss.
  const back = useStore(state.ended && state.ended.epoch < state.epoch ? scores : nothing)?.parts
  const running = state.status === 'running'
  const done = state.status === 'done'
  const whole = (n: number): string => grouped(n, i18n.language)
  const idle = state.status === 'empty' || state.status === 'blocked'
  // More epochs may have been trained than the document asks for.
  const epochs = idle ? '–' : whole(Math.max(state.epoch, state.epochs))
  const notch = SPEEDS.indexOf(speed)
  const speedText = speed === null ? t('shell.speed.full') : t('shell.speed.of', { count: speed })
  const rate = state.updatesPerSecond
  const threadsText = ({ used, available }: typeof state.threads): string =>
    t(used > 1 ? 'shell.threads' : available > 1 ? 'shell.threads.unused' : 'shell.threads.one', { used, available })
  return (
    <div className="shell-transport" role="toolbar" aria-label={t('shell.run')}>
      <CommandButton id="reset">
        <RotateCcw size={15} />
      </CommandButton>
      <IconButton
        className="play"
        label={t(running ? 'shell.pause' : 'shell.play')}
        keys={t('shell.key.Space')}
        onClick={() => runCommand('toggle-play')}
        data-status={state.status}
      >
        {running ? <Pause size={16} fill="currentColor" /> : <Play size={16} fill="currentColor" />}
      </IconButton>
      <CommandButton id="step">
        <StepForward size={16} />
      </CommandButton>
      <label className="speed" title={t('shell.speed.help')}>
        <input
          type="range"
          min={0}
          max={SPEEDS.length - 1}
          step={1}
          value={notch < 0 ? SPEEDS.length - 1 : notch}
          aria-label={t('shell.speed')}
          aria-valuetext={speedText}
          onChange={(event) => setSpeed(SPEEDS[Number(event.target.value)] ?? null)}
        />
        <span>{speedText}</span>
      </label>
      <dl className="readout">
        <div title={t('shell.epoch.help')}>
          <dt>{t('shell.epoch')}</dt>
          <dd className={done ? 'done' : ''} data-readout="epoch">
            <b style={{ minWidth: `${epochs.length}ch` }}>{idle ? '–' : whole(state.epoch)}</b> / {epochs}
          </dd>
        </div>
        <div title={`${t(state.catchingUp ? 'shell.catching-up' : 'shell.rate.help')}\n${threadsText(state.threads)}`} className="rate">
          <dt>{t('shell.rate')}</dt>
          <dd>
            <span data-readout="rate">
              {state.catchingUp || (running && rate < 0.05) ? '…' : running ? (rate >= 100 ? whole(Math.round(rate)) : fixed(rate, 1)) : '–'}
            </span>
            {state.fastMath.used && (
              <abbr className="threads" data-readout="fast-math" title={t('shell.fast-math.help')}>
                {t('shell.fast-math.mark')}
              </abbr>
            )}
            {state.threads.used > 1 && (
              <span className="threads" data-readout="threads" role="img" aria-label={threadsText(state.threads)}>
                ×{state.threads.used}
              </span>
            )}
          </dd>
        </div>
        <div title={t('shell.loss.help')}>
          <dt>{t('shell.loss')}</dt>
          <dd data-readout="loss">{loss((back?.train ?? last)?.loss)}</dd>
        </div>
        <div title={t('shell.validation.help')} className="validation">
          <dt>{t('shell.validation')}</dt>
          <dd data-readout="validation">{loss(back?.validation?.loss ?? last?.validation ?? undefined)}</dd>
        </div>
      </dl>
    </div>
  )
}
